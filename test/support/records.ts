/** Definitions, customers and instances that the models' tests begin with. */

import { builtInCatalog } from '../../src/components/registry.ts';
import { pack } from '../../src/db/payload.ts';
import type { Database, Store } from '../../src/db/store.ts';
import type { ConfigVar, Definition, Flow, Step } from '../../src/definition/document/schema.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { type Customer, type CustomerFields, createCustomer } from '../../src/models/customers.ts';
import { type DeploymentTools, deployInstance, targetOf } from '../../src/models/deployments.ts';
import { type Execution, enqueue, getExecution, type NewExecution } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { createIntegration, getDraft, type Integration } from '../../src/models/integrations.ts';
import { type Ending, finish } from '../../src/models/leases.ts';
import type { StepResult } from '../../src/models/step-results.ts';
import { publishVersion, type Version } from '../../src/models/versions.ts';
import { putDraft } from './drafts.ts';
import { EVERYTHING } from './viewers.ts';

export const vault = createVault(Buffer.alloc(32, 7));

export function trigger(component: string, key: string, more: Partial<Step> = {}): Step {
  return { name: 'Start', isTrigger: true, action: { key, component: { key: component } }, ...more };
}

export function flow(name: string, more: Partial<Flow> = {}): Flow {
  return { name, steps: [trigger('webhook-triggers', 'webhook')], ...more };
}

/** A flow that a schedule starts. */
export function scheduled(name: string, cron: string, timeZone = 'UTC'): Flow {
  const schedule = { type: 'value' as const, value: cron, meta: { timeZone } };
  return flow(name, { steps: [trigger('schedule-triggers', 'schedule', { schedule })] });
}

export const onDeploy = flow('On deploy', { steps: [trigger('management-triggers', 'instanceDeploy')] });
export const onRemove = flow('On remove', { steps: [trigger('management-triggers', 'instanceRemove')] });

export function definition(more: Partial<Definition> = {}): Definition {
  return { definitionVersion: 7, name: 'Orders', flows: [flow('Import')], ...more };
}

/** A definition whose config variables all stand on a page of the wizard. */
export function configured(variables: ConfigVar[], more: Partial<Definition> = {}): Definition {
  const elements = variables.map(({ key }) => ({ type: 'configVar', value: key }));
  return definition({ requiredConfigVars: variables, configPages: [{ name: 'Page', elements }], ...more });
}

export const CONNECTION: ConfigVar = {
  key: 'Shop',
  dataType: 'connection',
  connection: { key: 'apiKey', component: { key: 'http' } },
};

export function toolsFor(store: Store): DeploymentTools {
  return { store, vault, compiledVersions: createCompiledVersions(builtInCatalog) };
}

export function customerNamed(
  store: Store,
  name: string,
  more: Partial<CustomerFields> = {},
): Promise<Customer> {
  const fields = { name, externalId: null, description: '', labels: [], limits: {}, ...more };
  return store.write((tx) => createCustomer(tx, fields));
}

/** An integration with its definition published as version 1. */
export async function published(store: Store, written: Definition): Promise<Integration> {
  return await store.write(async (tx) => {
    const integration = await createIntegration(tx, written);
    await publishVersion(tx, integration.id, 'First');
    return integration;
  });
}

/** Publishes another definition as the integration's next version. */
export async function publishedNext(store: Store, id: string, written: Definition): Promise<Version> {
  return await store.write(async (tx) => {
    await putDraft(tx, id, written, (await getDraft(tx, id)).revision);
    return await publishVersion(tx, id, 'Next');
  });
}

/** An instance of the definition for a new customer. */
export async function deployed(
  store: Store,
  written: Definition = definition(),
  configVariables: Record<string, unknown> = {},
) {
  const integration = await published(store, written);
  const customer = await customerNamed(store, 'Acme');
  const fields = { customerId: customer.id, integrationId: integration.id, configVariables };
  return { integration, customer, ...(await deployInstance(toolsFor(store), fields)) };
}

/** A run of the instance's first flow that waits in the queue. */
export async function queued(
  store: Store,
  instance: Instance,
  more: Partial<NewExecution> = {},
): Promise<Execution> {
  const payload = await pack('{}', store.blobs);
  const run = { ...targetOf(instance, 'Import'), kind: 'webhook' as const, payload, ...more };
  return await store.write((tx) => enqueue(tx, run));
}

/** What the journal says of a step that logs something. */
export function stepRow(
  executionId: string,
  sequence: number,
  path: string,
  status: StepResult['status'],
): StepResult {
  return {
    ...{ executionId, path, sequence, status, name: path },
    component: 'log',
    action: 'writeLog',
    startedAt: 1000,
    endedAt: 2000,
    attempt: 1,
    input: null,
    output: null,
    sealedOutput: null,
    error: null,
  };
}

/** The AppError that a promise is refused with. @throws when it is not refused, or with another error */
export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw thrown ?? new Error('It was not refused.');
}

/** Ends a run that a test knows by its id alone. */
export async function finished(
  tx: Database,
  id: string,
  owner: string,
  ending: Ending,
  cursor: string | null,
  at: number,
): Promise<boolean> {
  return await finish(tx, await getExecution(tx, EVERYTHING, id), owner, ending, cursor, at);
}
