import { LastTestSection } from '../../../../views/tests/last-test.tsx';
import { StepResult } from '../../../../views/tests/step-result.tsx';
import { TestStateText } from '../../../../views/tests/test-state.tsx';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { stepId } from '../../../lib/ui/step-name.ts';
import { isOpen } from '../../../models/executions.ts';
import { getIntegration } from '../../../models/integrations.ts';
import type { User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { chosenFlow, type Looked } from '../designer/page.tsx';
import { lastTestOf } from './last-test.ts';
import { testOf } from './results.ts';
import { stateOf } from './shown.ts';

/** The parts of the designer that tell how a test goes, as they change, until it has ended. */
export function watchTest(deps: Deps, user: User, id: string, looked: Looked): () => Promise<LiveMessage> {
  const sent = new Map<string, string>();
  const news = (target: string, html: string): string[] => {
    if (sent.get(target) === html) return [];
    sent.set(target, html);
    return [html];
  };
  return async () => {
    const { read } = deps.store;
    const draft = await deps.drafts.get(read, await getIntegration(read, id));
    const flow = chosenFlow(draft, looked.flow);
    const test = await testOf(deps, viewerOf(user), id, flow.flow);
    if (!test) return { end: true };
    const parts = news('state', await partial('#test-state', <TestStateText test={stateOf(test)} />));
    for (const { step, number } of flow.all) {
      const result = test.steps.get(keyOfStep(step));
      if (!result) continue;
      const target = stepId('test-of', number);
      parts.push(
        ...news(target, await partial(`#${target}`, <StepResult number={number} result={result} />)),
      );
    }
    const selected = flow.all.find((each) => each.number === looked.step);
    if (selected) {
      const at = { id, flow: flow.address, payload: looked.payload };
      const shown = await lastTestOf(deps, test, { at, step: selected, rounds: looked.rounds });
      const target = stepId('last-test', selected.number);
      parts.push(...news(target, await partial(`#${target}`, <LastTestSection test={shown} />)));
    }
    return { html: parts.length > 0 ? parts.join('\n') : undefined, end: !isOpen(test.execution.status) };
  };
}
