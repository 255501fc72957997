import { isDeepStrictEqual } from 'node:util';
import { EditConnectionPage } from '../../../../views/connections/edit.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { MASK } from '../../../lib/secret-fields.ts';
import { editConnection } from '../../../models/connection-changes.ts';
import { getListedConnection, type ListedConnection } from '../../../models/connection-list.ts';
import { declarationOf } from '../../../models/connection-oauth.ts';
import { getConnection } from '../../../models/connections.ts';
import { typed } from '../../../models/fields.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { mergedForm } from '../../kit/edit-conflicts.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { kindName } from './kind-name.ts';
import { atInputs, connectionInputs, connectionItems, seenInputs } from './new-fields.ts';

/** Whether it is changed on a page of its own: others are part of what was answered, and are changed there. */
export function isEditable({ catalog }: Pick<Deps, 'catalog'>, row: ListedConnection): boolean {
  return row.isReusable && declarationOf(catalog, row) !== undefined;
}

/** @throws AppError `not_found`; `conflict` for one that is changed elsewhere */
async function opened({ deps, user }: Pick<SignedIn, 'deps' | 'user'>, id: string) {
  const { store, vault, catalog } = deps;
  const row = await getListedConnection(store.read, viewerOf(user), catalog, id);
  const { label, component, key, sharedId } = row;
  if (!isEditable(deps, row) || component === null || key === null)
    throw new AppError(
      'conflict',
      `${label} is changed where it was answered: in the values of what uses it.`,
    );
  const { held } = await getConnection(store.read, vault, id);
  const shared = [...(catalog.shared?.values() ?? [])].find((each) => each.id === sharedId);
  return { row, asked: { kind: { component, key }, shared, held: held.fields } };
}

type Opened = Awaited<ReturnType<typeof opened>>;

function view({ deps, frame }: SignedIn, { row, asked }: Opened, form?: Form, errors: FormErrors = {}) {
  const { catalog } = deps;
  const facts = {
    ...{ frame, id: row.id, name: row.label, kindName: kindName(catalog, row), errors },
    label: form?.text('label') ?? row.label,
    items: connectionItems(catalog, asked, { form, errors }),
    seen: seenInputs(catalog, asked),
  };
  return <EditConnectionPage {...facts} />;
}

export const showEdit = handler<'id'>(async (visit) =>
  show(view(visit, await opened(visit, visit.param('id')))),
);

export const submitEdit = handler<'id'>(async ({ form, ...visit }) => {
  const { deps, user, param } = visit;
  const connection = await opened(visit, param('id'));
  const { row, asked } = connection;
  const name = mergedForm(form, { label: row.label });
  const named = checkForm({ label: typed.name('Type a name for the connection.') }, name.form);
  const { inputs, errors, conflicts } = connectionInputs(deps.catalog, asked, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...errors };
  if (!named.ok || Object.keys(wrong).length > 0) return show(view(visit, connection, form, wrong), 422);
  const both = { ...name.conflicts, ...conflicts };
  if (Object.keys(both).length > 0) return show(view(visit, connection, form, both), 409);
  const isChanged = ([key, value]: [string, unknown]) =>
    value !== MASK && !isDeepStrictEqual(value, asked.held[key] ?? '');
  const changed = Object.fromEntries(Object.entries(inputs).filter(isChanged));
  const label = named.output.label === row.label ? undefined : named.output.label;
  if (label === undefined && Object.keys(changed).length === 0) return goTo(links.connection(row.id));
  try {
    await change(deps, user, (tx) => editConnection(tx, deps, row.id, { label, inputs: changed }));
  } catch (error) {
    const refused = atInputs(deps.catalog, asked, refusedFields(error, 'label'));
    return show(view(visit, connection, form, refused), 422);
  }
  return goTo(links.connection(row.id));
});
