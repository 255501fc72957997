import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { PageHead } from '../kit/page-head.tsx';
import { Time } from '../kit/time.tsx';
import { AccountCell, AccountTable, type ConnectionRow, SignInAgain, UsedByCell } from './account-cells.tsx';
import { PortalLayout } from './layout.tsx';

/** The accounts that the customer has connected. */
export function ConnectionsPage({ frame, rows }: { frame: Frame; rows: ConnectionRow[] }) {
  return (
    <PortalLayout frame={frame} title="Connections" place="connections">
      <PageHead
        title="Connections"
        note="The accounts that your integrations use. What you typed stays sealed."
      >
        <Button href={links.marketplaceOwnConnections()}>Your own accounts</Button>
      </PageHead>
      {rows.length === 0 ? (
        <EmptyState
          title="No accounts are connected yet"
          actions={<Button href={links.marketplace()}>Marketplace</Button>}
        >
          <p>An integration asks for the account that it needs when you activate it.</p>
        </EmptyState>
      ) : (
        <AccountTable label="Connections">
          {rows.map((row) => (
            <Row frame={frame} row={row} />
          ))}
        </AccountTable>
      )}
    </PortalLayout>
  );
}

function Row({ frame, row }: { frame: Frame; row: ConnectionRow }) {
  const { id, label, updatedAt, usedBy } = row;
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
        {user === undefined ? (
          <form method="post" action={links.marketplaceConnectionRemoval(id)}>
            <Csrf token={frame.csrf} />
            <Button kind="quiet" aria-label={`Delete ${label}`}>
              Delete
            </Button>
          </form>
        ) : (
          <Button kind="quiet" href={links.marketplaceAnswers(user.id)} aria-label={`Change ${label}`}>
            Change
          </Button>
        )}
      </td>
    </tr>
  );
}
