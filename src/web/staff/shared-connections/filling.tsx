import { FillingPage } from '../../../../views/shared-connections/filling.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { fillSharedConnection } from '../../../models/shared-connection-changes.ts';
import { actingAs } from '../../kit/change.ts';
import { type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { kindName } from '../connections/kind-name.ts';
import { chosenOwner, ORGANIZATION, ownerOptions } from '../connections/new.tsx';
import { atInputs, connectionInputs, connectionItems } from '../connections/new-fields.ts';

/** What integrations share under that id. @throws AppError `not_found` */
function found({ deps }: SignedIn, id: string) {
  const shared = [...(deps.catalog.shared?.values() ?? [])].find((each) => each.id === id);
  if (!shared) throw new AppError('not_found', `There is no shared connection ${id}.`);
  return shared;
}

async function view(visit: SignedIn, id: string, form?: Form, errors: FormErrors = {}) {
  const { deps, frame } = visit;
  const shared = found(visit, id);
  const isForAll = shared.scope === 'organization';
  const facts = {
    ...{ frame, id, name: shared.name, kindName: kindName(deps.catalog, shared), errors },
    owners: isForAll ? [] : [{ value: '', label: 'Choose …' }, ...(await ownerOptions(visit))],
    owner: form?.text('owner') ?? '',
    items: connectionItems(deps.catalog, { kind: shared, shared }, { form, errors }),
  };
  return <FillingPage {...facts} />;
}

export const showFilling = handler<'id'>(async (visit) => show(await view(visit, visit.param('id'))));

export const submitFilling = handler<'id'>(async ({ form, ...visit }) => {
  const { deps, user } = visit;
  const id = visit.param('id');
  const shared = found(visit, id);
  const isForAll = shared.scope === 'organization';
  const { inputs, errors } = connectionInputs(deps.catalog, { kind: shared, shared }, form);
  const isUnowned = !isForAll && form.text('owner') === '';
  const wrong = { ...(isUnowned ? { owner: 'Choose the customer.' } : {}), ...errors };
  if (Object.keys(wrong).length > 0) return show(await view(visit, id, form, wrong), 422);
  const customerId = await chosenOwner(visit, isForAll ? ORGANIZATION : form.text('owner'));
  visit.keepOpen();
  try {
    const filled = { customerId, inputs };
    const made = await fillSharedConnection(actingAs(deps, user), id, filled);
    return goTo(links.connection(made));
  } catch (error) {
    const refused = atInputs(deps.catalog, { kind: shared, shared }, refusedFields(error, 'owner'));
    return show(await view(visit, id, form, refused), 422);
  }
});
