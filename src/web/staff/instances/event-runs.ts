import { links } from '../../../lib/links.ts';
import { repeatEvents } from '../../../models/event-runs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler } from '../../kit/page.ts';

export const submitEventRuns = handler<'id'>(async ({ deps, user, param }) => {
  await repeatEvents(actingAs(deps, user), viewerOf(user), param('id'));
  return goTo(links.instance(param('id')));
});
