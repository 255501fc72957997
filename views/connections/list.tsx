import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import type { Chip } from '../instances/list.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Search } from '../kit/search.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type ConnectionRow = {
  id: string;
  label: string;
  kind: string;
  state: StatusState;
  customerId: string | null;
  customerName: string | null;
  users: number;
  usedAt: Instant | null;
};

type ConnectionsProps = {
  frame: Frame;
  rows: ConnectionRow[];
  text: string;
  state: string;
  chips: Chip[];
  tabs: Tab[];
  pages: { first: string | undefined; older: string | undefined };
};

const COLUMNS = [
  { label: 'Connection' },
  { label: 'State' },
  { label: 'Owner', wide: true },
  { label: 'Used by', num: true, wide: true },
  { label: 'Last used', num: true, wide: true },
];

export function ConnectionsPage({ frame, rows, text, state, chips, tabs, pages }: ConnectionsProps) {
  const isFiltered = text !== '' || state !== '' || chips.length > 0;
  if (rows.length === 0 && !isFiltered) {
    return (
      <StaffLayout frame={frame} title="Connections" section="connections">
        <PageHead title="Connections">
          <Actions frame={frame} isPrimary={false} />
        </PageHead>
        <NoneYet frame={frame} />
      </StaffLayout>
    );
  }
  return (
    <StaffLayout frame={frame} title="Connections" section="connections">
      <PageHead title="Connections">
        <Actions frame={frame} isPrimary />
      </PageHead>
      <Search
        action={links.connections()}
        label="Search connections by name"
        placeholder="Search by name"
        value={text}
        list="list"
      >
        {state === '' ? null : <input type="hidden" name="state" value={state} />}
        {chips.map(({ name, value, label, without }) => (
          <>
            <input type="hidden" name={name} value={value} />
            <Button href={without} icon="x" aria-label={`Clear the filter: ${label}`}>
              <span class="clip">{label}</span>
            </Button>
          </>
        ))}
      </Search>
      <div class="stack" id="list">
        <Tabs label="State" items={tabs} />
        {rows.length > 0 ? <Rows rows={rows} /> : <NoneFit />}
        <Pager {...pages} />
      </div>
    </StaffLayout>
  );
}

function Rows({ rows }: { rows: ConnectionRow[] }) {
  return (
    <Table label="Connections" columns={COLUMNS}>
      {rows.map(({ id, label, kind, state, customerId, customerName, users, usedAt }) => (
        <tr>
          <TitleCell href={links.connection(id)} title={label} note={kind} />
          <td>
            <Status state={state} />
          </td>
          <td class="wide">
            {customerId === null ? (
              <span class="muted">Organization</span>
            ) : (
              <a href={links.customer(customerId)}>{customerName}</a>
            )}
          </td>
          <td class="wide num">{thousands(users)}</td>
          <td class="wide num muted">{usedAt === null ? 'Never' : <Time at={usedAt} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function NoneFit() {
  return (
    <EmptyState title="No connections fit" actions={<Button href={links.connections()}>Clear filter</Button>}>
      <p>Connections are found by a part of their name.</p>
    </EmptyState>
  );
}

/** @param isPrimary the page has no other way to make one */
function Actions({ frame, isPrimary }: { frame: Frame; isPrimary: boolean }) {
  return (
    <>
      <Button href={links.sharedConnections()}>Shared</Button>
      {isPrimary && frame.viewer?.may('connections:write') ? (
        <Button kind="primary" icon="plus" href={links.newConnection()}>
          New connection
        </Button>
      ) : null}
    </>
  );
}

function NoneYet({ frame }: { frame: Frame }) {
  const action = frame.viewer?.may('connections:write') ? (
    <Button kind="primary" icon="plus" href={links.newConnection()}>
      New connection
    </Button>
  ) : null;
  return (
    <EmptyState title="No connections yet" actions={action}>
      <p>
        A connection opens another system for an instance: a key, a password, or a sign-in. It is made when an
        instance is configured, or here by hand for several of them.
      </p>
    </EmptyState>
  );
}
