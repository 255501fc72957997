import { ConnectionsPage } from '../../../../views/portal/connections.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { deleteConnection } from '../../../models/connection-changes.ts';
import { getListedConnection, ownConnections } from '../../../models/connection-list.ts';
import { needsPerson } from '../../../models/connection-states.ts';
import { instanceNames } from '../../../models/name-lookup.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';
import { accountKind } from './account-kind.ts';

export const showConnections = handler(async ({ deps, frame, user }) => {
  const { read } = deps.store;
  const viewer = ownViewer(user);
  const own = await ownConnections(read, viewer, deps.catalog);
  const names = await instanceNames(
    read,
    viewer,
    own.flatMap(({ usedBy }) => usedBy),
  );
  const rows = own.map((connection) => {
    const { id, label, component, key, state, updatedAt, usedBy } = connection;
    return {
      ...{ id, label, updatedAt },
      kind: accountKind(deps.catalog, component, key),
      isReady: state === 'active' || state === 'expiring',
      signIn: needsPerson(deps.catalog, connection)
        ? links.marketplaceSignInFor(id, { return: links.marketplaceConnections() })
        : undefined,
      usedBy: usedBy.map((each) => ({ id: each, name: names.get(each) ?? '' })),
    };
  });
  return show(<ConnectionsPage frame={frame} rows={rows} />);
});

export const submitConnectionRemoval = handler<'id'>(async ({ deps, user, param }) => {
  const viewer = ownViewer(user);
  const { id, label, users } = await getListedConnection(deps.store.read, viewer, deps.catalog, param('id'));
  if (users > 0) throw new AppError('conflict', `The connection ${label} is in use.`);
  await deleteConnection(actingAs(deps, user), viewer, id);
  return goTo(links.marketplaceConnections());
});
