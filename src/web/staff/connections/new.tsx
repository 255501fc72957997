import * as v from 'valibot';
import { NewConnectionPage } from '../../../../views/connections/new.tsx';
import { links } from '../../../lib/links.ts';
import { addConnection } from '../../../models/connection-changes.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { getCustomer } from '../../../models/customers.ts';
import { typed } from '../../../models/fields.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { checkForm, EMPTY_FORM, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { kindName } from './kind-name.ts';
import { atInputs, chosenKind, connectionInputs, connectionItems, kindOptions } from './new-fields.ts';

/** So many customers are offered. */
const MOST = 200;

/** The value of a form for what is everybody's. */
export const ORGANIZATION = 'organization';

/** Whose a connection can be: the first customers by name. */
export async function ownerOptions({ deps, user }: SignedIn) {
  const { items } = await customersByName(deps.store.read, viewerOf(user), {}, { limit: MOST });
  return items.map(({ id, name }) => ({ value: id, label: name }));
}

/** Null is the organization. @throws AppError `not_found` */
export async function chosenOwner({ deps, user }: SignedIn, owner: string): Promise<string | null> {
  if (owner === ORGANIZATION) return null;
  return (await getCustomer(deps.store.read, viewerOf(user), owner)).id;
}

async function view(visit: SignedIn, chosen: string, form?: Form, errors: FormErrors = {}) {
  const { catalog } = visit.deps;
  const kind = chosenKind(catalog, chosen);
  const kinds = [{ value: '', label: 'Choose …' }, ...kindOptions(catalog)];
  const owners = kind ? await ownerOptions(visit) : [];
  const facts = {
    ...{ frame: visit.frame, kinds, chosen: kind ? chosen : '', errors },
    kindName: kind ? kindName(catalog, kind) : '',
    label: form?.text('label') ?? '',
    owner: form?.text('owner') ?? ORGANIZATION,
    owners: [{ value: ORGANIZATION, label: 'The organization, for all customers' }, ...owners],
    items: kind ? connectionItems(catalog, { kind }, { form, errors }) : [],
  };
  return <NewConnectionPage {...facts} />;
}

export const showNewConnection = handler({ query: { kind: v.optional(v.string(), '') } }, async (visit) =>
  show(await view(visit, visit.query.kind)),
);

export const submitNewConnection = handler(async ({ form, ...visit }) => {
  const { deps, user } = visit;
  const chosen = form.text('kind');
  const kind = chosenKind(deps.catalog, chosen);
  if (!kind)
    return show(await view(visit, '', EMPTY_FORM, { kind: 'Choose what it is a connection to.' }), 422);
  const named = checkForm({ label: typed.name('Type a name for the connection.') }, form);
  const { inputs, errors } = connectionInputs(deps.catalog, { kind }, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...errors };
  if (!named.ok || Object.keys(wrong).length > 0) return show(await view(visit, chosen, form, wrong), 422);
  try {
    const customerId = await chosenOwner(visit, form.text('owner'));
    const fields = { component: kind.component, connection: kind.key, ...named.output, customerId, inputs };
    return goTo(links.connection(await change(deps, user, (tx) => addConnection(tx, deps, fields))));
  } catch (error) {
    const refused = atInputs(deps.catalog, { kind }, refusedFields(error, 'label'));
    return show(await view(visit, chosen, form, refused), 422);
  }
});
