import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import { flow, integration, schedule, step, synchronous, value, webhook } from '../support/definitions.ts';
import { importDefinition, install, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
beforeAll(async () => {
  server = await start();
});
afterAll(cleanUp);

const say = (text: string) => step('Say', 'text-manipulation.upperCase', { text: value(text) });
const said = async (url: string) => (await send(url, { method: 'POST' })).text;

test('of two flows with one name the first is called, and the file’s fault is told at its import', async () => {
  const twins = integration('Twins', [
    flow('Main', [webhook(), say('first')], synchronous),
    flow('Main', [webhook(), say('second')], synchronous),
  ]);
  const { problems } = await importDefinition(server, twins);
  expect(problems.map((problem) => [problem.severity, problem.path])).toContainEqual([
    'error',
    'flows[1].name',
  ]);
  expect(await said(urlOf(await install(server, twins)))).toBe('FIRST');
});

test('of two flows with one stable key the first takes the calls of their address', async () => {
  const twins = integration('Twins', [
    flow('Main', [webhook(), say('first')], synchronous),
    flow('Copy', [webhook(), say('second')], { ...synchronous, stableKey: 'main' }),
  ]);
  expect(await said(urlOf(await install(server, twins)))).toBe('FIRST');
});

test('two schedules of flows with one name can be deployed', async () => {
  const yearly = () => flow('Main', [schedule('0 0 1 1 *'), say('x')]);
  expect((await install(server, integration('Twins', [yearly(), yearly()]))).state).toBe('active');
});

test('an integration without flows, and a flow without steps, can be deployed and are only told about', async () => {
  const { state, flows } = await install(server, integration('Nothing', []));
  expect([state, flows]).toEqual(['active', []]);
  const bare = await install(server, integration('Bare', [flow('Main', [])]));
  const { status } = await send(urlOf(bare), { method: 'POST' });
  expect(status).toBeLessThan(500);
});
