import { RemovalDialog } from '../../../../views/instances/removal.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { setActive } from '../../../models/deployments.ts';
import { removeInstance, restoreInstance } from '../../../models/instance-removal.ts';
import { getInstanceEver } from '../../../models/instances.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import type { Form } from '../../kit/form.ts';
import { refusedFields } from '../../kit/form.ts';
import { goTo, handler, ownPath, show } from '../../kit/page.ts';
import { incompleteView } from './configuration.tsx';
import { instanceView } from './show.tsx';

/** Back to the list that the form stands on, or to the instance. */
function backFrom(form: Form, id: string): string {
  return form.text('return') === '' ? links.instance(id) : ownPath(form.text('return'));
}

/** Whether an instance runs: enabled, paused, removed, brought back. */
export const submitActivation = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const id = param('id');
  try {
    await setActive(actingAs(deps, user), viewerOf(user), id, form.text('active') === 'true');
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return show(await incompleteView(visit, id, refusedFields(error, 'name')), 422);
  }
  return goTo(backFrom(form, id));
});

export const showRemoval = handler<'id'>(async (visit) => {
  const { frame, param } = visit;
  const dialog = (instance: { id: string; name: string; customerName: string }) => (
    <RemovalDialog frame={frame} instance={instance} />
  );
  return show(await instanceView(visit, param('id'), dialog));
});

export const submitRemoval = handler<'id'>(async ({ deps, user, param }) => {
  const id = param('id');
  const { state } = await getInstanceEver(deps.store.read, viewerOf(user), id);
  if (state !== 'removed') await removeInstance(actingAs(deps, user), viewerOf(user), id);
  return goTo(links.instances({ removed: id }));
});

export const submitRestoration = handler<'id'>(async ({ deps, user, param }) => {
  await restoreInstance(actingAs(deps, user), viewerOf(user), param('id'));
  return goTo(links.instance(param('id')));
});
