import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { TrashDeletionDialog, TrashPage, type TrashRow } from '../../../../views/integrations/trash.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { DAY, now } from '../../../lib/time.ts';
import { RESTORABLE } from '../../../models/instance-removal.ts';
import {
  deleteIntegration,
  getRemoved,
  listRemoved,
  MOST_INSTANCES,
  type RemovedIntegration,
  restoreIntegration,
} from '../../../models/integration-trash.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import type { FormErrors } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { isTyped } from '../../kit/typed-name.ts';

const PER_PAGE = 25;
const trashQuery = { cursor: v.optional(v.string()) };

export const showTrash = handler({ query: trashQuery }, async (visit) =>
  show(await trashPage(visit, visit.query.cursor)),
);

export const showTrashDeletion = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const removed = await getRemoved(deps.store.read, viewerOf(user), param('id'));
  return show(await deletionPage(visit, removed, '', {}));
});

export const submitTrashDeletion = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const removed = await getRemoved(deps.store.read, viewerOf(user), param('id'));
  const typed = form.text('name');
  if (!isTyped(typed, removed.name)) {
    const errors = { name: `This is not its name. Type ${removed.name} to delete it.` };
    return show(await deletionPage(visit, removed, typed, errors), 422);
  }
  visit.keepOpen();
  await deleteIntegration(actingAs(deps, user).store, removed.id, (ids) => deps.engine.heed(ids));
  return goTo(links.trash());
});

export const submitRestored = handler<'id'>(async ({ deps, user, param, keepOpen }) => {
  keepOpen();
  await restoreIntegration(actingAs(deps, user), param('id'));
  return goTo(links.integration(param('id')));
});

async function trashPage({ deps, frame, user }: SignedIn, cursor?: string, dialog?: Child) {
  const { items, nextCursor } = await listRemoved(deps.store.read, viewerOf(user), {
    limit: PER_PAGE,
    cursor,
  });
  const pages = listAddresses(links.trash(), {}, cursor, nextCursor);
  return <TrashPage frame={frame} rows={items.map(rowOf)} dialog={dialog} {...pages} />;
}

async function deletionPage(visit: SignedIn, removed: RemovedIntegration, typed: string, errors: FormErrors) {
  const facts = { frame: visit.frame, row: rowOf(removed), typed, errors };
  return await trashPage(visit, undefined, <TrashDeletionDialog {...facts} />);
}

function rowOf({ id, name, icon, removedAt, removedBy, instances }: RemovedIntegration): TrashRow {
  return {
    ...{ id, name, icon, removedAt, removedBy },
    instances: atMost(instances, MOST_INSTANCES),
    daysLeft: Math.max(1, Math.ceil((removedAt + RESTORABLE - now()) / DAY)),
  };
}
