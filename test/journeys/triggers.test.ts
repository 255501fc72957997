/** What starts flows, in the built program with a single slot: so that whatever waits for another would be seen to wait. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { type Answer, cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  code,
  flow,
  integration,
  post,
  reference,
  type Step,
  step,
  synchronous,
  trigger,
  value,
  webhook,
} from '../support/definitions.ts';
import {
  executionEnded,
  executionsOf,
  getInstance,
  type Instance,
  install,
  startedBy,
  urlOf,
} from '../support/journey.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
let instance: Instance;

const answering = (name: string, body: string) =>
  flow(name, [
    trigger('code.runCodeTrigger', {
      code: value(`module.exports = async (context, payload) => { ${body} };`),
    }),
    step('Never', 'log.writeLog', { message: value('ran') }),
  ]);
const invoke = (name: string, flowName: string) =>
  step(name, 'cross-flow.invokeFlow', { flowName: value(flowName), data: reference('trigger.results.body') });
const called = (name: string, steps: Step[], more = {}) => flow(name, [webhook(), ...steps], more);
const calls = (name: string, flowName: string) =>
  code(
    name,
    `const answer = await fetch(context.webhookUrls[${JSON.stringify(flowName)}], { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
     return { data: { status: answer.status, body: await answer.json() } };`,
  );

beforeAll(async () => {
  upstream = startUpstream();
  server = await start({
    env: {
      STEPWELL_EGRESS_ALLOW: '127.0.0.1',
      STEPWELL_MAX_EXECUTIONS: '1',
      STEPWELL_SYNC_SECONDS: '3',
    },
  });
  instance = await install(
    server,
    integration('Triggers', [
      answering(
        'Slack',
        `const { type, challenge } = payload.body.data; if (type === 'url_verification') return { payload, response: { statusCode: 200, contentType: 'text/plain', body: challenge } }; return { payload };`,
      ),
      answering(
        'Dropbox',
        `if (payload.queryParameters.challenge) return { payload, response: { statusCode: 200, contentType: 'text/plain', headers: { 'X-Content-Type-Options': 'nosniff' }, body: payload.queryParameters.challenge } }; return { payload };`,
      ),
      answering(
        'Microsoft',
        `const { validationToken } = payload.queryParameters; if (validationToken) return { payload, response: { statusCode: 200, contentType: 'text/plain', body: validationToken } }; return { payload };`,
      ),
      flow('Zoom', [
        trigger('hash.signedWebhookTrigger', { scheme: value('zoom'), secretKey: value('zoom-secret') }),
        step('Never', 'log.writeLog', { message: value('ran') }),
      ]),
      called('Holds', [post('Wait', value(`${upstream.url}/wait`))]),
      called('Plain', []),
      called('Makes others', [invoke('One', 'Plain inside'), invoke('Two', 'Plain inside')]),
      flow('Plain inside', [step('Trigger', 'cross-flow.crossFlow', {}, { isTrigger: true })]),
      called('Calls itself', [
        step('Ask', 'cross-flow.invokeFlow', { flowName: value('Answers inside'), data: value('') }),
      ]),
      flow(
        'Answers inside',
        [
          step('Trigger', 'cross-flow.crossFlow', {}, { isTrigger: true }),
          code('Answer', 'return { data: "from inside" };'),
        ],
        synchronous,
      ),
      called('Calls its own server', [calls('Call', 'Answers')]),
      called('Sends to its own server', [calls('Call', 'Plain')]),
      called('Answers', [code('Answer', 'return { data: { ok: true } };')], synchronous),
    ]),
  );
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const call = (
  name: string,
  body: object = {},
  more: { query?: string; headers?: Record<string, string> } = {},
) =>
  send(urlOf(instance, name) + (more.query ?? ''), {
    method: 'POST',
    headers: { ...JSON_TYPE, ...more.headers },
    body: JSON.stringify(body),
  });
const told = (answer: Answer) => [
  answer.status,
  answer.headers.get('content-type')?.split(';')[0],
  answer.text,
];

describe('a service that looks whether the address is right is answered by the trigger', () => {
  test('Slack with its challenge', async () => {
    const answer = await call('Slack', { type: 'url_verification', challenge: '3eZbrw1aB' });
    expect(told(answer)).toEqual([200, 'text/plain', '3eZbrw1aB']);
    expect(startedBy(await call('Slack', { type: 'event_callback' }))).toStartWith('exe_');
  });

  test('Dropbox by GET', async () => {
    const answer = await send(`${urlOf(instance, 'Dropbox')}?challenge=abc%20123`, {});
    expect(told(answer)).toEqual([200, 'text/plain', 'abc 123']);
  });

  test('Microsoft with its validation token', async () => {
    const answer = await call('Microsoft', {}, { query: '?validationToken=Validation%3A+Testing' });
    expect(told(answer)).toEqual([200, 'text/plain', 'Validation: Testing']);
  });

  test('Zoom with the token and its hash, and no step runs', async () => {
    const body = { event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZ' } };
    const time = String(Math.floor(Date.now() / 1000));
    const signed = createHmac('sha256', 'zoom-secret')
      .update(`v0:${time}:${JSON.stringify(body)}`)
      .digest('hex');
    const headers = { 'x-zm-request-timestamp': time, 'x-zm-signature': `v0=${signed}` };
    const answer = await call('Zoom', body, { headers });
    const encryptedToken = createHmac('sha256', 'zoom-secret').update('qgg8vlvZ').digest('hex');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { plainToken: 'qgg8vlvZ', encryptedToken },
    ]);
    expect((await call('Zoom', body)).status).toBe(401);
  });
});

describe('with one slot', () => {
  test('a call is taken and answered while the slot is held, and runs when it is free', async () => {
    const { wait, open } = gate();
    upstream.answer = async () => {
      await wait;
      return Response.json({});
    };
    const holding = startedBy(await call('Holds'));
    await until('the slot to be held', async () => upstream.calls.some(({ path }) => path === '/wait'));
    const taken = await Promise.all(Array.from({ length: 5 }, () => call('Plain')));
    const ids = taken.map(startedBy);
    const open5 = (await executionsOf(server, instance.id)).filter(({ id }) => ids.includes(id));
    expect(open5.map(({ status }) => status)).toEqual(Array(5).fill('queued'));
    open();
    for (const id of [holding, ...ids]) expect((await executionEnded(server, id)).status).toBe('succeeded');
  });

  test('a flow that starts flows of its own instance is not held up by them, nor they by it', async () => {
    const id = startedBy(await call('Makes others'));
    expect((await executionEnded(server, id)).status).toBe('succeeded');
    await until('both to have run', async () => {
      const inside = (await executionsOf(server, instance.id)).filter((run) => run.flow === 'Plain inside');
      return inside.length === 2 && inside.every(({ status }) => status === 'succeeded');
    });
  });

  test('a flow that waits for a flow of its own lends it its slot', async () => {
    const answer = await call('Calls itself', {}, { headers: { 'stepwell-synchronous': 'true' } });
    expect([answer.status, answer.text]).toEqual([200, 'from inside']);
  });

  test('code that sends to a webhook of its own server goes on, and that call runs after it', async () => {
    const id = startedBy(await call('Sends to its own server'));
    expect((await executionEnded(server, id)).status).toBe('succeeded');
  });

  test('code that waits for an answer of its own server is told in time that the run goes on, with its number', async () => {
    const answer = await call('Calls its own server');
    const run = await executionEnded(server, startedBy(answer));
    expect(run.status).toBe('succeeded');
    const inner = (await executionsOf(server, instance.id)).find(({ flow }) => flow === 'Answers');
    expect(inner && (await executionEnded(server, inner.id)).status).toBe('succeeded');
  });
});

test('a customer who is deleted has had its remove flows run, by which they take down what they have set up', async () => {
  upstream.answer = () => Response.json({});
  const { customerId, id } = await install(
    server,
    integration('Set up elsewhere', [
      flow('Take down', [
        trigger('management-triggers.instanceRemove'),
        post('Unsubscribe', value(`${upstream.url}/unsubscribe`)),
      ]),
    ]),
  );
  expect((await server.call('DELETE', `/customers/${customerId}`)).status).toBe(204);
  expect(upstream.calls.filter(({ path }) => path === '/unsubscribe')).toHaveLength(1);
  await expect(getInstance(server, id)).rejects.toThrow();
});

const Made = v.object({ executions: v.array(v.object({ id: v.string() })) });

test('what has failed at a deployment is shown with the instance, and done again', async () => {
  let isAway = true;
  upstream.answer = () => (isAway ? new Response('away', { status: 503 }) : Response.json({}));
  const made = await install(
    server,
    integration('Subscribes', [
      flow('Set up', [
        trigger('management-triggers.instanceDeploy'),
        post('Subscribe', value(`${upstream.url}/subscribe`)),
      ]),
    ]),
  );
  const [first] = await executionsOf(server, made.id);
  expect((await executionEnded(server, first?.id ?? '')).status).toBe('failed');
  isAway = false;
  const repeat = () => server.call('POST', `/instances/${made.id}/event-runs`);
  const again = await repeat();
  expect(again.status).toBe(202);
  const { executions } = v.parse(Made, again.json);
  const [run] = executions;
  expect(await executionEnded(server, run?.id ?? '')).toMatchObject({ status: 'succeeded', kind: 'deploy' });
  expect((await repeat()).status).toBe(409);
});
