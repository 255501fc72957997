import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { PortalLayout } from './layout.tsx';

export type ConnectionRow = {
  id: string;
  label: string;
  /** What kind of account it is. */
  kind: string;
  isReady: boolean;
  /** Where somebody signs in for it again; undefined where nobody has to. */
  signIn: string | undefined;
  updatedAt: Instant;
  usedBy: { id: string; name: string }[];
};

const COLUMNS = [
  { label: 'Account' },
  { label: 'Used by' },
  { label: 'Changed', wide: true },
  { label: 'Actions', hidden: true },
];

/** The accounts that the customer has connected. */
export function ConnectionsPage({ frame, rows }: { frame: Frame; rows: ConnectionRow[] }) {
  return (
    <PortalLayout frame={frame} title="Connections" place="connections">
      <PageHead
        title="Connections"
        note="The accounts that your integrations use. What you typed stays sealed."
      />
      {rows.length === 0 ? (
        <EmptyState
          title="No accounts are connected yet"
          actions={<Button href={links.marketplace()}>Marketplace</Button>}
        >
          <p>An integration asks for the account that it needs when you activate it.</p>
        </EmptyState>
      ) : (
        <Table label="Connections" columns={COLUMNS}>
          {rows.map((row) => (
            <Row frame={frame} row={row} />
          ))}
        </Table>
      )}
    </PortalLayout>
  );
}

function Row({
  frame,
  row: { id, label, kind, isReady, signIn, updatedAt, usedBy },
}: {
  frame: Frame;
  row: ConnectionRow;
}) {
  const [user] = usedBy;
  return (
    <tr>
      <th scope="row">
        {label}
        <div class="small">
          <Status state={isReady ? 'active' : 'failed'}>{isReady ? 'Connected' : 'Needs attention'}</Status>
          {kind === '' || kind === label ? null : <span class="muted"> · {kind}</span>}
        </div>
      </th>
      <td>
        {usedBy.length === 0 ? <span class="muted">Nothing</span> : null}
        {usedBy.map((each, index) => (
          <>
            {index === 0 ? '' : ', '}
            <a href={links.marketplaceOwn(each.id)}>{each.name}</a>
          </>
        ))}
      </td>
      <td class="wide muted">
        <Time at={updatedAt} />
      </td>
      <td class="num">
        {signIn === undefined ? null : (
          <Button
            kind={isReady ? 'quiet' : 'primary'}
            href={signIn}
            data-popup=""
            aria-label={`Sign in again: ${label}`}
          >
            Sign in again
          </Button>
        )}
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
