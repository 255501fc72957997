import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';
import type { Use } from './show.tsx';

type DeletionProps = {
  frame: Frame;
  connection: { id: string; label: string; users: number };
  /** The first of those that use it. */
  uses: Use[];
};

/** Says what breaks when a connection goes. */
export function ConnectionDeletion({ frame, connection: { id, label, users }, uses }: DeletionProps) {
  const path = links.connection(id);
  const more = users - uses.length;
  return (
    <Dialog id="deletion" title="Delete connection" close={path}>
      <p>
        <strong>{label}</strong> goes with its secrets and its sign-in. This cannot be undone.
      </p>
      {uses.length === 0 ? (
        <p>No instance uses it.</p>
      ) : (
        <>
          <p>{plural(users, 'instance')} will need another connection, and take no calls until then:</p>
          <ul>
            {uses.map(({ name, customerName, key }) => (
              <li>
                {name} of {customerName} ({key})
              </li>
            ))}
            {more > 0 ? <li>and {more} more</li> : null}
          </ul>
        </>
      )}
      <form class="row" method="post" action={links.connectionDeletion(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete connection</Button>
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
