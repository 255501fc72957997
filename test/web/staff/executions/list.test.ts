import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { getExecution } from '../../../../src/models/executions.ts';
import { openDesk } from '../../../support/app.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedOrders, failedRows, orderDefinition, run } from './executed.ts';

const desk = openDesk();
const { deps, told } = desk;
let own: Awaited<ReturnType<typeof deployedOrders>>;
let other: Awaited<ReturnType<typeof deployedOrders>>;
let owner: Visitor;
let support: Visitor;

beforeAll(async () => {
  owner = await visitorAs(desk, 'owner');
  support = await visitorAs(desk, 'support');
});
afterAll(desk.close);

const idsIn = (html: string) => [...html.matchAll(/<tr id="execution-([^"]+)"/g)].map(([, id]) => id);
const list = async (rest = '') => (await owner.get(`/executions${rest}`)).html;
const broken = failedRows[3]?.error ?? { message: '' };
const failedRun = (instanceId: string) =>
  run(desk, instanceId, { rows: failedRows, status: 'failed', error: broken });

test('before anything has run the list says where runs come from', async () => {
  const html = await list();
  expect(html).toContain('Nothing has run yet');
  expect(html).toContain('href="/instances"');
});

describe('the list', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    own = await deployedOrders(desk, 'Bramble & Co');
    other = await deployedOrders(desk, 'Bramble Süd', {
      ...orderDefinition,
      name: 'Stock levels',
    });
    ids.push(await run(desk, own.instanceId));
    ids.push(await failedRun(own.instanceId));
    ids.push(await run(desk, other.instanceId, { status: 'running', kind: 'schedule' }));
    ids.reverse();
  });

  test('has the newest on top, with what it is of, how it went and why it ran', async () => {
    const html = await list();
    expect(idsIn(html)).toEqual(ids);
    expect(html).toContain('Acme order sync');
    expect(html).toContain('Bramble &amp; Co');
    expect(html).toContain('Schedule');
    expect(html).toContain('data-state="failed"');
    expect(html).toMatch(/id="took-[^"]+">5\.\d+ s</);
  });

  test.each([
    ['status', () => 'status=failed', [1]],
    ['customer', () => `customer=${other.customerId}`, [0]],
    ['integration', () => `integration=${own.integrationId}`, [1, 2]],
    ['instance', () => `instance=${own.instanceId}`, [1, 2]],
    ['flow', () => 'flow=Order+sync', [0, 1, 2]],
    ['another flow', () => 'flow=Other', []],
    ['time', () => 'from=2020-01-01T00:00&to=2021-01-01T00:00:00Z', []],
    ['several things', () => `status=succeeded&integration=${own.integrationId}&flow=Order+sync`, [2]],
  ] as [string, () => string, number[]][])('is narrowed by %s', async (_, query, expected) => {
    const html = await list(`?${query()}`);
    expect(idsIn(html)).toEqual(expected.map((index) => ids[index] ?? ''));
    expect(html).toContain('Clear the filter: ');
    expect(html.includes('No executions fit')).toBe(expected.length === 0);
  });

  test('names what it is narrowed to, each with a way to drop it', async () => {
    const html = await list(`?status=failed&customer=${own.customerId}`);
    expect(html).toContain('Clear the filter: Customer: Bramble &amp; Co');
    expect(html).toContain('href="/executions?status=failed"');
    expect(html).toContain(`href="/executions?customer=${own.customerId}"`);
  });

  test('finds the id of a name that means one thing', async () => {
    const answer = await owner.get('/executions?customerName=s%C3%BCd&status=running');
    expect(answer.status).toBe(303);
    expect(answer.location).toBe(`/executions?status=running&customer=${other.customerId}`);
    const exact = await owner.get('/executions?integrationName=STOCK+LEVELS');
    expect(exact.location).toBe(`/executions?integration=${other.integrationId}`);
  });

  test('asks which one where a name means several, and says where it means none', async () => {
    const several = await list('?customerName=bramble');
    expect(several).toContain('Several customers have “bramble” in their name');
    expect(several).toContain(`href="/executions?customer=${own.customerId}"`);
    expect(several).toContain(`href="/executions?customer=${other.customerId}"`);
    expect(await list('?integrationName=nothing')).toContain('No integration has “nothing” in its name.');
  });

  test('offers the flows of an integration once it is chosen', async () => {
    expect(await list(`?integration=${own.integrationId}`)).toMatch(/<option value="Order sync"/);
    expect(await list()).toContain('The whole name.');
  });

  test('says so when an address is none', async () => {
    for (const query of ['status=lost', 'from=yesterday', 'cursor=x'])
      expect((await owner.get(`/executions?${query}`)).status).toBe(400);
    expect((await owner.get('/executions?customer=cus_1')).status).toBe(404);
  });

  test('goes on to older ones and back to the newest', async () => {
    for (let count = 0; count < 50; count++)
      ids.unshift(await run(desk, own.instanceId, { status: 'queued' }));
    const first = await list(`?integration=${own.integrationId}`);
    expect(idsIn(first)).toHaveLength(50);
    const older =
      first.match(/href="\/executions(\?[^"]*cursor=[^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await list(older);
    expect(idsIn(second)).toHaveLength(2);
    expect(second).toContain(`href="/executions?integration=${own.integrationId}"`);
    expect(first).toContain('hx-sse:connect');
    expect(second).not.toContain('hx-sse:connect');
  });
});

describe('the selected', () => {
  test('are replayed together, and what could not be says why', async () => {
    const ended = [await failedRun(own.instanceId), await run(desk, own.instanceId)];
    const open = await run(desk, own.instanceId, { status: 'running' });
    const here = `/executions?customer=${own.customerId}`;
    const answer = await support.post('/executions/replays', { id: [...ended, open], here });
    expect(answer.status).toBe(303);
    expect(answer.location).toStartWith(`${here}&said=`);
    const { html } = await owner.get(answer.location ?? '');
    expect(html).toContain('2 replayed. 1 could not be replayed: This execution has not ended (running).');
    const [newest = ''] = idsIn(html);
    expect(told.woken).toContain(newest);
    const replay = await getExecution(deps.store.read, EVERYTHING, newest);
    expect(ended).toContain(replay.replayOf ?? '');
  });

  test('are cancelled together', async () => {
    const open = [
      await run(desk, own.instanceId, { status: 'running' }),
      await run(desk, own.instanceId, { status: 'queued' }),
    ];
    const answer = await support.post('/executions/cancellations', { id: [...open, ...open] });
    const { html } = await owner.get(answer.location ?? '');
    expect(html).toContain('2 cancelled.');
    for (const id of open) {
      expect((await getExecution(deps.store.read, EVERYTHING, id)).status).toBe('cancelled');
      expect(told.aborted).toContain(id);
    }
    const again = await support.post('/executions/cancellations', { id: open });
    expect((await owner.get(again.location ?? '')).html).toContain('2 could not be cancelled');
  });

  test('may be none, or ones that are not there', async () => {
    const none = await owner.post('/executions/replays');
    expect((await owner.get(none.location ?? '')).html).toContain(
      'Nothing was replayed: select executions first.',
    );
    const gone = await owner.post('/executions/replays', { id: ['exe_1'], here: 'https://elsewhere.test/' });
    expect(gone.location).toStartWith('/executions?said=');
    expect((await owner.get(gone.location ?? '')).html).toContain('There is no execution exe_1.');
  });

  test('a page says nothing that we have not written', async () => {
    const forged = Buffer.from('Call 555 now', 'utf8').toString('base64url');
    for (const said of [`${forged}.${'0'.repeat(32)}`, forged, 'x.y', '.'])
      expect(await list(`?said=${said}`)).not.toContain('Call 555 now');
  });
});
