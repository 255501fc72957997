import { atMost } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Search } from '../kit/search.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { Labels } from './labels.tsx';

export type CustomerRow = {
  id: string;
  name: string;
  externalId: string | null;
  labels: string[];
  /** Counted up to 100. */
  instances: number;
  failing: number;
  createdAt: Instant;
};

type CustomersProps = {
  frame: Frame;
  rows: CustomerRow[];
  text: string;
  label: string;
  pages: { first: string | undefined; older: string | undefined };
};

const COLUMNS = [
  { label: 'Customer' },
  { label: 'Labels', wide: true },
  { label: 'Instances', num: true },
  { label: 'Created', num: true, wide: true },
];

export function CustomersPage({ frame, rows, text, label, pages }: CustomersProps) {
  const isFiltered = text !== '' || label !== '';
  const canWrite = frame.viewer?.may('customers:write') === true;
  if (rows.length === 0 && !isFiltered) {
    return (
      <StaffLayout frame={frame} title="Customers" section="customers">
        <PageHead title="Customers" />
        <NoneYet canWrite={canWrite} />
      </StaffLayout>
    );
  }
  return (
    <StaffLayout frame={frame} title="Customers" section="customers">
      <PageHead title="Customers">
        {canWrite ? (
          <Button kind="primary" href={links.newCustomer()} icon="plus" data-key="n">
            Customer
          </Button>
        ) : null}
      </PageHead>
      <Search
        action={links.customers()}
        label="Search customers by name or external id"
        placeholder="Search by name or external id"
        value={text}
        list="list"
      >
        {label === '' ? null : (
          <>
            <input type="hidden" name="label" value={label} />
            <Button href={links.customers()} icon="x" aria-label={`Clear the filter: label ${label}`}>
              <span class="clip">Label: {label}</span>
            </Button>
          </>
        )}
      </Search>
      <div class="stack" id="list">
        {rows.length > 0 ? <Rows rows={rows} /> : <NoneFit />}
        <Pager {...pages} />
      </div>
    </StaffLayout>
  );
}

function Rows({ rows }: { rows: CustomerRow[] }) {
  return (
    <Table label="Customers" columns={COLUMNS}>
      {rows.map(({ id, name, externalId, labels, instances, failing, createdAt }) => (
        <tr>
          <TitleCell
            href={links.customer(id)}
            title={name}
            note={externalId && <span class="mono">{externalId}</span>}
          />
          <td class="wide">
            <Labels labels={labels} />
          </td>
          <td class="num">
            {failing > 0 ? (
              <a class="badge" data-tone="bad" href={links.instances({ state: 'failing', customer: id })}>
                {atMost(failing, 100)} failing
              </a>
            ) : null}{' '}
            {atMost(instances, 100)}
          </td>
          <td class="wide num muted">
            <Time at={createdAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function NoneFit() {
  return (
    <EmptyState title="No customers fit" actions={<Button href={links.customers()}>Clear filter</Button>}>
      <p>Customers are found by a part of their name or external id.</p>
    </EmptyState>
  );
}

function NoneYet({ canWrite }: { canWrite: boolean }) {
  const add = (
    <Button kind="primary" href={links.newCustomer()} icon="plus" data-key="n">
      Customer
    </Button>
  );
  return (
    <EmptyState title="No customers yet" actions={canWrite ? add : undefined}>
      <p>A customer is whom you deploy integrations for: a company that uses your product.</p>
      {canWrite ? null : <p>Builders and admins add them.</p>}
    </EmptyState>
  );
}
