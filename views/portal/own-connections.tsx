import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { PageHead } from '../kit/page-head.tsx';
import { Time } from '../kit/time.tsx';
import { AccountCell, AccountTable, type ConnectionRow, SignInAgain, UsedByCell } from './account-cells.tsx';
import { PortalLayout } from './layout.tsx';

type OwnConnectionsProps = { frame: Frame; rows: ConnectionRow[]; dialog?: Child };

/** The accounts that somebody has connected for themselves, for all that asks for them. */
export function OwnConnectionsPage({ frame, rows, dialog }: OwnConnectionsProps) {
  return (
    <PortalLayout frame={frame} title="Your own accounts" place="mine" dialog={dialog}>
      <PageHead
        title="Your own accounts"
        note="What you have connected for yourself, once for all that asks for it. Nobody else sees or uses it."
      />
      {rows.length === 0 ? (
        <EmptyState
          title="You have connected no account for yourself"
          actions={<Button href={links.marketplaceMine()}>My integrations</Button>}
        >
          <p>Where an integration works with an account of your own, its page has “Set up for yourself”.</p>
        </EmptyState>
      ) : (
        <AccountTable label="Your own accounts">
          {rows.map((row) => (
            <Row row={row} />
          ))}
        </AccountTable>
      )}
    </PortalLayout>
  );
}

function Row({ row }: { row: ConnectionRow }) {
  const { id, label, signIn, updatedAt, usedBy } = row;
  const [user] = usedBy;
  return (
    <tr>
      <AccountCell row={row} />
      <UsedByCell usedBy={usedBy} />
      <td class="wide muted">
        <Time at={updatedAt} />
      </td>
      <td class="num">
        <SignInAgain row={row} />
        {signIn !== undefined || user === undefined ? null : (
          <Button kind="quiet" href={links.marketplaceOwnAnswers(user.id)} aria-label={`Change ${label}`}>
            Change
          </Button>
        )}
        <Button
          kind="quiet"
          href={links.marketplaceOwnConnectionRemoval(id)}
          aria-label={`Remove your account ${label}`}
        >
          Remove
        </Button>
      </td>
    </tr>
  );
}

/** Says what stops when an account goes. */
export function OwnConnectionRemoval({ frame, row }: { frame: Frame; row: ConnectionRow }) {
  const { id, label, usedBy } = row;
  const path = links.marketplaceOwnConnections();
  return (
    <Dialog id="own-connection-removal" title="Remove your account" close={path}>
      {usedBy.length === 0 ? (
        <p>Nothing uses your account {label}.</p>
      ) : (
        <>
          <p>Without your account {label} these do nothing more for you:</p>
          <ul>
            {usedBy.map(({ name }) => (
              <li>{name}</li>
            ))}
          </ul>
        </>
      )}
      <p class="muted">You can connect it anew at any time.</p>
      <form class="row" method="post" action={links.marketplaceOwnConnectionRemoval(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Remove</Button>
        <Button href={path} autofocus>
          Keep it
        </Button>
      </form>
    </Dialog>
  );
}
