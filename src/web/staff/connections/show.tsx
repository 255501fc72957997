import type { Child } from 'hono/jsx';
import { ConnectionPage } from '../../../../views/connections/show.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { disconnect, replaceConnection } from '../../../models/connection-changes.ts';
import { makeConnectionLink } from '../../../models/connection-links.ts';
import { getListedConnection, replacementsOf } from '../../../models/connection-list.ts';
import { declarationOf } from '../../../models/connection-oauth.ts';
import { needsPerson } from '../../../models/connection-states.ts';
import { usesOf } from '../../../models/connection-uses.ts';
import { getConnection } from '../../../models/connections.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs, change } from '../../kit/change.ts';
import { checkedConnection } from '../../kit/connection-check.ts';
import type { FormErrors } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { lastChanges } from '../last-changes.ts';
import { isEditable } from './edit.tsx';
import { kindName } from './kind-name.ts';

/** So many instances and replacements are listed. */
const MOST = 100;

type Extras = {
  link?: { url: string; expiresAt: number };
  checked?: { isFine: boolean; message: string };
  note?: string | undefined;
  errors?: FormErrors;
  dialog?: Child;
};

/** The page of a connection. @throws AppError `not_found` */
export async function connectionView({ deps, frame, user }: SignedIn, id: string, extras: Extras = {}) {
  const { read } = deps.store;
  const viewer = viewerOf(user);
  const row = await getListedConnection(read, viewer, deps.catalog, id);
  const shown = {
    ...row,
    kind: kindName(deps.catalog, row),
    needsPerson: needsPerson(deps.catalog, row),
    canCheck: declarationOf(deps.catalog, row)?.check !== undefined,
    canEdit: isEditable(deps, row),
    changes: await lastChanges(deps, id),
    uses: await usesOf(read, viewer, id, MOST),
    replacements: await replacementsOf(read, viewer, row, MOST),
  };
  return <ConnectionPage frame={frame} connection={shown} {...extras} />;
}

export const showConnection = handler<'id'>(async (visit) =>
  show(await connectionView(visit, visit.param('id'))),
);

/** The page with a link that is shown this once. */
export const submitLink = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const { token, expiresAt } = await change(deps, user, async (tx) =>
    makeConnectionLink(tx, await signedInFor(visit, param('id'))),
  );
  const url = deps.publicUrl() + links.connect(token);
  return show(await connectionView(visit, param('id'), { link: { url, expiresAt } }));
});

/** @throws AppError `conflict` for one that nobody signs in for */
async function signedInFor({ deps, user }: SignedIn, id: string) {
  const row = await getListedConnection(deps.store.read, viewerOf(user), deps.catalog, id);
  if (needsPerson(deps.catalog, row)) return row;
  throw new AppError('conflict', `${row.label} is not a connection that somebody signs in for.`);
}

export const submitCheck = handler<'id'>(async (visit) => {
  const { deps, user, param, request } = visit;
  const { id } = await getListedConnection(deps.store.read, viewerOf(user), deps.catalog, param('id'));
  visit.keepOpen(60);
  const { state, message } = await checkedConnection(deps, id, request.signal);
  const checked = { isFine: state === 'active' || state === 'expiring', message };
  return show(await connectionView(visit, id, { checked }));
});

export const submitRevocation = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const { id } = await signedInFor(visit, param('id'));
  visit.keepOpen(30);
  const connection = await getConnection(deps.store.read, deps.vault, id);
  const note = await deps.tokens.givenBack(connection).catch(() => 'The other system did not answer.');
  await change(deps, user, (tx) => disconnect(tx, deps.vault, id));
  return note === undefined ? goTo(links.connection(id)) : show(await connectionView(visit, id, { note }));
});

export const submitReplacement = handler<'id'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const viewer = viewerOf(user);
  const row = await getListedConnection(deps.store.read, viewer, deps.catalog, param('id'));
  const by = form.text('by');
  const replacements = await replacementsOf(deps.store.read, viewer, row, MOST);
  const [use] = await usesOf(deps.store.read, viewer, row.id, 1);
  // The page has no choice then where the fault could stand.
  if (!use || replacements.length === 0) {
    const message = `Nothing uses ${row.label} any more, or there is no other connection of its kind.`;
    throw new AppError('conflict', message);
  }
  if (!replacements.some(({ id }) => id === by)) {
    const errors = { by: 'Choose the connection that takes its place.' };
    return show(await connectionView(visit, row.id, { errors }), 422);
  }
  const instanceId = form.text('instance') || undefined;
  visit.keepOpen();
  await replaceConnection(actingAs(deps, user), viewer, { id: row.id, by, instanceId });
  return goTo(links.connection(by));
});
