import type { Child, PropsWithChildren } from 'hono/jsx';
import { Button } from './button.tsx';

type DialogProps = PropsWithChildren<{
  id: string;
  title: Child;
  /** The address of the page behind. */
  close: string;
  /** In place of the shown title, such as a search field; the title is then only heard. */
  head?: Child;
  /** The children bring their own layout. */
  bare?: boolean | undefined;
}>;

/** A choice that interrupts. A layout's `dialog` puts it in front of its page, which is then inert. */
export function Dialog({ id, title, close, head, bare, children }: DialogProps) {
  return (
    <dialog class="dialog" open id={id} aria-labelledby={`${id}-title`}>
      {head ? (
        <h1 class="sr-only" id={`${id}-title`}>
          {title}
        </h1>
      ) : null}
      <div class="topbar">
        {head ?? (
          <h1 class="grow" id={`${id}-title`}>
            {title}
          </h1>
        )}
        <Button kind="quiet" href={close}>
          Close <kbd>Esc</kbd>
        </Button>
      </div>
      {bare ? children : <div class="stack">{children}</div>}
    </dialog>
  );
}
