import type { Child, PropsWithChildren } from 'hono/jsx';

type PageHeadProps = PropsWithChildren<{
  title: Child;
  /** How many there are, where that is known without counting. */
  count?: string | undefined;
  /** A sentence under the title. */
  note?: Child;
  /** Only for screen readers, where the page begins with its lead. */
  hidden?: boolean | undefined;
}>;

/** The page's h1 with its actions to the right, the primary one last. */
export function PageHead({ title, count, note, hidden, children }: PageHeadProps) {
  const heading = (
    <h1 class={hidden ? 'sr-only' : undefined}>
      {title}
      {count === undefined ? null : <span class="muted"> {count}</span>}
    </h1>
  );
  if (hidden) return heading;
  return (
    <div class="row spread">
      {note === undefined || note === null ? (
        heading
      ) : (
        <div>
          {heading}
          <p class="muted">{note}</p>
        </div>
      )}
      {children === undefined ? null : <div class="row">{children}</div>}
    </div>
  );
}

type BreadcrumbProps = { items: { href: string; label: string }[]; here: string; mono?: boolean | undefined };

/** The way back from a page that no navigation leads to. */
export function Breadcrumb({ items, here, mono }: BreadcrumbProps) {
  return (
    <nav class="small muted" aria-label="Breadcrumb">
      {items.map(({ href, label }) => (
        <>
          <a href={href}>{label}</a> /{' '}
        </>
      ))}
      <span class={mono ? 'mono' : undefined} aria-current="page">
        {here}
      </span>
    </nav>
  );
}
