import * as v from 'valibot';
import { Random } from '../chaos/random.ts';
import { type Answer, type Server, start } from '../support/binary.ts';
import { createCustomer } from '../support/journey.ts';
import { generateDefinition } from './definitions.ts';
import { complaintsOf, type FuzzSummary, peakOf } from './webhooks.ts';

const Id = v.looseObject({ id: v.string() });
const Deployed = v.looseObject({
  id: v.string(),
  flows: v.array(v.looseObject({ webhookUrl: v.nullable(v.string()) })),
});

const Refused = v.object({ error: v.looseObject({ issues: v.array(v.object({ path: v.string() })) }) });

/** Imports so many hostile definitions; what is taken is read back, published, deployed, called and removed. */
export async function fuzzImports(count: number, seed: number): Promise<FuzzSummary> {
  const began = performance.now();
  const server = await start({ env: { STEPWELL_SYNC_SECONDS: '5', STEPWELL_CODE_SECONDS: '2' } });
  const summary: FuzzSummary = {
    requests: count,
    statuses: {},
    stored: 0,
    ended: {},
    wrong: [],
    peak: 0,
    seconds: 0,
  };
  const random = new Random(seed);
  const customerId = await createCustomer(server, 'Fuzz');
  for (let index = 0; index < count && summary.wrong.length < 20; index++) {
    const text = generateDefinition(random);
    try {
      await useDefinition(server, customerId, text, summary, random);
    } catch (error) {
      summary.wrong.push(`${error} with ${JSON.stringify(text.slice(0, 2_000))}`);
    }
  }
  summary.peak = peakOf(server.pid);
  const code = await server.stop();
  if (code !== 0) summary.wrong.push(`the process ended with ${code}`);
  summary.wrong.push(...complaintsOf(server));
  summary.seconds = (performance.now() - began) / 1000;
  return summary;
}

async function useDefinition(
  server: Server,
  customerId: string,
  text: string,
  summary: FuzzSummary,
  random: Random,
): Promise<void> {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await server.call(method, path, body, headers);
    if (answer.status >= 500)
      summary.wrong.push(
        `${answer.status} to ${method} ${path} ${answer.text.slice(0, 300)} with ${JSON.stringify(text.slice(0, 2_000))}`,
      );
    return answer;
  };
  const imported = await call('POST', '/integrations/import', text);
  summary.statuses[imported.status] = (summary.statuses[imported.status] ?? 0) + 1;
  if (imported.status !== 201) return;
  const { id } = v.parse(Id, imported.json);
  summary.stored += 1;
  await roundTrip(call, id, summary, text);
  await call('POST', `/integrations/${id}/versions`, { note: 'fuzz', withErrors: true });
  const wanted = { integrationId: id, customerId, paused: random.chance(0.2) };
  const deployed = await deployAtLast(call, wanted);
  const key = `deployment ${deployed.status}`;
  summary.ended[key] = (summary.ended[key] ?? 0) + 1;
  if (deployed.status === 201) await callFlows(v.parse(Deployed, deployed.json), summary, text);
  await call('DELETE', `/integrations/${id}`);
}

/** Gives the variables that are asked for a value, at the second try, and another kind of value at the third. */
async function deployAtLast(call: Call, wanted: Record<string, unknown>): Promise<Answer> {
  const configVariables: Record<string, unknown> = {};
  let answer = await call('POST', '/instances', { ...wanted, configVariables });
  for (const guess of ['5', { apiKey: 'secret-of-the-fuzz', username: 'u' }, '* * * * *']) {
    if (answer.status !== 422) break;
    for (const { path } of v.parse(Refused, answer.json).error.issues)
      put(configVariables, path.replace('configVariables.', ''), guess);
    answer = await call('POST', '/instances', { ...wanted, configVariables });
  }
  return answer;
}

/** Keys are whatever the file calls its variables. */
function put(record: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** What was taken can be read in both forms, and its own text is taken again unchanged. */
async function roundTrip(call: Call, id: string, summary: FuzzSummary, text: string): Promise<void> {
  const path = `/integrations/${id}/definition`;
  const yaml = { accept: 'application/yaml' };
  const before = await call('GET', path, undefined, yaml);
  const put = await call('PUT', path, before.text, { 'if-match': before.headers.get('etag') ?? '' });
  const after = await call('GET', path, undefined, yaml);
  if (put.status !== 200 || after.text !== before.text)
    summary.wrong.push(
      `its own export is taken as ${put.status} ${put.text.slice(0, 300)}, from ${JSON.stringify(text.slice(0, 2_000))}`,
    );
  if ((await call('GET', path)).json === undefined) summary.wrong.push(`${id} is no JSON`);
}

async function callFlows(
  { flows }: v.InferOutput<typeof Deployed>,
  summary: FuzzSummary,
  text: string,
): Promise<void> {
  for (const { webhookUrl } of flows.slice(0, 3)) {
    if (!webhookUrl) continue;
    const body = '{"a":[1,2],"flow":"x"}';
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(webhookUrl, { method: 'POST', headers, body });
    const answer = await response.text();
    const isFailedRun = /"(execution_failed|execution_cancelled|timeout)"/.test(answer);
    if (response.status >= 500 && !isFailedRun && !response.headers.has('stepwell-executionid'))
      summary.wrong.push(
        `${response.status} ${answer.slice(0, 300)} of a flow of ${JSON.stringify(text.slice(0, 2_000))}`,
      );
  }
}
