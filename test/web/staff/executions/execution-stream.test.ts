import { afterAll, beforeAll, expect, test } from 'bun:test';
import { deleteIntegration } from '../../../../src/models/integration-trash.ts';
import { advance } from '../../../../src/models/leases.ts';
import { openDesk } from '../../../support/app.ts';
import { finished } from '../../../support/records.ts';
import { openStream } from '../../../support/streamed.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { addLogs, addRows, BOOT, deployedOrders, failedRows, run } from './executed.ts';

const desk = openDesk();
const { deps } = desk;
let instanceId: string;
let owner: Visitor;

beforeAll(async () => {
  ({ instanceId } = await deployedOrders(desk));
  owner = await visitorAs(desk, 'owner');
});
afterAll(desk.close);

const running = () => run(desk, instanceId, { status: 'running', rows: failedRows.slice(0, 1) });
const goOn = async (id: string, from: number, to: number) => {
  await addRows(deps, id, Date.now(), failedRows.slice(from, to), from + 1);
  await deps.store.write((tx) => advance(tx, id, BOOT, failedRows[to - 1]?.path ?? ''));
};
const closed = async () => {
  while (deps.live.open > 0) await new Promise((resolve) => setImmediate(resolve));
};

test('a watched execution sends its steps and log lines as they come, and closes at its end', async () => {
  const id = await running();
  const stream = await openStream(desk, owner, `/executions/${id}/stream?step=.trigger`);
  const first = await stream.until('hx-target="#step-panel"');
  for (const part of ['execution-head', 'execution-steps', 'execution-log'])
    expect(first).toContain(`"#${part}"`);
  expect(deps.live.open).toBe(1);
  await goOn(id, 1, 3);
  await addLogs(deps, id, Date.now(), [{ level: 'info', step: 'x', message: 'It goes on' }]);
  await stream.until('It goes on');
  await deps.store.write((tx) =>
    finished(
      tx,
      id,
      BOOT,
      { status: 'failed', error: { message: 'It broke here' } },
      'workOutVat',
      Date.now(),
    ),
  );
  const all = await stream.rest();
  expect(all).toContain('It broke here');
  expect(all).toContain('role="alert"');
  expect(all.trimEnd()).toEndWith('event: close\ndata: end');
  await closed();
  expect(deps.live.open).toBe(0);
});

test('what has not changed is not sent again', async () => {
  const id = await running();
  const stream = await openStream(desk, owner, `/executions/${id}/stream?step=.trigger`);
  await stream.until('hx-target="#step-panel"');
  // Something else changes the store: nothing is to be said about it.
  const other = await running();
  await goOn(id, 1, 3);
  const seen = await stream.until('not taken');
  expect(seen).not.toContain('hx-target="#step-panel"');
  expect(seen).not.toContain(other);
  await stream.leave();
});

test('the stream ends when the reader goes, and when the execution does', async () => {
  const id = await running();
  const stream = await openStream(desk, owner, `/executions/${id}/stream`);
  await stream.until('execution-head');
  await stream.leave();
  await closed();
  const own = await deployedOrders(desk, 'To go');
  const gone = await run(desk, own.instanceId, { status: 'running' });
  const watched = await openStream(desk, owner, `/executions/${gone}/stream`);
  await watched.until('execution-head');
  await deleteIntegration(deps.store, own.integrationId, () => {});
  expect((await watched.rest()).trimEnd()).toEndWith('event: close\ndata: end');
  await closed();
});

test('an execution that has ended says so once and closes', async () => {
  const id = await run(desk, instanceId, { rows: failedRows.slice(0, 1) });
  const stream = await openStream(desk, owner, `/executions/${id}/stream`);
  expect(await stream.rest()).toContain('event: close');
});

test('the list tells how many are new and how those on it go on, without moving a row', async () => {
  const shown = await running();
  const { html } = await owner.get('/executions');
  const path = html.match(/hx-sse:connect="([^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(path).toContain(shown);
  const stream = await openStream(desk, owner, path);
  const seen = [await stream.until(`#status-${shown}`)];
  const fresh = await running();
  seen.push(await stream.until('1 new execution.'));
  await running();
  seen.push(await stream.until('2 new executions.'));
  await deps.store.write((tx) =>
    finished(tx, shown, BOOT, { status: 'failed', error: { message: 'It broke' } }, null, Date.now()),
  );
  seen.push(await stream.until('Failed'));
  expect(seen.at(-1)).toContain(`id="took-${shown}"`);
  expect(seen.join()).not.toContain(fresh);
  await stream.leave();
  await closed();
});

test('a filtered list counts what it would show', async () => {
  const { customerId, instanceId: own } = await deployedOrders(desk, 'Counted');
  const stream = await openStream(desk, owner, `/executions/stream?customer=${customerId}`);
  await running();
  await run(desk, own, { status: 'queued' });
  expect(await stream.until('new execution')).toContain('1 new execution.');
  await stream.leave();
  const failed = await openStream(desk, owner, `/executions/stream?customer=${customerId}&status=failed`);
  const late = await run(desk, own, { status: 'running' });
  await deps.store.write((tx) =>
    finished(tx, late, BOOT, { status: 'failed', error: { message: 'x' } }, null, 1),
  );
  expect(await failed.until('new execution')).toContain('1 new execution.');
  await failed.leave();
  await closed();
});

test('strangers hear nothing', async () => {
  const id = await running();
  const answer = await desk.app.request(`http://stepwell.test/executions/${id}/stream`);
  expect(answer.status).toBe(303);
  expect((await owner.get('/executions/exe_1/stream')).status).toBe(404);
  expect(deps.live.open).toBe(0);
});
