import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

export function MonitorDeletion({ frame, id, name }: { frame: Frame; id: string; name: string }) {
  return (
    <Dialog id="deletion" title="Delete monitor" close={links.monitor(id)}>
      <p>
        <strong>{name}</strong> tells nobody of anything from then on, and the alerts that it has raised go
        with it.
      </p>
      <form class="row" method="post" action={links.monitorDeletion(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete monitor</Button>
        <Button href={links.monitor(id)} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
