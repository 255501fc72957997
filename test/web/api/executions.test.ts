import { afterAll, expect, test } from 'bun:test';
import { deployedShop } from '../../support/api-records.ts';
import { queue, ran, request } from '../../support/api-runs.ts';
import { at, call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

const failed = { status: 'failed' as const, error: { message: 'It broke', step: 'Note' } };

async function ids(query: string): Promise<unknown[]> {
  return listAt(await call(app, 'GET', `/executions?${query}`), 'items').map((item) =>
    Reflect.get(Object(item), 'id'),
  );
}

test('executions are listed from the newest on, narrowed by what they are of', async () => {
  const one = await deployedShop(app, 'One');
  const two = await deployedShop(app, 'Two');
  const first = await ran(deps, one.instanceId, []);
  const second = await ran(deps, one.instanceId, [], failed);
  const third = await queue(deps, two.instanceId);
  expect((await ids('')).slice(0, 3)).toEqual([third, second, first]);
  expect(await ids(`instance=${one.instanceId}`)).toEqual([second, first]);
  expect(await ids(`customer=${two.customerId}`)).toEqual([third]);
  expect(await ids(`integration=${one.integrationId}&status=failed`)).toEqual([second]);
  expect(await ids('status=queued&flow=Orders')).toEqual([third]);
  expect(await ids('flow=Another')).toEqual([]);
  expect(await ids('instance=ins_0')).toEqual([]);
  const page = await call(app, 'GET', `/executions?instance=${one.instanceId}&limit=1`);
  expect(await ids(`instance=${one.instanceId}&cursor=${textAt(page, 'nextCursor')}`)).toEqual([first]);
});

test('executions are found by the time of their making, as ISO text or milliseconds', async () => {
  const { instanceId } = await deployedShop(app, 'Timed');
  const id = await ran(deps, instanceId, []);
  const at = Date.parse(textAt(await call(app, 'GET', `/executions/${id}`), 'queuedAt'));
  const found = (query: string) => ids(`instance=${instanceId}&${query}`);
  expect(await found(`from=${at - 1000}&to=${at + 1000}`)).toEqual([id]);
  expect(await found(`from=${new Date(at - 1000).toISOString()}`)).toEqual([id]);
  expect(await found(`from=${at + 1000}`)).toEqual([]);
  expect(await found(`to=${new Date(at - 1000).toISOString()}`)).toEqual([]);
  expect(await found('from=2020-01-01')).toEqual([id]);
});

test('filters that cannot be read are refused, each by its name', async () => {
  const answer = await call(
    app,
    'GET',
    '/executions?status=dead&from=yesterday&to=2026-01-31T08:00:00&statsu=x',
  );
  expect(answer.status).toBe(400);
  expect(issuePaths(answer)).toEqual(['status', 'from', 'to', 'statsu']);
  expect(answer.text).toContain('did you mean status?');
});

test('an execution is answered with all its facts and the request that called it', async () => {
  const { instanceId } = await deployedShop(app, 'Facts');
  const called = request(
    { kind: 'text', text: '{"order":{"id":7}}' },
    {
      headers: {
        'content-type': 'application/json',
        authorization: 'Basic abc',
        cookie: 'a=b',
        'x-shop': 'n',
      },
      queryParameters: { a: '1' },
      pathFragment: 'orders/new',
    },
  );
  const id = await ran(deps, instanceId, [], failed, called);
  const { json } = await call(app, 'GET', `/executions/${id}`);
  expect(json).toMatchObject({
    id,
    instanceId,
    version: 1,
    flow: 'Orders',
    kind: 'webhook',
    status: 'failed',
    error: { message: 'It broke', step: 'Note' },
    replayOf: null,
    startedAt: expect.stringMatching(/Z$/),
    endedAt: expect.stringMatching(/Z$/),
    request: {
      method: 'POST',
      headers: { authorization: '***', cookie: '***', 'x-shop': 'n' },
      queryParameters: { a: '1' },
      pathFragment: 'orders/new',
      contentType: 'application/json',
      body: { order: { id: 7 } },
    },
  });
});

test('a request is shown whatever its body was, and never with a secret of the instance in it', async () => {
  const { instanceId } = await deployedShop(app, 'Bodies');
  const shown = async (call_: ReturnType<typeof request>) => {
    const id = await ran(deps, instanceId, [], { status: 'succeeded' }, call_);
    return at(await call(app, 'GET', `/executions/${id}`), 'request.body');
  };
  expect(await shown(request({ kind: 'text', text: '<a/>' }, { contentType: 'text/xml' }))).toBe('<a/>');
  expect(await shown(request({ kind: 'text', text: '{"a":' }))).toBe('{"a":');
  expect(await shown(request({ kind: 'bytes', bytes: new Uint8Array([1, 2]) }))).toEqual({
    $wire: 'bytes',
    value: 'AQI=',
  });
  const passed = { kind: 'value' as const, value: { key: 'very-secret-key', at: new Date(0) } };
  expect(await shown(request(passed))).toEqual({
    key: '***',
    at: { $wire: 'date', value: '1970-01-01T00:00:00.000Z' },
  });
});

test('steps are answered in their order, with inputs and outputs, bytes in their typed form', async () => {
  const { instanceId } = await deployedShop(app, 'Steps');
  const id = await ran(
    deps,
    instanceId,
    [
      { path: 'get', input: { url: 'https://a' }, output: { data: { list: [1, 2] }, statusCode: 201 } },
      { path: 'file', output: { data: Buffer.from('ab'), contentType: 'image/png' } },
      { path: 'empty', status: 'ignored', error: { message: 'No answer' } },
    ],
    failed,
  );
  const answer = await call(app, 'GET', `/executions/${id}/steps`);
  expect(answer.json).toMatchObject({
    items: [
      { path: 'get', component: 'log', action: 'writeLog', status: 'succeeded', attempt: 1, statusCode: 201 },
      { path: 'file', output: { $wire: 'bytes', value: 'YWI=' }, contentType: 'image/png' },
      { path: 'empty', status: 'ignored', output: null, error: { message: 'No answer' } },
    ],
    nextCursor: null,
  });
  expect(at(answer, 'items.0.input')).toEqual({ url: 'https://a' });
  expect(at(answer, 'items.0.output')).toEqual({ list: [1, 2] });
  expect(at(answer, 'items.0.startedAt')).toBe('2023-11-14T22:13:20.000Z');
  const page = await call(app, 'GET', `/executions/${id}/steps?limit=2`);
  const rest = await call(app, 'GET', `/executions/${id}/steps?cursor=${textAt(page, 'nextCursor')}`);
  expect(listAt(rest, 'items')).toMatchObject([{ path: 'empty' }]);
});

test('a page of large results ends early and goes on with its cursor', async () => {
  const { instanceId } = await deployedShop(app, 'Large');
  const large = { data: 'x'.repeat(5 * 1024 * 1024) };
  const steps = ['a', 'b', 'c'].map((path) => ({ path, output: large }));
  const id = await ran(deps, instanceId, steps);
  const first = await call(app, 'GET', `/executions/${id}/steps`);
  expect(listAt(first, 'items')).toHaveLength(2);
  const rest = await call(app, 'GET', `/executions/${id}/steps?cursor=${textAt(first, 'nextCursor')}`);
  expect(rest.json).toMatchObject({ items: [{ path: 'c' }], nextCursor: null });
});

test('the log is answered line by line', async () => {
  const { instanceId } = await deployedShop(app, 'Logs');
  const id = await ran(deps, instanceId, []);
  const first = await call(app, 'GET', `/executions/${id}/logs?limit=1`);
  expect(listAt(first, 'items')).toEqual([
    { at: '2023-11-14T22:13:20.000Z', level: 'info', step: 'Note', message: 'one' },
  ]);
  const rest = await call(app, 'GET', `/executions/${id}/logs?cursor=${textAt(first, 'nextCursor')}`);
  expect(rest.json).toMatchObject({ items: [{ message: 'two' }], nextCursor: null });
});

test('an execution that has not ended is cancelled once, and the engine is told', async () => {
  const { instanceId } = await deployedShop(app, 'Cancel');
  const id = await queue(deps, instanceId);
  const answer = await call(app, 'PUT', `/executions/${id}/cancellation`);
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ status: 'cancelled', endedAt: expect.any(String) });
  expect(desk.told.aborted).toContain(id);
  expect((await call(app, 'PUT', `/executions/${id}/cancellation`)).status).toBe(409);
});

test('an execution that waits is paused, listed as such with the reason, and resumed', async () => {
  const { instanceId } = await deployedShop(app, 'Pause');
  const id = await queue(deps, instanceId);
  const told = deps.ended.wait(id, 60_000);
  const paused = await call(app, 'PUT', `/executions/${id}/pause`);
  expect(paused.status).toBe(200);
  expect(paused.json).toMatchObject({
    status: 'paused',
    endedAt: null,
    error: { message: 'Paused by a user.' },
  });
  expect(await told).toMatchObject({ status: 'paused' });
  const list = await call(app, 'GET', `/executions?status=paused&instance=${instanceId}`);
  expect(listAt(list, 'items')).toMatchObject([{ id }]);
  expect((await call(app, 'POST', `/executions/${id}/replays`, {})).text).toContain('is paused. Resume it');
  const resumed = await call(app, 'DELETE', `/executions/${id}/pause`);
  expect(resumed.json).toMatchObject({ status: 'queued', error: null });
  expect(desk.told.woken.at(-1)).toBe(id);
  expect((await call(app, 'DELETE', `/executions/${id}/pause`)).status).toBe(409);
});

test('a paused execution is cancelled, and what has ended is not paused', async () => {
  const { instanceId } = await deployedShop(app, 'Paused and cancelled');
  const id = await queue(deps, instanceId);
  await call(app, 'PUT', `/executions/${id}/pause`);
  expect((await call(app, 'PUT', `/executions/${id}/cancellation`)).json).toMatchObject({
    status: 'cancelled',
  });
  expect((await call(app, 'PUT', `/executions/${id}/pause`)).status).toBe(409);
  expect((await call(app, 'PUT', '/executions/exe_0/pause')).status).toBe(404);
});

test('a replay is a new execution of the same request, and the engine is told', async () => {
  const { instanceId } = await deployedShop(app, 'Replay');
  const id = await ran(deps, instanceId, [{ path: 'get', output: { data: 1 } }], failed);
  for (const body of [undefined, {}, { from: 'failed-step' }, { from: 'start', version: 'current' }]) {
    const answer = await call(app, 'POST', `/executions/${id}/replays`, body);
    expect(answer.status).toBe(202);
    const again = textAt(answer, 'executionId');
    expect(desk.told.woken.at(-1)).toBe(again);
    expect((await call(app, 'GET', `/executions/${again}`)).json).toMatchObject({
      kind: 'replay',
      replayOf: id,
      status: 'queued',
      request: { body: { order: 1 } },
    });
  }
  const wrong = await call(app, 'POST', `/executions/${id}/replays`, { from: 'middle', version: 2 });
  expect(wrong.status).toBe(422);
  expect(issuePaths(wrong)).toEqual(['from', 'version']);
});

test('a replay begins with any step by its path, and says why it cannot', async () => {
  const { instanceId } = await deployedShop(app, 'From a step');
  const id = await ran(deps, instanceId, [{ path: 'note', output: { data: 1 } }]);
  const answer = await call(app, 'POST', `/executions/${id}/replays`, { from: { step: 'note' } });
  expect(answer.status).toBe(202);
  const refused = await call(app, 'POST', `/executions/${id}/replays`, { from: { step: 'nothing' } });
  expect(refused.status).toBe(409);
  expect(JSON.stringify(refused.json)).toContain('There is no step nothing in version 1');
  const wrong = await call(app, 'POST', `/executions/${id}/replays`, { from: { step: 1 } });
  expect([wrong.status, issuePaths(wrong)]).toEqual([422, ['from']]);
});

test('what has no failed step, has not ended or is not there is not replayed', async () => {
  const { instanceId } = await deployedShop(app, 'No replay');
  const done = await ran(deps, instanceId, []);
  const open = await queue(deps, instanceId);
  expect((await call(app, 'POST', `/executions/${done}/replays`, { from: 'failed-step' })).status).toBe(409);
  expect((await call(app, 'POST', `/executions/${open}/replays`, {})).status).toBe(409);
  await call(app, 'DELETE', `/instances/${instanceId}`);
  expect((await call(app, 'POST', `/executions/${done}/replays`, {})).status).toBe(409);
  expect((await call(app, 'GET', `/executions/${done}`)).status).toBe(200);
  for (const path of ['', '/steps', '/logs'])
    expect((await call(app, 'GET', `/executions/exe_0${path}`)).status).toBe(404);
  expect((await call(app, 'POST', '/executions/exe_0/replays', {})).status).toBe(404);
  expect((await call(app, 'PUT', '/executions/exe_0/cancellation')).status).toBe(404);
});
