import { links } from '../../src/lib/links.ts';
import type { UpdateNews } from '../../src/models/offers.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

type UpdateDialogProps = { frame: Frame; id: string; name: string; news: UpdateNews };

/** What a customer gets with an update, and what it asks first. */
export function UpdateDialog({ frame, id, name, news }: UpdateDialogProps) {
  const path = links.marketplaceOwn(id);
  if (!news.isNewer)
    return (
      <Dialog id="update" title={`Update ${name}`} close={path}>
        <p>You have the newest one.</p>
        <div class="row">
          <Button href={path} autofocus>
            Close
          </Button>
        </div>
      </Dialog>
    );
  const { added, gone, asks, waitsForStaff } = news;
  return (
    <Dialog id="update" title={`Update ${name}`} close={path}>
      {added.length + gone.length === 0 ? (
        <p>It does the same for you as before, in a newer way.</p>
      ) : (
        <ul>
          {added.map((part) => (
            <li>
              New: <strong>{part}</strong>
            </li>
          ))}
          {gone.map((part) => (
            <li>
              No longer there: <strong>{part}</strong>
            </li>
          ))}
        </ul>
      )}
      {asks.length === 0 ? (
        <p>Your answers stay, and it asks you for nothing new.</p>
      ) : (
        <>
          <p>Your answers stay. It asks you for this first, and goes on as it is until you have answered:</p>
          <ul>
            {asks.map((key) => (
              <li>{key}</li>
            ))}
          </ul>
        </>
      )}
      {waitsForStaff ? (
        <p>{frame.organization.name} has to add something as well, before it changes.</p>
      ) : null}
      <form class="row" method="post" action={links.marketplaceUpdate(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="primary">Update</Button>
        <Button href={path}>Not now</Button>
      </form>
    </Dialog>
  );
}
