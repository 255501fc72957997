import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Table, TitleCell } from '../kit/table.tsx';

type SharedRow = { id: string; name: string; kind: string; scope: string; connections: number };

const COLUMNS = [
  { label: 'Shared connection' },
  { label: 'Filled in by' },
  { label: 'Connections', num: true, wide: true },
];

/** What integrations share. */
export function SharedConnectionsPage({ frame, rows }: { frame: Frame; rows: SharedRow[] }) {
  const action = frame.viewer?.may('integrations:write') ? (
    <Button kind="primary" icon="plus" href={links.newSharedConnection()}>
      New shared connection
    </Button>
  ) : null;
  return (
    <StaffLayout frame={frame} title="Shared connections" section="connections">
      <div class="stack">
        <Breadcrumb items={[{ href: links.connections(), label: 'Connections' }]} here="Shared" />
        <PageHead title="Shared connections">{rows.length === 0 ? null : action}</PageHead>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No shared connections yet" actions={action}>
          <p>
            Several integrations can share one connection: it is filled in once, by staff or by each customer,
            and all of them use it.
          </p>
        </EmptyState>
      ) : (
        <Table label="Shared connections" columns={COLUMNS}>
          {rows.map(({ id, name, kind, scope, connections }) => (
            <tr>
              <TitleCell href={links.sharedConnection(id)} title={name} note={kind} />
              <td>{scope}</td>
              <td class="wide num">{thousands(connections)}</td>
            </tr>
          ))}
        </Table>
      )}
    </StaffLayout>
  );
}
