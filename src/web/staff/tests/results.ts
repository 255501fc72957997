import type { CompiledFlow, CompiledIntegration } from '../../../definition/compile/compiled.ts';
import { sameValue } from '../../../definition/diff/fields.ts';
import { type Outline, outlineDefinition } from '../../../definition/document/outline.ts';
import type { Flow, Step } from '../../../definition/document/schema.ts';
import { allSteps } from '../../../definition/document/walk.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { stepPlaces } from '../../../definition/read/step-paths.ts';
import { unlessGone } from '../../../lib/errors.ts';
import { duration } from '../../../lib/format.ts';
import type { StatusState } from '../../../lib/ui/status-words.ts';
import { type Execution, isOpen } from '../../../models/executions.ts';
import type { StepOutline } from '../../../models/step-results.ts';
import { latestTestResults } from '../../../models/test-runs.ts';
import { definitionOf } from '../../../models/test-snapshots.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { LOOKS } from '../executions/steps.ts';

/** How a step of the draft went when its flow was tested last: of a loop's steps the last round. */
export type TestedStep = {
  path: string;
  state: StatusState;
  /** How long; undefined while it goes on. */
  took: string | undefined;
  /** The step says something else by now. */
  isChanged: boolean;
};

/** The latest test of a flow, with its steps by the keys that commands know them by. */
export type FlowTest = { execution: Execution; steps: ReadonlyMap<string, TestedStep> };

export async function testOf(
  deps: Pick<Deps, 'store' | 'compiledVersions'>,
  viewer: Viewer,
  integrationId: string,
  flow: Flow,
): Promise<FlowTest | undefined> {
  const results = await latestTestResults(deps.store.read, viewer, integrationId, keyOfFlow(flow));
  if (!results) return undefined;
  const { execution } = results;
  const stepsOf = remembered((version) => unlessGone(testedSteps(deps, integrationId, version, flow)));
  const tested = await stepsOf(execution.version);
  const now = new Map([...allSteps(flow.steps, [])].map(({ step }) => [keyOfStep(step), step]));
  const steps = new Map<string, TestedStep>();
  for (const [path, row] of results.steps) {
    const ran = tested?.get(path.slice(path.lastIndexOf('.') + 1));
    const step = ran && now.get(keyOfStep(ran));
    if (!step) continue;
    // What an earlier run has given is of the step as it was then.
    const before = row.version === execution.version ? ran : stepIn(await stepsOf(row.version), ran);
    const isChanged = before === undefined || !isSame(before, step);
    steps.set(keyOfStep(step), { ...stateOfRow(execution, row), path, isChanged });
  }
  return { execution, steps };
}

type TestedSteps = ReadonlyMap<string, Step> | undefined;

/** Reads the steps of each version once. */
function remembered(
  read: (version: number) => Promise<TestedSteps>,
): (version: number) => Promise<TestedSteps> {
  const known = new Map<number, Promise<TestedSteps>>();
  return (version) => {
    const steps = known.get(version) ?? read(version);
    known.set(version, steps);
    return steps;
  };
}

function stepIn(steps: TestedSteps, step: Step): Step | undefined {
  return steps && [...steps.values()].find((each) => keyOfStep(each) === keyOfStep(step));
}

/** How a step went, as its row says it. */
export function stateOfRow(
  execution: Execution,
  { status, startedAt, endedAt }: Pick<StepOutline, 'status' | 'startedAt' | 'endedAt'>,
) {
  const isLeft = status === 'running' || status === 'retrying';
  // What a run has left open when it ended, ended with it.
  const ended = execution.status === 'cancelled' ? 'cancelled' : 'failed';
  return {
    state: LOOKS[isLeft && !isOpen(execution.status) ? ended : status],
    took: isLeft ? undefined : duration(endedAt - startedAt),
  };
}

/** The same step, whatever has become of those inside it. */
function isSame(one: Step, other: Step): boolean {
  const own = ({ steps: _, branches, ...rest }: Step) => ({
    ...rest,
    branches: branches?.map(({ name }) => name),
  });
  return sameValue(own(one), own(other));
}

const outlines = new WeakMap<CompiledIntegration, Outline>();

/** The steps as they were tested, by their names in paths. @throws AppError `not_found` where they are no longer kept */
async function testedSteps(
  { store: { read }, compiledVersions }: Pick<Deps, 'store' | 'compiledVersions'>,
  integrationId: string,
  version: number,
  flow: Flow,
): Promise<Map<string, Step>> {
  const compiled = await compiledVersions.get(read, integrationId, version);
  const outline =
    outlines.get(compiled) ?? outlineDefinition(await definitionOf(read, integrationId, version));
  outlines.set(compiled, outline);
  const outlined = outline.flows.find((each) => keyOfFlow(each.flow) === keyOfFlow(flow));
  const steps = new Map(outlined?.all.map(({ number, step }) => [number, step]));
  const tested: CompiledFlow | undefined = compiled.flows.find(
    ({ stableKey }) => stableKey === keyOfFlow(flow),
  );
  return new Map(
    (tested ? stepPlaces(tested) : []).flatMap(({ name, number }) => {
      const step = steps.get(number);
      return step ? [[name, step] as const] : [];
    }),
  );
}
