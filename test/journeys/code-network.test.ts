import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import { flow, integration, step, value, webhook } from '../support/definitions.ts';
import {
  executionEnded,
  executionsOf,
  type Instance,
  install,
  startedBy,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
let instance: Instance;
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env: { STEPWELL_SANDBOX: 'required' } });
  const code = (text: string) => step('Code', 'code.runCode', { code: value(text) });
  instance = await install(
    server,
    integration('Calls', [
      flow('Called', [webhook()]),
      flow('Calls its own', [
        webhook(),
        code(`module.exports = async ({ webhookUrls }) => {
          const answer = await fetch(webhookUrls.Called, { method: 'POST', body: '{}' });
          return { data: answer.status };
        };`),
      ]),
      flow('Calls another', [
        webhook(),
        code(`module.exports = async () => ({ data: await (await fetch('${upstream.url}')).text() });`),
      ]),
    ]),
    {},
  );
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const called = async (name: string) => {
  const id = startedBy(await send(urlOf(instance, name), { method: 'POST' }));
  return { id, execution: await executionEnded(server, id) };
};

test('code calls another flow of its own by the address of its webhook', async () => {
  const { id, execution } = await called('Calls its own');
  expect(execution.status).toBe('succeeded');
  await until('the run of the flow that was called', async () =>
    (await executionsOf(server, instance.id)).some((run) => run.id !== id && run.flow === 'Called'),
  );
});

test('and nothing else of this machine, which its failure says', async () => {
  const { execution } = await called('Calls another');
  expect(JSON.stringify(execution)).toContain(`egress refused ${new URL(upstream.url).host}`);
  expect(upstream.calls).toEqual([]);
});

test('the figures say what holds foreign code and what it reaches', async () => {
  const { text } = await send(`${server.url}/metrics`);
  expect(text).toContain('\nstepwell_sandbox_confined{level="full",');
  expect(text).toContain('network="guarded"');
});

test('and the server stops while the guard waits for connects', async () => {
  expect(await server.stop()).toBe(0);
});
