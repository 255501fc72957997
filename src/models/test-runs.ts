import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { executions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Definition, Flow } from '../definition/document/schema.ts';
import { keyOfFlow } from '../definition/edit/step-lists.ts';
import { upToStep } from '../definition/read/up-to-step.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { record } from './audit.ts';
import { type DeploymentTools, targetOf } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { type Execution, enqueue } from './executions.ts';
import { getDraftText, getIntegration, storedDefinition, textToStore } from './integrations.ts';
import { packRequest, type StoredRequest } from './requests.ts';
import { firstOutlines, type StepOutline } from './step-results.ts';
import { missingForTests } from './test-configuration.ts';
import { testInstanceOn } from './test-instances.ts';
import { amongTests, readableBy, type Viewer } from './viewer.ts';

export type NewTest = {
  /** Name or stable key of the flow. */
  flow: string;
  /** Key of the step that it ends with; all of the flow when left out. */
  until?: string | undefined;
  request: StoredRequest;
};

/**
 * Runs a flow of the draft as it is now, in the integration's test instance.
 * @throws AppError `not_found`; `invalid` for a flow or a step that is not there, and where tests lack a value
 */
export async function startTest(
  tools: DeploymentTools,
  integrationId: string,
  { flow: named, until, request }: NewTest,
): Promise<Execution> {
  const { store, vault, compiledVersions } = tools;
  const integration = await getIntegration(store.read, integrationId);
  const draft = await getDraftText(store.read, integrationId);
  const compiled = await compiledVersions.draft(integrationId, draft);
  const definition = storedDefinition(draft.text);
  const flow = flowNamed(definition, named);
  const text = until === undefined ? draft.text : await textToStore(cut(definition, flow, until));
  const missing = await missingForTests(tools, integrationId, compiled);
  if (missing.length > 0)
    throw new AppError('invalid', 'Tests need values for some config variables.', missing);
  const payload = await packRequest(request, store.blobs, vault);
  const id = newId('exe');
  return await store.write(async (tx) => {
    const { configVars } = compiled;
    const instance = await testInstanceOn(tx, tools, integration, { text, configVars });
    const origin = originOf(integrationId, keyOfFlow(flow)) + id;
    const queued = await enqueue(tx, { ...targetOf(instance, flow.name), id, kind: 'test', payload, origin });
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

function cut(definition: Definition, flow: Flow, until: string): Definition {
  const shortened = upToStep(definition, keyOfFlow(flow), until);
  if (shortened) return shortened;
  throw wrong({ path: 'until', message: `There is no step ${until} in the flow ${flow.name}.` });
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
  /** By their paths, as `getStepResult` takes them for what they were given and gave. */
  steps: ReadonlyMap<string, StepOutline>;
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
  return { execution, steps: new Map(steps.map((step) => [step.path, step])) };
}
