import { thousands } from '../../src/lib/format.ts';
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
  /** How many people lose their accounts with it; undefined where it is no matter of theirs. */
  people: number | undefined;
};

/** Says what breaks when a shared connection goes, and what does not. */
export function SharedConnectionDeletion({ frame, id, name, uses, hasMore, people }: DeletionProps) {
  const path = links.sharedConnection(id);
  return (
    <Dialog id="deletion" title="Delete shared connection" close={path}>
      <p>
        Integrations that name <strong>{name}</strong> cannot be activated for anybody new, and their drafts
        say so. {people === undefined ? 'The connections that are made of it stay.' : null}
      </p>
      {people === undefined ? (
        <GoingOn uses={uses} hasMore={hasMore} />
      ) : (
        <p>
          {people === 0
            ? 'Nobody has connected an account for it.'
            : `The accounts that ${thousands(people)} ${people === 1 ? 'person has' : 'people have'} connected for it go, and flows that need them run for them no more.`}
        </p>
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

function GoingOn({ uses, hasMore }: Pick<DeletionProps, 'uses' | 'hasMore'>) {
  if (uses.length === 0) return <p>No instance uses it.</p>;
  return (
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
  );
}
