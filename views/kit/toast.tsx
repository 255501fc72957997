import type { PropsWithChildren } from 'hono/jsx';

/** Undo, or the actions for selected rows. Never the only place of an error. */
export function Toast({
  id,
  hidden,
  children,
}: PropsWithChildren<{ id?: string | undefined; hidden?: boolean | undefined }>) {
  return (
    <div class="toast" role="status" id={id} hidden={hidden}>
      {children}
    </div>
  );
}
