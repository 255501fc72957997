import { AppError, messageOf } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { cancelExecution } from '../../../models/executions.ts';
import { replayExecution } from '../../../models/replays.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs, change } from '../../kit/change.ts';
import { CSRF_FIELD } from '../../kit/csrf.ts';
import type { Deps } from '../../kit/deps.ts';
import { noticeOf } from '../../kit/flash.ts';
import type { Form } from '../../kit/form.ts';
import { goTo, handler, ownPath } from '../../kit/page.ts';

/** As many as a page of the list has. */
const MOST = 50;

export const submitReplays = handler(async ({ deps, user, form }) => {
  const how = { from: 'start' as const, version: 'original' as const, once: onceOf(form) };
  const outcome = await each(form, async (id) => {
    await replayExecution(actingAs(deps, user), viewerOf(user), id, how);
  });
  return backTo(deps, form, said(outcome, 'replayed'));
});

export const submitCancellations = handler(async ({ deps, user, form }) => {
  const outcome = await each(form, async (id) => {
    await change(deps, user, (tx) => cancelExecution(tx, viewerOf(user), id));
  });
  return backTo(deps, form, said(outcome, 'cancelled'));
});

/** The same form sent twice does everything once: each page has a token of its own. */
export function onceOf(form: Form): string {
  return form.text(CSRF_FIELD).split('.')[0] ?? '';
}

type Outcome = { done: number; refused: string[] };

/** All at once, so that they share their commits. */
async function each(form: Form, act: (id: string) => Promise<void>): Promise<Outcome> {
  const ids = [...new Set(form.all('id'))].slice(0, MOST);
  const refused: string[] = [];
  await Promise.all(
    ids.map(async (id) => {
      try {
        await act(id);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.push(messageOf(error));
      }
    }),
  );
  return { done: ids.length - refused.length, refused };
}

/** "3 replayed. 1 could not be replayed: it has not ended (running)." */
function said({ done, refused }: Outcome, verb: string): string {
  if (done + refused.length === 0) return `Nothing was ${verb}: select executions first.`;
  const reasons = [...Map.groupBy(refused, (reason) => reason)].map(
    ([reason, same]) => `${same.length} could not be ${verb}: ${reason}`,
  );
  return [...(done > 0 ? [`${done} ${verb}.`] : []), ...reasons.slice(0, 5)].join(' ');
}

function backTo({ vault }: Deps, form: Form, text: string): Response {
  const here = ownPath(form.text('here'));
  const all = links.executions();
  const list = here === all || here.startsWith(`${all}?`) ? here : all;
  return goTo(withQuery(list, { said: noticeOf(vault, text) }));
}
