import * as v from 'valibot';
import { ExecutionPage } from '../../../../views/executions/show.tsx';
import { links } from '../../../lib/links.ts';
import { cancelExecution, getExecution } from '../../../models/executions.ts';
import { pauseExecution, resumeExecution } from '../../../models/pauses.ts';
import { type Replay, replayExecution } from '../../../models/replays.ts';
import type { User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs, change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import type { Form } from '../../kit/form.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { onceOf } from './bulk.ts';
import { asked } from './query.ts';
import { readExecution } from './read-execution.ts';
import { orRefusal } from './refusal.tsx';
import { watchExecution } from './watch.tsx';

export const showExecution = handler<'id', typeof asked>(
  { query: asked },
  async ({ deps, frame, user, param, query }) =>
    show(<ExecutionPage frame={frame} shown={await readExecution(deps, user, param('id'), query)} />),
);

export const streamExecution = handler<'id', typeof asked>({ query: asked }, async (visit) => {
  const { deps, frame, user, param, query } = visit;
  await getExecution(deps.store.read, viewerOf(user), param('id'));
  return stream(visit, watchExecution(deps, user, frame, param('id'), query));
});

export const submitCancellation = handler<'id'>(
  async ({ deps, frame, user, param }) =>
    await orRefusal(deps, frame, user, param('id'), async () => {
      const cancelled = await change(deps, user, (tx) => cancelExecution(tx, viewerOf(user), param('id')));
      return goTo(links.execution(cancelled.id));
    }),
);

export const submitPause = handler<'id'>(
  async ({ deps, frame, user, form, param }) =>
    await orRefusal(deps, frame, user, param('id'), async () => {
      await setPaused(deps, user, param('id'), form.text('paused') === 'true');
      return goTo(links.execution(param('id')));
    }),
);

export const submitReplay = handler<'id'>(
  async ({ deps, frame, user, form, param }) =>
    await orRefusal(deps, frame, user, param('id'), async () => {
      const queued = await replayExecution(actingAs(deps, user), viewerOf(user), param('id'), replayIn(form));
      return goTo(links.execution(queued.id));
    }),
);

async function setPaused(deps: Deps, user: User, id: string, paused: boolean): Promise<void> {
  const verb = paused ? pauseExecution : resumeExecution;
  await change(deps, user, (tx) => verb(tx, viewerOf(user), id));
}

const replayFields = v.object({
  from: v.fallback(v.picklist(['start', 'failed-step']), 'start'),
  version: v.fallback(v.picklist(['original', 'current']), 'original'),
});

/** The same form sent twice makes one replay: each page has a token of its own. */
function replayIn(form: Form): Replay {
  const how = v.parse(replayFields, { from: form.text('from'), version: form.text('version') });
  const step = form.text('step');
  return { ...how, ...(step && { from: { step } }), once: onceOf(form) };
}
