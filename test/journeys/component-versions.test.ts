import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import { smallBundle } from '../support/bundles.ts';
import { flow, integration, step, webhook } from '../support/definitions.ts';
import { expectStatus, type Instance, install, publish, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let instance: Instance & { integrationId: string };

/** A version of the component that says which one it is, after a while. */
async function upload(word: string): Promise<number> {
  const text = smallBundle('teller', { action: 'tell' }).replace(
    '({ data: params.name })',
    `{ await new Promise((done) => setTimeout(done, 20)); return { data: '${word}' }; }`,
  );
  const headers = { 'content-type': 'application/javascript' };
  const answer = expectStatus(await server.call('POST', '/components', text, headers), 201);
  return v.parse(v.looseObject({ version: v.number() }), answer.json).version;
}

beforeAll(async () => {
  server = await start();
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
