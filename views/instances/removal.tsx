import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

type RemovalProps = {
  frame: Frame;
  instance: { id: string; name: string; customerName: string };
};

/** Says what a removal does; it can be undone, so that no name is to be typed. */
export function RemovalDialog({ frame, instance }: RemovalProps) {
  const path = links.instance(instance.id);
  return (
    <Dialog id="removal" title="Remove instance" close={path}>
      <p>
        <strong>{instance.name}</strong> of {instance.customerName}: its URLs stop answering and its schedules
        stop at once. What runs or waits is cancelled. Executions stay to be read until they are past their
        time.
      </p>
      <p class="muted">For 30 days it can be brought back with its values and URLs.</p>
      <form class="row" method="post" action={links.instanceRemoval(instance.id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Remove instance</Button>
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
