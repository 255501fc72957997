import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ExecutionStatus } from '../../../../src/db/schema.ts';
import { changeInstance, type InstanceState } from '../../../../src/models/instances.ts';
import { openDesk } from '../../../support/app.ts';
import { openStream } from '../../../support/streamed.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedOrders, failedRows, run } from './executed.ts';

const desk = openDesk();
let instanceId: string;
let support: Visitor;

beforeAll(async () => {
  ({ instanceId } = await deployedOrders(desk));
  support = await visitorAs(desk, 'support');
});
afterAll(desk.close);

const become = (state: InstanceState) =>
  desk.deps.store.write((tx) => changeInstance(tx, instanceId, { state }));
const PAUSED = 'This waits because its instance is paused';
const UNCONFIGURED = 'This waits because its instance needs configuration';

const cases: [status: ExecutionStatus, state: InstanceState, said: string | undefined][] = [
  ['queued', 'paused', PAUSED],
  ['waiting', 'paused', PAUSED],
  ['queued', 'needs_configuration', UNCONFIGURED],
  ['waiting', 'needs_configuration', UNCONFIGURED],
  ['queued', 'active', undefined],
  ['waiting', 'active', undefined],
  ['running', 'paused', undefined],
  ['paused', 'paused', undefined],
  ['succeeded', 'paused', undefined],
];
test.each(cases)('a run that is %s, of an instance that is %s, says: %p', async (status, state, said) => {
  const rows = status === 'queued' ? [] : failedRows.slice(0, 1);
  const id = await run(desk, instanceId, { status, rows });
  await become(state);
  const { html } = await support.get(`/executions/${id}`);
  await become('active');
  for (const text of [PAUSED, UNCONFIGURED]) expect(html.includes(text)).toBe(text === said);
  if (said) expect(html).toContain(`<a href="/instances/${instanceId}">Open the instance</a>`);
});

test('who watches a queued run is told when its instance is paused, and when it is enabled', async () => {
  const id = await run(desk, instanceId, { status: 'queued' });
  const stream = await openStream(desk, support, `/executions/${id}/stream`);
  expect(await stream.until('hx-target="#step-panel"')).not.toContain(PAUSED);
  await become('paused');
  await stream.until(PAUSED);
  await become('active');
  expect(await stream.until('hx-target="#execution-head"')).not.toContain(PAUSED);
  await stream.leave();
});
