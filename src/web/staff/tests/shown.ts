import type { TestOfFlow } from '../../../../views/tests/test-dock.tsx';
import type { TestState } from '../../../../views/tests/test-state.tsx';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { duration } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { isOpen, tookOf } from '../../../models/executions.ts';
import { missingForTests } from '../../../models/test-configuration.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { payloadChoices } from './payloads.ts';
import type { FlowTest } from './results.ts';

type Asked = {
  id: string;
  draft: { text: string; revision: number };
  flow: OutlinedFlow;
  step: OutlinedStep | undefined;
  test: FlowTest | undefined;
  payload: string | undefined;
};

/** What the bar that runs a flow shows. */
export async function shownTest(deps: Deps, viewer: Viewer, asked: Asked): Promise<TestOfFlow> {
  const { id, draft, flow, step, test, payload } = asked;
  const compiled = await deps.compiledVersions.draft(id, draft);
  const isTrigger = step === undefined || step === flow.trigger;
  const runs = test !== undefined && isOpen(test.execution.status);
  return {
    flow: keyOfFlow(flow.flow),
    payloads: await payloadChoices(deps, viewer, id, flow),
    payload,
    last: stateOf(test),
    step: isTrigger ? undefined : keyOfStep(step.step),
    missing: (await missingForTests(deps, id, compiled)).length,
    stream: runs ? links.testStream(id, { flow: flow.address, step: step?.number }) : undefined,
  };
}

export function stateOf(test: FlowTest | undefined): TestState | undefined {
  if (!test) return undefined;
  const { execution } = test;
  const took = tookOf(execution);
  return {
    execution: execution.id,
    status: execution.status,
    took: took === undefined ? undefined : duration(took),
  };
}
