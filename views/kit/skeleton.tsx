type SkeletonProps = { label?: string | undefined; lines?: number | undefined; id?: string | undefined };

/** Content that is still on its way. */
export function Skeleton({ label = 'Loading', lines = 3, id }: SkeletonProps) {
  return (
    <div class="stack" role="status" aria-label={label} id={id}>
      {Array.from({ length: lines }, () => (
        <div class="skeleton" />
      ))}
    </div>
  );
}
