/** The verbs of the API as stories tell them; each checks the status and reads what it needs of the answer. */
import * as v from 'valibot';
import { type Answer, type Server, until } from './binary.ts';
import type { Definition, Json } from './definitions.ts';

const Problem = v.looseObject({ severity: v.string(), path: v.string(), message: v.string() });
const Imported = v.looseObject({ id: v.string(), name: v.string(), problems: v.array(Problem) });
const Made = v.looseObject({ id: v.string() });
const Published = v.looseObject({ number: v.number() });
const Instance = v.looseObject({
  id: v.string(),
  state: v.string(),
  flows: v.array(
    v.looseObject({ name: v.string(), webhookUrl: v.nullable(v.string()), apiKeys: v.array(v.string()) }),
  ),
});
const Execution = v.looseObject({ id: v.string(), status: v.string() });
const Step = v.looseObject({ path: v.string(), name: v.string(), status: v.string() });
const LogLine = v.looseObject({ level: v.string(), message: v.string() });
const Failure = v.object({
  error: v.looseObject({
    code: v.string(),
    message: v.string(),
    issues: v.array(v.object({ path: v.string(), message: v.string() })),
  }),
});

export type Instance = v.InferOutput<typeof Instance>;
export type Execution = v.InferOutput<typeof Execution>;
export type StepResult = v.InferOutput<typeof Step>;

/** The answer's body, which must have the status. @throws with the body when it has another */
export function expectStatus(answer: Answer, ...statuses: number[]): Answer {
  if (!statuses.includes(answer.status)) {
    throw new Error(`Expected ${statuses.join(' or ')}, got ${answer.status}: ${answer.text.slice(0, 2000)}`);
  }
  return answer;
}

function read<S extends v.GenericSchema>(schema: S, answer: Answer, ...statuses: number[]): v.InferOutput<S> {
  return v.parse(schema, expectStatus(answer, ...statuses).json);
}

/** What an answer says went wrong. */
export function failureOf(answer: Answer): v.InferOutput<typeof Failure>['error'] {
  return v.parse(Failure, answer.json).error;
}

export async function importText(server: Server, text: string) {
  return read(Imported, await server.call('POST', '/integrations/import', text), 201);
}

export async function importDefinition(server: Server, definition: Definition) {
  return await importText(server, JSON.stringify(definition));
}

export async function publish(server: Server, integrationId: string, note = 'A version'): Promise<number> {
  // What is wrong with a definition is told by its runs as well.
  const answer = await server.call('POST', `/integrations/${integrationId}/versions`, {
    note,
    withErrors: true,
  });
  return read(Published, answer, 201).number;
}

/** Puts another definition in the place of the draft, and publishes it. */
export async function publishChange(server: Server, integrationId: string, definition: Definition) {
  const path = `/integrations/${integrationId}/definition`;
  const before = expectStatus(await server.call('GET', path), 200);
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  expectStatus(await server.call('PUT', path, JSON.stringify(definition), headers), 200, 204);
  return await publish(server, integrationId);
}

export async function createCustomer(server: Server, name: string, externalId = name.toLowerCase()) {
  return read(Made, await server.call('POST', '/customers', { name, externalId }), 201).id;
}

export type Deploy = {
  integrationId: string;
  customerId: string;
  version?: number;
  name?: string;
  paused?: boolean;
  configVariables?: Record<string, Json>;
};

export async function deploy(server: Server, wanted: Deploy): Promise<Instance> {
  const answer = await server.call('POST', '/instances', { configVariables: {}, ...wanted });
  return read(Instance, answer, 201);
}

let customers = 0;

/** Imports, publishes and deploys a definition for a customer of its own. */
export async function install(
  server: Server,
  definition: Definition,
  configVariables: Record<string, Json> = {},
): Promise<Instance & { integrationId: string; customerId: string }> {
  const { id: integrationId } = await importDefinition(server, definition);
  await publish(server, integrationId);
  customers += 1;
  const customerId = await createCustomer(server, `Customer ${customers} ${integrationId}`);
  return {
    ...(await deploy(server, { integrationId, customerId, configVariables })),
    integrationId,
    customerId,
  };
}

/** The webhook address of a flow, by name; of the only one when none is named. */
export function urlOf({ flows }: Instance, name?: string): string {
  const found = name === undefined ? flows[0] : flows.find((flow) => flow.name === name);
  if (!found?.webhookUrl) throw new Error(`There is no webhook for the flow ${name}.`);
  return found.webhookUrl;
}

export async function getInstance(server: Server, id: string): Promise<Instance & { version?: unknown }> {
  return read(Instance, await server.call('GET', `/instances/${id}`), 200);
}

/** The execution that an asynchronous call has started. */
export function startedBy(answer: Answer): string {
  return v.parse(v.object({ executionId: v.string() }), expectStatus(answer, 200, 202).json).executionId;
}

export async function getExecution(server: Server, id: string): Promise<Execution> {
  return read(Execution, await server.call('GET', `/executions/${id}`), 200);
}

const ENDED = ['succeeded', 'failed', 'cancelled', 'skipped'];

/** Waits until the execution has come to an end. */
export async function executionEnded(server: Server, id: string): Promise<Execution> {
  return await until(`the end of ${id}`, async () => {
    const execution = await getExecution(server, id);
    return ENDED.includes(execution.status) && execution;
  });
}

/** Waits until the execution has that status. */
export async function executionIs(server: Server, id: string, status: string): Promise<Execution> {
  return await until(`${id} to be ${status}`, async () => {
    const execution = await getExecution(server, id);
    return execution.status === status && execution;
  });
}

/** All items of a list, page by page. */
export async function all<S extends v.GenericSchema>(server: Server, path: string, item: S) {
  const Page = v.object({ items: v.array(item), nextCursor: v.nullable(v.string()) });
  const items: v.InferOutput<S>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = await server.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${more}`);
    const page: v.InferOutput<typeof Page> = read(Page, answer, 200);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

export async function stepsOf(server: Server, id: string): Promise<StepResult[]> {
  return await all(server, `/executions/${id}/steps`, Step);
}

export async function logsOf(server: Server, id: string) {
  return await all(server, `/executions/${id}/logs`, LogLine);
}

/** Executions of an instance, newest first. */
export async function executionsOf(server: Server, instanceId: string): Promise<Execution[]> {
  return await all(server, `/executions?instance=${instanceId}`, Execution);
}
