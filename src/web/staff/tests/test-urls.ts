import type { TestUrl } from '../../../../views/tests/test-url.tsx';
import { curlLine, triggerUrl } from '../../../models/endpoints.ts';
import { getDraft } from '../../../models/integrations.ts';
import { findTestUrl, makeTestUrl, removeTestUrl } from '../../../models/test-urls.ts';
import { actingAs, change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler } from '../../kit/page.ts';
import { unlessStale } from '../designer/page.tsx';
import { keyIn, stepLink } from '../designer/seen-edit.tsx';
import { backIn } from './left-over.ts';

/** The address that tests a flow, if it has one. */
export async function shownTestUrl(deps: Deps, id: string, flow: string): Promise<TestUrl> {
  const made = await findTestUrl(deps.store.read, id, flow);
  if (made === undefined) return { flow, made };
  const url = triggerUrl(deps.publicUrl(), made);
  return { flow, made: { url, curl: curlLine(url, '{}') } };
}

export const submitTestUrl = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const id = param('id');
  return await unlessStale(visit, id, form, async () => {
    await makeTestUrl(actingAs(deps, user), id, keyIn(form, 'flow'));
    return goTo(await triggerAgain(deps, id, keyIn(form, 'flow')));
  });
});

export const submitTestUrlRemoval = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const id = param('id');
  return await unlessStale(visit, id, form, async () => {
    await change(deps, user, (tx) => removeTestUrl(tx, id, keyIn(form, 'flow')));
    return goTo(backIn(form) ?? (await triggerAgain(deps, id, keyIn(form, 'flow'))));
  });
});

async function triggerAgain({ store }: Deps, id: string, flow: string): Promise<string> {
  const { definition } = await getDraft(store.read, id);
  return stepLink(id, flow, (step) => step.isTrigger === true)(definition);
}
