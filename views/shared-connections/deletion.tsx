import { links } from '../../src/lib/links.ts';
import type { Use } from '../connections/show.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

type DeletionProps = {
  frame: Frame;
  id: string;
  name: string;
  /** The first instances that use connections that are made of it. */
  uses: Use[];
  hasMore: boolean;
};

/** Says what breaks when a shared connection goes, and what does not. */
export function SharedConnectionDeletion({ frame, id, name, uses, hasMore }: DeletionProps) {
  const path = links.sharedConnection(id);
  return (
    <Dialog id="deletion" title="Delete shared connection" close={path}>
      <p>
        Integrations that name <strong>{name}</strong> cannot be activated for anybody new, and their drafts
        say so. The connections that are made of it stay.
      </p>
      {uses.length === 0 ? (
        <p>No instance uses it.</p>
      ) : (
        <>
          <p>These go on with the connections that they have:</p>
          <ul>
            {uses.map(({ name, customerName, key }) => (
              <li>
                {name} of {customerName} ({key})
              </li>
            ))}
            {hasMore ? <li>and others</li> : null}
          </ul>
        </>
      )}
      <form class="row" method="post" action={links.sharedConnectionDeletion(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Delete shared connection</Button>
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
