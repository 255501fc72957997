import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import { bundleText, smallBundle } from '../support/bundles.ts';
import { flow, integration, step, webhook } from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  expectStatus,
  type Instance,
  importText,
  install,
  publish,
  startedBy,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let instance: Instance & { integrationId: string };

/** A version of the component that says which one it is, after a while. */
async function upload(word: string): Promise<number> {
  const text = smallBundle('teller', { action: 'tell' }).replace(
    '({ data: params.name })',
    `{ await new Promise((done) => setTimeout(done, 20)); return { data: '${word}' }; }`,
  );
  return await publishBundle(text);
}

async function publishBundle(text: string): Promise<number> {
  const headers = { 'content-type': 'application/javascript' };
  const answer = expectStatus(await server.call('POST', '/components', text, headers), 201);
  return v.parse(v.looseObject({ version: v.number() }), answer.json).version;
}

beforeAll(async () => {
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
  expect(await upload('one')).toBe(1);
  instance = await install(
    server,
    integration('Tells', [flow('Tell', [webhook(), step('Tell', 'teller.tell')], { isSynchronous: true })]),
  );
});
afterAll(cleanUp);

/** What the flow answers. */
const told = async () => (await send(urlOf(instance), { method: 'POST' })).text;

test('a hundred runs go on with the version that they began with while another is published', async () => {
  const first = Array.from({ length: 60 }, told);
  const newer = upload('two');
  const second = Array.from({ length: 40 }, told);
  expect(await newer).toBe(2);
  expect(new Set(await Promise.all([...first, ...second]))).toEqual(new Set(['one']));
});

test('what is deployed stays with its version; the next one that is published takes the newer', async () => {
  expect(await told()).toBe('one');
  const version = await publish(server, instance.integrationId, 'Takes the newer one');
  expectStatus(await server.call('PUT', `/instances/${instance.id}/version`, { version }), 200);
  expect(await told()).toBe('two');
});

test('an example that names a component of its own runs to the system that it sends to', async () => {
  await publishBundle(await bundleText('signatures'));
  const received: string[] = [];
  using erp = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => {
      received.push(await request.text());
      return new Response('taken');
    },
  });
  const example = join(import.meta.dir, 'fixtures', 'progix-acmeerp.yaml');
  const { id: integrationId, problems } = await importText(server, readFileSync(example, 'utf8'));
  expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  await publish(server, integrationId);
  const customerId = await createCustomer(server, 'Rockets');
  const secret = 'rocket science';
  const configVariables = { acmeErpFuelEndpoint: `http://127.0.0.1:${erp.port}/fuel`, secret };
  const rocket = await deploy(server, { integrationId, customerId, configVariables });
  const call = async (body: string, signed = body) => {
    const signature = createHmac('sha256', secret).update(signed).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-progix-signature': signature };
    const sent = await send(urlOf(rocket), { method: 'POST', headers, body });
    return (await executionEnded(server, startedBy(sent))).status;
  };
  const fuel = JSON.stringify({ fuelUsed: [{ type: 'Kerosene', pounds: 66.8 }] });
  expect(await call(fuel)).toBe('succeeded');
  expect(received).toEqual([expect.stringMatching(/<Kerosene>10</)]);
  expect(await call('{}', fuel)).toBe('failed');
  expect(received).toHaveLength(1);
});
