import type { TestUrl } from '../../../../views/tests/test-url.tsx';
import { curlLine, triggerUrl } from '../../../models/endpoints.ts';
import { getDraft } from '../../../models/integrations.ts';
import { findTestUrl, makeTestUrl, removeTestUrl } from '../../../models/test-urls.ts';
import { actingAs, change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler } from '../../kit/page.ts';
import { keyIn, stepLink } from '../designer/seen-edit.tsx';

/** The address that tests a flow, if it has one. */
export async function shownTestUrl(deps: Deps, id: string, flow: string): Promise<TestUrl> {
  const made = await findTestUrl(deps.store.read, id, flow);
  if (made === undefined) return { flow, made };
  const url = triggerUrl(deps.publicUrl(), made);
  return { flow, made: { url, curl: curlLine(url, '{}') } };
}

export const submitTestUrl = handler<'id'>(async ({ deps, user, param, form }) => {
  await makeTestUrl(actingAs(deps, user), param('id'), keyIn(form, 'flow'));
  return goTo(await triggerAgain(deps, param('id'), keyIn(form, 'flow')));
});

export const submitTestUrlRemoval = handler<'id'>(async ({ deps, user, param, form }) => {
  await change(deps, user, (tx) => removeTestUrl(tx, param('id'), keyIn(form, 'flow')));
  return goTo(await triggerAgain(deps, param('id'), keyIn(form, 'flow')));
});

async function triggerAgain({ store }: Deps, id: string, flow: string): Promise<string> {
  const { definition } = await getDraft(store.read, id);
  return stepLink(id, flow, (step) => step.isTrigger === true)(definition);
}
