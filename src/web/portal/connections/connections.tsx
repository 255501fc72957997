import { ConnectionsPage } from '../../../../views/portal/connections.tsx';
import { links } from '../../../lib/links.ts';
import { deleteConnection, ownConnections } from '../../../models/connections.ts';
import { instanceNames } from '../../../models/name-lookup.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';

export const showConnections = handler(async ({ deps, frame, user }) => {
  const { read } = deps.store;
  const viewer = ownViewer(user);
  const own = await ownConnections(read, viewer);
  const names = await instanceNames(
    read,
    viewer,
    own.flatMap(({ usedBy }) => usedBy),
  );
  const rows = own.map(({ id, label, component, key, state, updatedAt, usedBy }) => ({
    ...{ id, label, updatedAt },
    kind: kindOf(deps, component, key),
    isReady: state === 'ready' || state === 'refreshing',
    usedBy: usedBy.map((each) => ({ id: each, name: names.get(each) ?? '' })),
  }));
  return show(<ConnectionsPage frame={frame} rows={rows} />);
});

export const submitConnectionRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteConnection(tx, ownViewer(user), param('id')));
  return goTo(links.marketplaceConnections());
});

/** What kind of account it is, as its component calls it. */
function kindOf({ catalog }: Deps, component: string | null, key: string | null): string {
  if (component === null || key === null) return '';
  const reference = { component: { key: component, version: 'LATEST' as const, isPublic: true }, key };
  return catalog.connection(reference)?.label ?? '';
}
