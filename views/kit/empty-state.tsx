import type { Child, PropsWithChildren } from 'hono/jsx';

type EmptyStateProps = PropsWithChildren<{
  title: string;
  /** h1 where the whole page is this, as for 404. */
  level?: 1 | 2 | undefined;
  /** One primary button, and one other way. */
  actions?: Child;
  note?: Child;
  id?: string | undefined;
}>;

/** Nothing yet, nothing here, or something broke: what it is and what to do. Its children are paragraphs. */
export function EmptyState({ title, level = 2, actions, note, id, children }: EmptyStateProps) {
  return (
    <div class="empty-state" id={id}>
      <Well />
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
      {actions ? <div class="row">{actions}</div> : null}
      {note ? <p class="small muted">{note}</p> : null}
    </div>
  );
}

/** A stepwell, cut open. */
function Well() {
  return (
    <svg width="200" viewBox="0 0 200 104" aria-hidden="true">
      <path fill="#e9c79b" d="M0 0h200v20H0z" />
      <path fill="#d3a36e" d="M20 20h160v20H20z" />
      <path fill="#a9774f" d="M40 40h120v20H40z" />
      <path fill="#3f8494" d="M60 60h80v20H60z" />
      <path fill="#1b5a6d" d="M80 80h40v20H80z" />
      <path fill="#000" opacity=".1" d="M100 0h100v20h-20v20h-20v20h-20v20h-20v20h-20z" />
    </svg>
  );
}
