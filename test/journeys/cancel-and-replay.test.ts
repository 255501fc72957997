import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  code,
  flow,
  integration,
  list,
  post,
  step,
  synchronous,
  value,
  webhook,
} from '../support/definitions.ts';
import {
  executionEnded,
  executionIs,
  expectStatus,
  failureOf,
  getExecution,
  install,
  publishChange,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { type Call, gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
beforeEach(() => {
  upstream.answer = () => Response.json({ ok: true });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const at = (path: string) => value(upstream.url + path);
const threeSteps = (last = '/third') =>
  integration('Three steps', [
    flow('Main', [
      webhook(),
      post('First', at('/first')),
      post('Second', at('/second')),
      post('Third', at(last)),
    ]),
  ]);

const Replayed = v.looseObject({ id: v.string() });

async function replay(id: string, body: Record<string, string>): Promise<string> {
  const answer = await server.call('POST', `/executions/${id}/replays`, body);
  return v.parse(Replayed, expectStatus(answer, 201, 202).json).id;
}

const failOn = (path: string) => (call: Call) =>
  call.path === path ? new Response('out of order', { status: 503 }) : Response.json({ ok: true });

async function failedAtThird() {
  upstream.answer = failOn('/third');
  const instance = await install(server, threeSteps());
  const id = startedBy(await send(urlOf(instance), { method: 'POST', body: 'the payload' }));
  expect((await executionEnded(server, id)).status).toBe('failed');
  upstream.answer = () => Response.json({ ok: true });
  return { instance, id };
}

test('a run that is cancelled stops before its next step, and stays cancelled', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const instance = await install(server, threeSteps());
  const id = startedBy(await send(urlOf(instance), { method: 'POST' }));
  await until('the first step to call', () => upstream.of(id, 'First').length === 1);
  await executionIs(server, id, 'running');
  expectStatus(await server.call('PUT', `/executions/${id}/cancellation`), 200, 202, 204);
  expect((await getExecution(server, id)).status).toBe('cancelled');
  open();
  // Another run of the instance that has ended afterwards shows that this one had its time to go on.
  const other = startedBy(await send(urlOf(instance), { method: 'POST' }));
  expect((await executionEnded(server, other)).status).toBe('succeeded');
  expect(upstream.of(id, 'Second')).toHaveLength(0);
  expect((await getExecution(server, id)).status).toBe('cancelled');
});

test('a run that waits in the queue is cancelled without a single step', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const instance = await install(server, threeSteps());
  const runs = await Promise.all(Array.from({ length: 12 }, () => send(urlOf(instance), { method: 'POST' })));
  const ids = runs.map(startedBy);
  await until(
    'ten runs at once',
    () => ids.filter((id) => upstream.of(id, 'First').length > 0).length === 10,
  );
  const queued = ids.filter((id) => upstream.of(id, 'First').length === 0);
  expect(queued).toHaveLength(2);
  for (const id of queued)
    expectStatus(await server.call('PUT', `/executions/${id}/cancellation`), 200, 202, 204);
  open();
  for (const id of ids) await executionEnded(server, id);
  for (const id of queued) {
    expect((await getExecution(server, id)).status).toBe('cancelled');
    expect(upstream.of(id, 'First')).toHaveLength(0);
  }
});

test('a synchronous caller is told that its run was cancelled', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const answering = integration('Answers', [
    flow('Main', [webhook(), post('First', at('/first'))], synchronous),
  ]);
  const instance = await install(server, answering);
  const before = upstream.calls.length;
  const waiting = send(urlOf(instance), { method: 'POST' });
  await until('the step to call', () => upstream.calls.length > before);
  const { json } = await server.call('GET', `/executions?instance=${instance.id}`);
  const [run] = v.parse(
    v.object({ items: v.array(v.looseObject({ id: v.string() })), nextCursor: v.null() }),
    json,
  ).items;
  expectStatus(await server.call('PUT', `/executions/${run?.id}/cancellation`), 200, 202, 204);
  const answer = await waiting;
  expect(answer.status).toBe(500);
  expect(failureOf({ ...answer, json: answer.json }).code).toBe('execution_cancelled');
  open();
});

test('what has ended cannot be cancelled, and what never was is not found', async () => {
  const instance = await install(server, threeSteps());
  const id = startedBy(await send(urlOf(instance), { method: 'POST' }));
  await executionEnded(server, id);
  expect((await server.call('PUT', `/executions/${id}/cancellation`)).status).toBe(409);
  expect((await server.call('PUT', '/executions/exe_0/cancellation')).status).toBe(404);
  expect((await server.call('POST', '/executions/exe_0/replays', {})).status).toBe(404);
});

test('a replay from the start is a new run with the same payload, and runs every step again', async () => {
  const { id } = await failedAtThird();
  const again = await replay(id, { from: 'start' });
  expect(again).not.toBe(id);
  expect(await executionEnded(server, again)).toMatchObject({ status: 'succeeded', replayOf: id });
  for (const name of ['First', 'Second', 'Third']) expect(upstream.of(again, name)).toHaveLength(1);
  expect((await getExecution(server, id)).status).toBe('failed');
});

test('a replay has the very call that came, also its oddest names', async () => {
  const show = code('Show', 'return { data: JSON.stringify(stepResults.trigger.results.queryParameters) };');
  const shaky = post('Shaky', at('/shaky'));
  const instance = await install(server, integration('Shows', [flow('Main', [webhook(), show, shaky])]));
  upstream.answer = failOn('/shaky');
  const query = '?constructor=1&prototype=2&__proto__=3&a=4';
  const id = startedBy(await send(urlOf(instance) + query, { method: 'POST' }));
  expect((await executionEnded(server, id)).status).toBe('failed');
  upstream.answer = () => Response.json({ ok: true });
  const again = await replay(id, { from: 'start' });
  await executionEnded(server, again);
  const shown = async (of: string) => JSON.stringify((await stepsOf(server, of))[0]?.output);
  expect(await shown(id)).toContain('__proto__');
  expect(await shown(again)).toBe(await shown(id));
});

test('a replay from the failed step takes the finished steps over and runs none of them again', async () => {
  const { id } = await failedAtThird();
  const before = upstream.calls.length;
  const again = await replay(id, { from: 'failed-step' });
  expect((await executionEnded(server, again)).status).toBe('succeeded');
  const sent = upstream.calls.slice(before).map((call) => call.path);
  expect(sent).toEqual(['/third']);
  expect((await stepsOf(server, again)).map((each) => [each.name, each.status])).toEqual([
    ['First', 'succeeded'],
    ['Second', 'succeeded'],
    ['Third', 'succeeded'],
  ]);
});

test('a replay of a failed loop goes on in the round that failed', async () => {
  const rounds = integration('Rounds', [
    flow('Main', [
      webhook(),
      step(
        'Each',
        'loop.loopOverItems',
        { items: value('["a","b","c","d"]') },
        {
          steps: [
            step('Send', 'http.httpPost', {
              url: { type: 'template', value: `${upstream.url}/item/{{$each.currentItem}}` },
              data: { type: 'reference', value: 'each.currentItem' },
              headers: list(),
            }),
          ],
        },
      ),
    ]),
  ]);
  upstream.answer = failOn('/item/c');
  const instance = await install(server, rounds);
  const before = upstream.calls.length;
  const id = startedBy(await send(urlOf(instance), { method: 'POST' }));
  expect((await executionEnded(server, id)).status).toBe('failed');
  upstream.answer = () => Response.json({ ok: true });
  const again = await replay(id, { from: 'failed-step' });
  expect((await executionEnded(server, again)).status).toBe('succeeded');
  expect(upstream.calls.slice(before).map((call) => call.path)).toEqual([
    '/item/a',
    '/item/b',
    '/item/c',
    '/item/c',
    '/item/d',
  ]);
});

test('a replay runs on the original version, or on the current one when that is asked for', async () => {
  const { instance, id } = await failedAtThird();
  await publishChange(server, instance.integrationId, threeSteps('/repaired'));
  await server.call('PUT', `/instances/${instance.id}/version`, { version: 2 });
  const before = upstream.calls.length;
  await executionEnded(server, await replay(id, { from: 'start', version: 'original' }));
  await executionEnded(server, await replay(id, { from: 'start', version: 'current' }));
  await executionEnded(server, await replay(id, { from: 'failed-step', version: 'current' }));
  expect(upstream.calls.slice(before).map((call) => call.path)).toEqual([
    ...['/first', '/second', '/third'],
    ...['/first', '/second', '/repaired'],
    '/repaired',
  ]);
});

test('a run that has not ended cannot be replayed yet, and a succeeded one has no failed step', async () => {
  const instance = await install(server, threeSteps());
  const done = startedBy(await send(urlOf(instance), { method: 'POST' }));
  await executionEnded(server, done);
  const answer = await server.call('POST', `/executions/${done}/replays`, { from: 'failed-step' });
  expect(answer.status).toBe(409);
  expect((await server.call('POST', `/executions/${done}/replays`, { from: 'somewhere' })).status).toBe(422);
});

test('the same Idempotency-Key makes one replay, not two', async () => {
  const { id } = await failedAtThird();
  const headers = { 'idempotency-key': `replay-of-${id}` };
  const path = `/executions/${id}/replays`;
  const first = await server.call('POST', path, { from: 'start' }, headers);
  const second = await server.call('POST', path, { from: 'start' }, headers);
  expect(v.parse(Replayed, second.json).id).toBe(v.parse(Replayed, first.json).id);
  expect(second.status).toBe(first.status);
});
