import type { Child } from 'hono/jsx';
import { Button } from './button.tsx';
import { Toast } from './toast.tsx';

/** What can be done with the selected rows of a form with `data-selection`: in a toast, without scripts below them. */
export function SelectionActions({ actions }: { actions: Child }) {
  return (
    <>
      <div class="unscripted">
        <div class="row">
          <span class="muted">The selected ones:</span>
          {actions}
        </div>
      </div>
      <Toast hidden>
        <span data-selected="">0 selected</span>
        <Button kind="quiet" type="button" data-clear-selection="">
          Clear
        </Button>
        <div class="row">{actions}</div>
      </Toast>
    </>
  );
}
