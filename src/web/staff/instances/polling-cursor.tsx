import * as v from 'valibot';
import { PollingCursorDialog } from '../../../../views/instances/polling-cursor.tsx';
import { links } from '../../../lib/links.ts';
import { isRecord } from '../../../lib/records.ts';
import { getInstance } from '../../../models/instances.ts';
import { getPollingCursor, setPollingCursor } from '../../../models/polling-cursors.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { instanceView } from './show.tsx';

const cursorQuery = { flow: v.optional(v.string(), '') };

async function dialogView(
  visit: SignedIn,
  id: string,
  flowKey: string,
  refused?: { value: string; error: string },
) {
  const { flow, cursor } = await getPollingCursor(visit.deps, viewerOf(visit.user), id, flowKey);
  const value = refused?.value ?? (cursor === undefined ? '' : JSON.stringify(cursor, null, 2));
  const shown = { id, flow, flowKey, value, error: refused?.error };
  return await instanceView(visit, id, () => <PollingCursorDialog frame={visit.frame} {...shown} />);
}

export const showCursor = handler<'id', typeof cursorQuery>({ query: cursorQuery }, async (visit) => {
  const { id } = await getInstance(visit.deps.store.read, viewerOf(visit.user), visit.param('id'));
  const { flow } = visit.query;
  return flow === '' ? goTo(links.instance(id)) : show(await dialogView(visit, id, flow));
});

export const submitCursor = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const [id, flow, value] = [param('id'), form.text('flow'), form.text('cursor')];
  const cursor = form.text('reset') === '' ? readCursor(value) : undefined;
  if (cursor === 'wrong') {
    const error = 'This is no JSON object. Write it like {"since": "2026-01-31"}.';
    return show(await dialogView(visit, id, flow, { value, error }), 422);
  }
  await setPollingCursor(actingAs(deps, user), viewerOf(user), id, flow, cursor);
  return goTo(links.instance(id));
});

function readCursor(text: string): Record<string, unknown> | 'wrong' {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : 'wrong';
  } catch {
    return 'wrong';
  }
}
