import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

export function EventWebhookDeletion({ frame, id, name }: { frame: Frame; id: string; name: string }) {
  return (
    <Dialog id="deletion" title="Delete event webhook" close={links.eventWebhook(id)}>
      <p>
        <strong>{name}</strong> hears of nothing from then on. What waits to be sent to it is not sent any
        more.
      </p>
      <form class="row" method="post" action={links.eventWebhookDeletion(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete event webhook</Button>
        <Button href={links.eventWebhook(id)} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
