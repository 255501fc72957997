import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { placeInFlow, roundsIn, type StepPlace, stepPlaces } from '../definition/read/step-paths.ts';
import { AppError } from '../lib/errors.ts';
import { createRedactor } from '../lib/redact.ts';
import type { DeploymentTools } from './deployments.ts';
import type { Execution, Target } from './executions.ts';
import { readRunSecrets } from './instance-secrets.ts';
import { resultsBefore } from './kept-results.ts';
import type { Behind } from './results-behind.ts';
import { readStateChanges } from './state-changes.ts';
import { failedStep } from './step-results.ts';

/*
 * A replay that begins with a step goes on with what the steps before it have given, in the version that it runs on: steps
 * are known by their stable keys, whatever they are called there.
 */

/**
 * What a replay goes on with that begins with a step.
 * @param path as the journal has it: `each[3].send`; without a round the last one that was run
 * @throws AppError `conflict` where the step, or a result before it, is not there
 */
export async function resultsBeforeStep(
  tools: DeploymentTools,
  original: Execution,
  target: Target,
  path: string,
  replayId: string,
): Promise<Behind> {
  const place = placeIn(await flowOf(tools, original), original, path);
  const flow = await flowOf(tools, target);
  const { stableKey: step, name } = place.step;
  if (!stepPlaces(flow).some((each) => each.step.stableKey === step))
    throw conflict(
      `Version ${target.version} has no step “${name}”: it was removed. Replay with version ${original.version}, or from the start.`,
    );
  await refuseStates(tools, original, path);
  const compiled = await tools.compiledVersions.get(
    tools.store.read,
    original.integrationId,
    original.version,
  );
  const { secrets } = await readRunSecrets(tools.store.read, tools, original, compiled);
  const redact = createRedactor(secrets);
  const isSame = target.version === original.version;
  const instead = isSame
    ? 'Replay from an earlier step, or from the start.'
    : `Version ${target.version} may have it before this step for the first time. Replay from there, or from the start.`;
  const given = {
    ...{ flow, redact, pinned: NONE_PINNED },
    keepsRounds: true,
    wording: { run: 'this execution', instead },
  };
  const rounds = roundsIn(path).map(({ round }) => round);
  const behind = await resultsBefore(tools, original, given, { step, only: false, rounds }, replayId);
  if (original.status !== 'failed') refuseLostValues(behind);
  return behind;
}

const NONE_PINNED: ReadonlySet<string> = new Set();

async function flowOf({ store, compiledVersions }: DeploymentTools, of: Target): Promise<CompiledFlow> {
  const { flows } = await compiledVersions.get(store.read, of.integrationId, of.version);
  const flow = flows.find(({ name }) => name === of.flow);
  if (flow) return flow;
  throw conflict(`Version ${of.version} has no flow ${of.flow}. Replay with another version.`);
}

function placeIn(flow: CompiledFlow, { version }: Execution, path: string): StepPlace {
  const place = placeInFlow(flow, path);
  if (place) return place;
  throw conflict(
    `There is no step ${path} in version ${version}, which this execution has run. Take a path of its steps.`,
  );
}

/** Which step has changed a state is not kept: what came before it cannot be told from what would be done again. */
async function refuseStates({ store }: DeploymentTools, original: Execution, path: string): Promise<void> {
  if (original.status !== 'failed' || (await failedStep(store.read, original.id))?.path === path) return;
  if ((await readStateChanges(store.read, original.id)).length === 0) return;
  throw conflict(
    'This execution has changed states, so it can go on with the failed step alone. Replay from there, or from the start.',
  );
}

/** Actions of `persist-data` whose values end with the run. */
const OF_EXECUTION = ['saveExecutionValue', 'appendExecutionValueToList', 'incrementExecutionValue'];

function refuseLostValues({ rows }: Behind): void {
  const row = rows.find(
    ({ component, action }) => component === 'persist-data' && OF_EXECUTION.includes(action),
  );
  if (!row) return;
  throw conflict(
    `“${row.name}” keeps values for the execution alone, which are gone with its end. Replay from the start.`,
  );
}

function conflict(message: string): AppError {
  return new AppError('conflict', message);
}
