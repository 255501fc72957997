import { links } from '../../../lib/links.ts';
import { repeatEvents } from '../../../models/event-runs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler } from '../../kit/page.ts';

export const submitEventRuns = handler<'id'>(async ({ deps, user, param }) => {
  const [first] = await repeatEvents(actingAs(deps, user), viewerOf(user), param('id'));
  // The page of a removed instance is no more.
  return goTo(first ? links.execution(first.id) : links.instance(param('id')));
});
