import type { Option } from '../../../../views/kit/control.tsx';
import type { LastTest } from '../../../../views/tests/last-test.tsx';
import type { StepTest } from '../../../../views/tests/step-test.tsx';
import type { TestOfFlow } from '../../../../views/tests/test-dock.tsx';
import type { TestState } from '../../../../views/tests/test-state.tsx';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import type { Flow } from '../../../definition/document/schema.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { duration } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { isOpen, tookOf } from '../../../models/executions.ts';
import { listPinned } from '../../../models/pinned-outputs.ts';
import { missingForTests } from '../../../models/test-configuration.ts';
import type { Deps } from '../../kit/deps.ts';
import type { Refused } from '../designer/page.tsx';
import { roundsText } from './last-test.ts';
import type { FlowTest } from './results.ts';

type Asked = {
  id: string;
  draft: { text: string; revision: number };
  flow: OutlinedFlow;
  step: OutlinedStep | undefined;
  test: FlowTest | undefined;
  payloads: Option[];
  payload: string | undefined;
  rounds: string | undefined;
};

/** What the bar that runs a flow shows. */
export async function shownTest(deps: Deps, asked: Asked): Promise<TestOfFlow> {
  const { id, draft, flow, step, test, payloads, payload, rounds } = asked;
  const compiled = await deps.compiledVersions.draft(deps.store.read, id, draft);
  const isTrigger = step === undefined || step === flow.trigger;
  const runs = test !== undefined && isOpen(test.execution.status);
  return {
    flow: keyOfFlow(flow.flow),
    payloads,
    payload,
    last: stateOf(test),
    step: isTrigger ? undefined : keyOfStep(step.step),
    missing: (await missingForTests(deps, id, compiled)).length,
    stream: runs ? links.testStream(id, { flow: flow.address, step: step?.number, rounds }) : undefined,
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

/** Keys of the steps of a flow whose outputs are pinned. */
export async function pinnedSteps(
  { store }: Pick<Deps, 'store'>,
  id: string,
  flow: Flow,
): Promise<ReadonlySet<string>> {
  const pinned = await listPinned(store.read, id);
  return new Set(pinned.filter((each) => each.flow === keyOfFlow(flow)).map(({ step }) => step));
}

type AskedStep = {
  flow: OutlinedFlow;
  step: OutlinedStep;
  payload: string | undefined;
  pinned: ReadonlySet<string>;
  lastTest: LastTest | undefined;
  refused: Refused;
};

/** What the panel offers to test a step alone with. @returns undefined for the trigger, with which all of it begins */
export function shownStepTest({
  flow,
  step,
  payload,
  pinned,
  lastTest,
  refused,
}: AskedStep): StepTest | undefined {
  if (step.step.isTrigger) return undefined;
  const result = lastTest?.result;
  return {
    flow: keyOfFlow(flow.flow),
    step: keyOfStep(step.step),
    rounds: result ? roundsText(result.path) : '',
    payload,
    isPinned: pinned.has(keyOfStep(step.step)),
    canBePinned: step.lists.length === 0,
    last: result?.state === 'succeeded' ? result.path : undefined,
    refused: refused.test,
    error: refused.errors.output,
    typed: refused.typed.output,
  };
}
