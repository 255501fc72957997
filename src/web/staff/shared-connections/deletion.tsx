import { SharedConnectionDeletion } from '../../../../views/shared-connections/deletion.tsx';
import { links } from '../../../lib/links.ts';
import { usesOfShared } from '../../../models/connection-uses.ts';
import { deleteSharedConnection } from '../../../models/shared-connection-changes.ts';
import { countOwnAccounts, getSharedConnection } from '../../../models/shared-connections.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { sharedView } from './show.tsx';

const MOST = 10;

export const showDeletion = handler<'id'>(async (visit) => {
  const { deps, frame, user } = visit;
  const { read } = deps.store;
  const { row } = await getSharedConnection(read, deps.vault, visit.param('id'));
  const uses = await usesOfShared(read, viewerOf(user), row.id, MOST + 1);
  const facts = { id: row.id, name: row.name, uses: uses.slice(0, MOST), hasMore: uses.length > MOST };
  const people = row.scope === 'user' ? await countOwnAccounts(read, row.id) : undefined;
  const dialog = <SharedConnectionDeletion frame={frame} people={people} {...facts} />;
  return show(await sharedView(visit, row.id, { dialog }));
});

export const submitDeletion = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteSharedConnection(tx, deps.vault, param('id')));
  return goTo(links.sharedConnections());
});
