import { ConnectionDeletion } from '../../../../views/connections/deletion.tsx';
import { links } from '../../../lib/links.ts';
import { deleteConnection } from '../../../models/connection-changes.ts';
import { getListedConnection } from '../../../models/connection-list.ts';
import { usesOf } from '../../../models/connection-uses.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { connectionView } from './show.tsx';

const MOST = 10;

export const showDeletion = handler<'id'>(async (visit) => {
  const { deps, frame, user, param } = visit;
  const viewer = viewerOf(user);
  const { id, label, users } = await getListedConnection(deps.store.read, viewer, deps.catalog, param('id'));
  const uses = await usesOf(deps.store.read, viewer, id, MOST);
  const dialog = <ConnectionDeletion frame={frame} connection={{ id, label, users }} uses={uses} />;
  return show(await connectionView(visit, id, { dialog }));
});

export const submitDeletion = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const viewer = viewerOf(user);
  const { id } = await getListedConnection(deps.store.read, viewer, deps.catalog, param('id'));
  visit.keepOpen();
  await deleteConnection(actingAs(deps, user), viewer, id);
  return goTo(links.connections());
});
