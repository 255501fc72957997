import type { Child } from 'hono/jsx';
import { OwnConnectionRemoval, OwnConnectionsPage } from '../../../../views/portal/own-connections.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { now } from '../../../lib/time.ts';
import { needsPerson } from '../../../models/connection-states.ts';
import { ownSharedConnections, removeOwnShared } from '../../../models/own-connections.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';
import { accountKind } from './account-kind.ts';

async function rowsOf({ deps, user }: Pick<SignedIn, 'deps' | 'user'>) {
  const own = await ownSharedConnections(deps.store.read, deps, ownViewer(user), now());
  return own.map((connection) => {
    const { id, label, component, key, state, updatedAt, usedBy } = connection;
    return {
      ...{ id, label, updatedAt, usedBy },
      kind: accountKind(deps.catalog, component, key),
      isReady: state === 'active' || state === 'expiring',
      signIn: needsPerson(deps.catalog, connection)
        ? links.marketplaceOwnSignIn(id, { return: links.marketplaceOwnConnections() })
        : undefined,
    };
  });
}

async function view(visit: SignedIn, dialog?: Child) {
  return show(<OwnConnectionsPage frame={visit.frame} rows={await rowsOf(visit)} dialog={dialog} />);
}

export const showOwnConnections = handler(async (visit) => await view(visit));

export const showOwnConnectionRemoval = handler<'id'>(async (visit) => {
  const id = visit.param('id');
  const row = (await rowsOf(visit)).find((each) => each.id === id);
  if (!row) throw new AppError('not_found', `There is no connection ${id}.`);
  return await view(visit, <OwnConnectionRemoval frame={visit.frame} row={row} />);
});

export const submitOwnConnectionRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => removeOwnShared(tx, ownViewer(user), param('id')));
  return goTo(links.marketplaceOwnConnections());
});
