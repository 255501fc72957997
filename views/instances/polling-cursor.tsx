import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';

type PollingCursorProps = {
  frame: Frame;
  id: string;
  flow: string;
  flowKey: string;
  value: string;
  error: string | undefined;
};

/** How far a polling trigger has come, to be read, set elsewhere, or forgotten. */
export function PollingCursorDialog({ frame, id, flow, flowKey, value, error }: PollingCursorProps) {
  const close = links.instance(id);
  return (
    <Dialog id="polling-cursor" title={`Cursor of ${flow}`} close={close}>
      <p class="muted">
        What its trigger has noted of how far it has come. The next run goes on from what is written here; one
        that runs just now has the last word.
      </p>
      <form class="stack" method="post" action={links.pollingCursor(id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="flow" value={flowKey} />
        <Field
          kind="textarea"
          name="cursor"
          label="Cursor"
          value={value}
          rows={8}
          mono
          spellcheck={false}
          help="A JSON object, in the form that the trigger writes."
          error={error}
        />
        <div class="row">
          <Button kind="primary">Save</Button>
          <Button kind="danger" name="reset" value="true">
            Begin anew
          </Button>
          <Button href={close}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
