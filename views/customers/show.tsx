import type { Child } from 'hono/jsx';
import { bytes, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type InstanceRow, InstanceRows } from '../instances/rows.tsx';
import { type RunRow, Runs } from '../instances/runs.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Facts } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { type RunCharts, RunChartsSection } from '../kit/run-charts.tsx';
import { Time } from '../kit/time.tsx';
import { PeopleRows, type PersonRow } from '../people/people.tsx';
import { Labels } from './labels.tsx';

export type CustomerShown = {
  id: string;
  name: string;
  externalId: string | null;
  description: string;
  labels: string[];
  limits: { executions?: number };
  /** What is kept of its executions, in bytes; null where there is no limit. */
  storage: { bytes: number; limitBytes: number | null };
  createdAt: Instant;
  instances: InstanceRow[];
  hasMoreInstances: boolean;
  runs: RunRow[];
  charts: RunCharts;
  /** The first of its people by name; undefined for those who may not see them. */
  people: { rows: PersonRow[]; hasMore: boolean } | undefined;
};

type CustomerPageProps = { frame: Frame; customer: CustomerShown; dialog?: Child };

export function CustomerPage({ frame, customer, dialog }: CustomerPageProps) {
  const { id, name, description, runs } = customer;
  const mayDeploy = frame.viewer?.may('instances:deploy') === true;
  return (
    <StaffLayout frame={frame} title={name} section="customers" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={[{ href: links.customers(), label: 'Customers' }]} here={name} />
        <PageHead title={name} note={description || undefined}>
          <Actions frame={frame} customer={customer} />
        </PageHead>
        <Summary customer={customer} />
      </div>
      <Section
        id="instances"
        title="Instances"
        aside={
          mayDeploy ? (
            <Button href={links.newInstance({ customer: id })} icon="plus" data-key="n">
              Instance
            </Button>
          ) : null
        }
      >
        <Instances frame={frame} customer={customer} />
      </Section>
      <CustomerPeople customer={customer} />
      <Section
        id="executions"
        title="Newest executions"
        aside={<a href={links.executions({ customer: id })}>All executions</a>}
      >
        <Runs rows={runs} />
      </Section>
      <RunChartsSection charts={customer.charts} />
    </StaffLayout>
  );
}

function Actions({ frame, customer: { id, name } }: { frame: Frame; customer: CustomerShown }) {
  if (!frame.viewer?.may('customers:write')) return null;
  return (
    <>
      <Button href={links.editCustomer(id)} icon="pencil">
        Edit
      </Button>
      <MoreMenu name={`More for ${name}`}>
        <MenuItem href={links.customerDeletion(id)} icon="trash-2" danger>
          Delete customer …
        </MenuItem>
      </MoreMenu>
    </>
  );
}

function Summary({ customer }: { customer: CustomerShown }) {
  const { externalId, labels, limits, storage, createdAt } = customer;
  const most = storage.limitBytes === null ? '' : ` of ${bytes(storage.limitBytes)}`;
  const items = [
    { label: 'External id', value: externalId === null ? 'None' : <span class="mono">{externalId}</span> },
    { label: 'Created', value: <Time at={createdAt} /> },
    { label: 'Stored', value: `${bytes(storage.bytes)}${most}` },
  ];
  if (limits.executions !== undefined)
    items.push({ label: 'Executions at once', value: thousands(limits.executions) });
  if (labels.length > 0) items.push({ label: 'Labels', value: <Labels labels={labels} /> });
  return <Facts items={items} />;
}

function CustomerPeople({ customer: { id, name, people } }: { customer: CustomerShown }) {
  if (people === undefined) return null;
  const invite = (
    <Button href={links.customerUsers(id)} icon="plus">
      Person
    </Button>
  );
  return (
    <Section id="people" title="People" aside={invite}>
      {people.rows.length === 0 ? (
        <p class="muted">
          Nobody of {name} can sign in yet. Invite someone, and they activate integrations on the marketplace
          themselves.
        </p>
      ) : (
        <PeopleRows rows={people.rows} />
      )}
      {people.hasMore ? <a href={links.customerUsers(id)}>All people of {name}</a> : null}
    </Section>
  );
}

function Instances({ frame, customer }: { frame: Frame; customer: CustomerShown }) {
  const { id, name, instances, hasMoreInstances } = customer;
  if (instances.length === 0) {
    return (
      <p class="muted">
        Nothing is deployed for {name}. Deploy an integration, and it has its own values and URLs here.
      </p>
    );
  }
  return (
    <>
      <InstanceRows frame={frame} rows={instances} ofCustomer />
      {hasMoreInstances ? <a href={links.instances({ customer: id })}>All instances of {name}</a> : null}
    </>
  );
}
