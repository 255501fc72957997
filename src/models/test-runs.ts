import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration, CompiledStep } from '../definition/compile/compiled.ts';
import type { Definition, Flow } from '../definition/document/schema.ts';
import { keyOfFlow, keyOfStep } from '../definition/edit/step-lists.ts';
import { upToStep } from '../definition/read/up-to-step.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { MASK } from '../lib/secret-fields.ts';
import { decode } from '../lib/wire.ts';
import { record } from './audit.ts';
import { type DeploymentTools, targetOf } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { type Execution, enqueue } from './executions.ts';
import { getDraftText, getIntegration, storedDefinition, textToStore } from './integrations.ts';
import { type Beginning, namesIn, resultsBefore, type Wording } from './kept-results.ts';
import { listPinned, type NewPinned } from './pinned-outputs.ts';
import { payloadFor } from './replays.ts';
import { packRequest, type StoredRequest } from './requests.ts';
import { type Behind, keptVersions, writeBehind } from './results-behind.ts';
import {
  firstOutlines,
  getStepResult,
  type StepOutline,
  type StepResult,
  storedText,
  wholeText,
} from './step-results.ts';
import { isResult, readableData } from './stored-values.ts';
import { missingForTests } from './test-configuration.ts';
import { testInstanceOn, testRedactor } from './test-instances.ts';
import { amongTests, readableBy, systemViewer, type Viewer } from './viewer.ts';

export type NewTest = {
  /** Name or stable key of the flow. */
  flow: string;
  /** Key of the step that it ends with; all of the flow when left out. */
  until?: string | undefined;
  /** The step that it begins with, with what the latest test run of the flow has given before it. */
  from?: Beginning | undefined;
  /** What the flow is called with; what the latest test run was called with when a run that begins with a step has none. */
  request: StoredRequest | undefined;
};

const WHOEVER_TESTS = systemViewer('results that test runs go on with');

/**
 * Runs a flow of the draft as it is now, in the integration's test instance.
 * @throws AppError `not_found`; `invalid` for a flow or a step that is not there, and where tests lack a value;
 * `conflict` where what the run is to go on with is not kept
 */
export async function startTest(
  tools: DeploymentTools,
  integrationId: string,
  { flow: named, until: end, from, request }: NewTest,
): Promise<Execution> {
  const { store, vault, compiledVersions } = tools;
  const integration = await getIntegration(store.read, integrationId);
  const draft = await getDraftText(store.read, integrationId);
  const compiled = await compiledVersions.draft(store.read, integrationId, draft);
  const definition = storedDefinition(draft.text);
  const flow = flowNamed(definition, named);
  const until = from?.only ? from.step : end;
  const shortened =
    until === undefined ? definition : cut(definition, flow, until, from?.only ? 'from' : 'until');
  if (from) cut(shortened, flow, from.step, 'from');
  if (flow.steps.some((step) => step.isTrigger && keyOfStep(step) === from?.step))
    throw wrong({
      path: 'from',
      message: 'Every run begins with the trigger: leave this out, or write trigger.',
    });
  const text = until === undefined ? draft.text : await textToStore(shortened);
  const missing = await missingForTests(tools, integrationId, compiled);
  if (missing.length > 0)
    throw new AppError('invalid', 'Tests need values for some config variables.', missing);
  const id = newId('exe');
  const source = from && (await latestTest(store.read, WHOEVER_TESTS, integrationId, keyOfFlow(flow)));
  const behind = from && (await behindOf(tools, integrationId, compiled, flow, source, from, id));
  const payload = request
    ? await packRequest(request, store.blobs, vault)
    : await payloadFor(tools, source?.id ?? refuseUntested(flow), id);
  return await store.write(async (tx) => {
    const { configVars } = compiled;
    const instance = await testInstanceOn(tx, tools, integration, { text, configVars });
    const origin = originOf(integrationId, keyOfFlow(flow)) + id;
    const cursor = behind?.rows.at(-1)?.path;
    const goesOn = behind && cursor !== undefined ? { cursor, copied: behind.size } : {};
    const run = { ...targetOf(instance, flow.name), id, kind: 'test' as const, payload, origin, ...goesOn };
    const queued = await enqueue(tx, run);
    if (behind) await writeBehind(tx, source, id, behind);
    await record(tx, 'integration.tested', integration, { flow: flow.name });
    afterCommit(tx, { wake: queued });
    return queued;
  }, 'test');
}

function flowNamed({ flows }: Definition, named: string): Flow {
  const flow = flows.find(({ name }) => name === named) ?? flows.find((each) => keyOfFlow(each) === named);
  if (flow) return flow;
  const names = flows.map(({ name }) => name).join(', ') || 'none';
  throw wrong({ path: 'flow', message: `There is no flow ${named}; the draft has: ${names}.` });
}

function cut(definition: Definition, flow: Flow, step: string, path: 'from' | 'until'): Definition {
  const shortened = upToStep(definition, keyOfFlow(flow), step);
  if (shortened) return shortened;
  throw wrong({ path, message: `There is no step ${step} in what is run of the flow ${flow.name}.` });
}

async function behindOf(
  tools: DeploymentTools,
  integrationId: string,
  compiled: CompiledIntegration,
  { name }: Flow,
  source: Execution | undefined,
  from: Beginning,
  id: string,
): Promise<Behind | undefined> {
  const flow = compiled.flows.find((each) => each.name === name);
  if (!flow) return undefined;
  const { read } = tools.store;
  const rows = (await listPinned(read, integrationId)).filter((each) => each.flow === flow.stableKey);
  const pinned = new Set(rows.map(({ step }) => step));
  const redact = await testRedactor(read, tools, integrationId, compiled);
  const given = { flow, pinned, redact, keepsRounds: false, wording: OF_TESTS };
  return await resultsBefore(tools, source, given, from, id);
}

const OF_TESTS: Wording = {
  run: 'the latest test run',
  instead: 'Run the flow up to it first, or pin its output.',
};

function refuseUntested({ name }: Flow): never {
  throw new AppError(
    'conflict',
    `Nothing is kept of ${name} to go on with. Run the flow up to this step first, or give a payload.`,
  );
}

function wrong(issue: Issue): AppError {
  return new AppError('invalid', issue.message, [issue]);
}

/** What origins of tests of a flow begin with: they say which flow was tested, whatever it is called by now. */
function originOf(integrationId: string, flowKey: string): string {
  return `test:${integrationId}:${encodeURIComponent(flowKey)}:`;
}

/** The latest test run of a flow. @param flowKey as of `keyOfFlow` */
export async function latestTest(
  db: Database,
  viewer: Viewer,
  integrationId: string,
  flowKey: string,
): Promise<Execution | undefined> {
  const origin = originOf(integrationId, flowKey);
  // `;` comes right after `:`, and ids are of one length: nothing lies between but these.
  const isOfFlow = and(gte(executions.origin, origin), lt(executions.origin, `${origin.slice(0, -1)};`));
  const [row] = await db
    .select()
    .from(executions)
    .where(and(isOfFlow, readableBy(amongTests(viewer), executions.customerId), eq(executions.kind, 'test')))
    .orderBy(desc(executions.origin))
    .limit(1);
  return row;
}

/** Steps of one run whose results are answered; those of long loops are more. */
const MOST_RESULTS = 1000;

/** How a flow went when it was tested last. */
export type TestResults = {
  execution: Execution;
  /** By their paths, as `getStepResult` takes them for what they were given and gave; with the snapshot that they are of. */
  steps: ReadonlyMap<string, StepOutline & { version: number }>;
};

/** The results of the steps of the latest test run of a flow. @param flowKey as of `keyOfFlow` */
export async function latestTestResults(
  db: Database,
  viewer: Viewer,
  integrationId: string,
  flowKey: string,
): Promise<TestResults | undefined> {
  const execution = await latestTest(db, viewer, integrationId, flowKey);
  if (!execution) return undefined;
  const steps = await firstOutlines(db, execution.id, MOST_RESULTS);
  const kept = await keptVersions(db, execution.id);
  const versionOf = (path: string) => kept.get(path) ?? execution.version;
  return {
    execution,
    steps: new Map(steps.map((step) => [step.path, { ...step, version: versionOf(step.path) }])),
  };
}

/**
 * What a step gave in a test run, whole.
 * @param path where there are several rounds; the last one of them when left out
 * @throws AppError `conflict` where it gave nothing
 */
export async function lastOutput(
  tools: DeploymentTools,
  latest: TestResults | undefined,
  { flow, step }: { flow: CompiledFlow; step: CompiledStep },
  path?: string,
): Promise<NewPinned> {
  const row = latest && (await rowOfLatest(tools, latest, flow, step, path));
  const text = row?.status === 'succeeded' ? await wholeText(row, tools.vault, tools.store.blobs) : undefined;
  const value = text === undefined ? undefined : decode(text);
  const shown = row && decode(await storedText(row.output, tools.store.blobs));
  if (isResult(value))
    return { output: readableData(value) ?? null, shown: isResult(shown) ? readableData(shown) : MASK };
  throw new AppError(
    'conflict',
    `The latest test run has no result of “${step.name}” to pin. Run the flow up to it first, or type its output.`,
  );
}

async function rowOfLatest(
  tools: DeploymentTools,
  { execution, steps }: TestResults,
  flow: CompiledFlow,
  { stableKey }: CompiledStep,
  asked: string | undefined,
): Promise<StepResult | undefined> {
  const name = (await namesIn(tools, execution, flow)).get(stableKey);
  const isOfStep = (path: string) => path.slice(path.lastIndexOf('.') + 1) === name;
  const path = asked ?? [...steps.keys()].findLast(isOfStep);
  if (path === undefined || !isOfStep(path)) return undefined;
  return await getStepResult(tools.store.read, execution.id, path);
}
