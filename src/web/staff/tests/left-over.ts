import type { LeftOver } from '../../../../views/tests/left-over.tsx';
import { outlineDefinition } from '../../../definition/document/outline.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { getDraft } from '../../../models/integrations.ts';
import { listPinned } from '../../../models/pinned-outputs.ts';
import { listTestUrls } from '../../../models/test-urls.ts';
import type { Deps } from '../../kit/deps.ts';
import type { Form } from '../../kit/form.ts';
import { ownPath } from '../../kit/page.ts';

/** Test URLs and pinned outputs of flows and steps that the draft no longer has: no page of a step shows them. */
export async function leftOver({ store: { read } }: Pick<Deps, 'store'>, id: string): Promise<LeftOver> {
  const [urls, pinned] = [await listTestUrls(read, id), await listPinned(read, id)];
  if (urls.length + pinned.length === 0) return { urls: [], pinned: [] };
  const { flows } = outlineDefinition((await getDraft(read, id)).definition);
  const steps = new Map(
    flows.map(({ flow, all }) => [keyOfFlow(flow), new Set(all.map(({ step }) => keyOfStep(step)))]),
  );
  return {
    urls: urls.filter((flow) => !steps.has(flow)),
    pinned: pinned.filter(({ flow, step }) => !steps.get(flow)?.has(step)),
  };
}

/** Where a form that stands on another page than that of its step leads back to. */
export function backIn(form: Form): string | undefined {
  const back = form.text('return');
  return back === '' ? undefined : ownPath(back);
}
