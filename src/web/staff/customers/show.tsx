import type { Child } from 'hono/jsx';
import { DeletionDialog } from '../../../../views/customers/deletion.tsx';
import { CustomerPage } from '../../../../views/customers/show.tsx';
import { links } from '../../../lib/links.ts';
import { listCustomerUsers } from '../../../models/customer-users.ts';
import { type Customer, countOwned, getCustomer } from '../../../models/customers.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { instanceNames } from '../../../models/name-lookup.ts';
import { may } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { deleteWithInstances } from '../../customer-deletion.ts';
import type { FormErrors } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { storageOf } from '../../kit/storage.ts';
import { isTyped } from '../../kit/typed-name.ts';
import { personRows } from '../../people/people.ts';
import { instanceRows } from '../instances/rows.ts';
import { runRows } from '../instances/run-rows.ts';
import { runChartsOf } from '../run-charts.ts';
import { customerPeople } from './people.tsx';

const NEWEST = 10;
const INSTANCES = 25;
const PEOPLE = 10;
/** What goes with a customer is counted up to here. */
const COUNTED = 1000;

async function view(visit: SignedIn, id: string, dialogOf?: (customer: Customer) => Promise<Child>) {
  const { deps, frame, user } = visit;
  const { read } = deps.store;
  const customer = await getCustomer(read, viewerOf(user), id);
  const { items, nextCursor } = await recentInstances(
    read,
    viewerOf(user),
    { customer: id },
    { limit: INSTANCES },
  );
  const runs = (await listExecutions(read, viewerOf(user), { customer: id }, { limit: NEWEST })).items;
  const names = await instanceNames(
    read,
    viewerOf(user),
    runs.map(({ instanceId }) => instanceId),
  );
  const shown = {
    ...customer,
    instances: await instanceRows(read, viewerOf(user), items),
    hasMoreInstances: nextCursor !== null,
    runs: runRows(runs, names),
    charts: await runChartsOf(read, viewerOf(user), { kind: 'customer', id }),
    people: may(user, 'people:write') ? await newestPeople(visit, id) : undefined,
    storage: await storageOf(deps, customer),
  };
  return <CustomerPage frame={frame} customer={shown} dialog={await dialogOf?.(customer)} />;
}

async function newestPeople({ deps, user }: SignedIn, id: string) {
  const page = { limit: PEOPLE };
  const { items, nextCursor } = await listCustomerUsers(deps.store.read, viewerOf(user), id, page);
  return { rows: personRows(customerPeople, items, user), hasMore: nextCursor !== null };
}

function deletionView(visit: SignedIn, id: string, typed: string, errors: FormErrors) {
  return view(visit, id, async (customer) => {
    const owned = await countOwned(visit.deps.store.read, viewerOf(visit.user), id, COUNTED);
    const facts = { frame: visit.frame, customer, ...owned, most: COUNTED, typed, errors };
    return <DeletionDialog {...facts} />;
  });
}

export const showCustomer = handler<'id'>(async (visit) => show(await view(visit, visit.param('id'))));

export const showDeletion = handler<'id'>(async (visit) =>
  show(await deletionView(visit, visit.param('id'), '', {})),
);

export const submitDeletion = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const customer = await getCustomer(deps.store.read, viewerOf(user), param('id'));
  const typed = form.text('name');
  if (!isTyped(typed, customer.name)) {
    const errors = { name: `Type the name as it stands here: ${customer.name}.` };
    return show(await deletionView(visit, customer.id, typed, errors), 422);
  }
  visit.keepOpen();
  await deleteWithInstances(deps, user, customer.id);
  return goTo(links.customers());
});
