import type { Child } from 'hono/jsx';
import { SharedConnectionsPage } from '../../../../views/shared-connections/list.tsx';
import { SharedConnectionPage } from '../../../../views/shared-connections/show.tsx';
import { links } from '../../../lib/links.ts';
import { SCOPE_WORDS } from '../../../lib/ui/shared-scope-words.ts';
import { madeOfSharedList } from '../../../models/connection-list.ts';
import { typed } from '../../../models/fields.ts';
import { editSharedConnection } from '../../../models/shared-connection-changes.ts';
import {
  countOwnAccounts,
  getSharedConnection,
  sharedCatalogue,
  sharedCounts,
} from '../../../models/shared-connections.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { kindName } from '../connections/kind-name.ts';
import { atInputs, connectionInputs, connectionItems } from '../connections/new-fields.ts';

/** So many connections that are made of one are listed. */
const MOST = 100;

export const showSharedConnections = handler(async ({ deps, frame }) => {
  const { read } = deps.store;
  const counts = await sharedCounts(read);
  const rows = (await sharedCatalogue(read, deps.vault)).map((shared) => ({
    ...{ id: shared.id, name: shared.name, kind: kindName(deps.catalog, shared) },
    ...{ scope: SCOPE_WORDS[shared.scope].label, connections: counts.get(shared.id) ?? 0 },
  }));
  return show(<SharedConnectionsPage frame={frame} rows={rows} />);
});

type Typed = { form?: Form; errors?: FormErrors; dialog?: Child };

/** The page of a shared connection. @throws AppError `not_found` */
export async function sharedView(visit: SignedIn, id: string, { form, errors = {}, dialog }: Typed = {}) {
  const { deps, frame, user } = visit;
  const { row, inputs: held } = await getSharedConnection(deps.store.read, deps.vault, id);
  const made = await madeOfSharedList(deps.store.read, viewerOf(user), deps.catalog, id, MOST);
  const isWhole = row.scope === 'organization' && made.length > 0;
  const shared = {
    ...{ id, name: row.name, stableKey: row.stableKey, kind: kindName(deps.catalog, row) },
    scope: SCOPE_WORDS[row.scope],
    isOpen: row.scope !== 'user' && !isWhole,
    people: row.scope === 'user' ? await countOwnAccounts(deps.store.read, id) : undefined,
    made: made.map((each) => ({ ...each, kind: '' })),
  };
  const asked = { kind: row, areOptional: true, held };
  const items = connectionItems(deps.catalog, asked, { form, errors });
  const name = form?.text('name') ?? row.name;
  return <SharedConnectionPage {...{ frame, shared, name, items, errors, dialog }} />;
}

export const showShared = handler<'id'>(async (visit) => show(await sharedView(visit, visit.param('id'))));

export const submitEdit = handler<'id'>(async ({ form, ...visit }) => {
  const { deps, user } = visit;
  const id = visit.param('id');
  const { row, inputs: held } = await getSharedConnection(deps.store.read, deps.vault, id);
  const asked = { kind: row, areOptional: true, held };
  const named = checkForm({ name: typed.name('Type a name for the shared connection.') }, form);
  const { inputs, errors } = connectionInputs(deps.catalog, asked, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...errors };
  if (!named.ok || Object.keys(wrong).length > 0)
    return show(await sharedView(visit, id, { form, errors: wrong }), 422);
  try {
    await change(deps, user, (tx) => editSharedConnection(tx, deps, id, { ...named.output, inputs }));
  } catch (error) {
    const refused = atInputs(deps.catalog, asked, refusedFields(error, 'name'));
    return show(await sharedView(visit, id, { form, errors: refused }), 422);
  }
  return goTo(links.sharedConnection(id));
});
