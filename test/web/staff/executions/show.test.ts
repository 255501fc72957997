import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { ExecutionStatus } from '../../../../src/db/schema.ts';
import { newId } from '../../../../src/lib/ids.ts';
import { HOUR, now } from '../../../../src/lib/time.ts';
import { dropData } from '../../../../src/models/data-life.ts';
import { enqueue, getExecution, type NewExecution } from '../../../../src/models/executions.ts';
import { internalRequest, packRequest } from '../../../../src/models/requests.ts';
import { retryOrigin } from '../../../../src/models/retries.ts';
import { publishChange } from '../../../support/api-records.ts';
import { request } from '../../../support/api-runs.ts';
import { call, openDesk } from '../../../support/app.ts';
import { csrfIn } from '../../../support/markup.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedOrders, failedRows, orderDefinition, type Row, run } from './executed.ts';

const desk = openDesk();
const { deps, told } = desk;
const broken = failedRows[3]?.error ?? { message: '' };
let instanceId: string;
let integrationId: string;
let owner: Visitor;
let support: Visitor;

beforeAll(async () => {
  ({ instanceId, integrationId } = await deployedOrders(desk));
  owner = await visitorAs(desk, 'owner');
  support = await visitorAs(desk, 'support');
});
afterAll(desk.close);

const failedRun = () => run(desk, instanceId, { rows: failedRows, status: 'failed', error: broken });
const rowsOf = (html: string) =>
  [
    ...html.matchAll(/<li id="row-([^"]*)">.*?data-state="(\w+)".*?<span class="num small muted">([^<]*)</gs),
  ].map(([, path, state, took]) => `${path} ${state} ${took}`);

describe('an execution', () => {
  test.each([
    ['queued', 'Queued', 'Cancel'],
    ['running', 'Running', 'Cancel'],
    ['waiting', 'Waiting, goes on', 'Cancel'],
    ['paused', 'Paused', 'Cancel'],
    ['succeeded', 'Succeeded', 'Replay'],
    ['failed', 'Failed', 'Replay'],
    ['cancelled', 'Cancelled', 'Replay'],
  ] as [ExecutionStatus, string, string][])(
    'that is %s says so, and what can be done',
    async (status, word, act) => {
      const id = await run(desk, instanceId, { status, rows: failedRows.slice(0, 1) });
      const { html } = await owner.get(`/executions/${id}`);
      expect(html).toContain('Order sync <span class="muted">for</span> Bramble &amp; Co');
      expect(html).toContain(word);
      expect(html).toContain(act);
      const isOpen = act === 'Cancel';
      expect(html.includes('hx-sse:connect')).toBe(isOpen);
      expect(html.includes(`/executions/${id}/cancellation`)).toBe(isOpen);
      expect(html.includes(`/executions/${id}/replays`)).toBe(!isOpen);
    },
  );

  test('that is paused says why, and is resumed or cancelled there', async () => {
    const id = await run(desk, instanceId, { status: 'paused', rows: failedRows.slice(0, 1) });
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('Paused by a user.');
    expect(html).toContain('Resume');
    const again = await support.post(`/executions/${id}/pause`, { paused: 'false' });
    expect(again.location).toBe(`/executions/${id}`);
    expect((await getExecution(deps.store.read, EVERYTHING, id)).status).toBe('queued');
    expect(told.woken).toContain(id);
    const refused = await support.post(`/executions/${id}/pause`, { paused: 'false' });
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('is not paused');
    await support.post(`/executions/${id}/pause`, { paused: 'true' });
    await support.post(`/executions/${id}/cancellation`, {});
    expect((await getExecution(deps.store.read, EVERYTHING, id)).status).toBe('cancelled');
  });

  test('that runs cannot be paused, and says so when it is asked to', async () => {
    const id = await run(desk, instanceId, { status: 'running' });
    expect((await owner.get(`/executions/${id}`)).html).not.toContain(`/executions/${id}/pause`);
    const refused = await owner.post(`/executions/${id}/pause`, { paused: 'true' });
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('This execution is running');
  });

  test('that was skipped says why', async () => {
    const more = { skipped: { message: 'Another execution of this flow is running.' } };
    const id = await run(desk, instanceId, { status: 'skipped', more });
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('Skipped');
    expect(html).toContain('Another execution of this flow is running.');
    expect(rowsOf(html)[0]).toBe('.trigger skipped not run');
  });

  test('that failed leads to the step that failed, here and in the integration', async () => {
    const id = await failedRun();
    const { html } = await owner.get(`/executions/${id}?step=getOrder`);
    expect(html).toContain('Failed at step 3');
    expect(html).toContain('<strong>Create sales order: </strong>');
    expect(html).toContain('Show step 3');
    expect(html).toContain(`/integrations/${integrationId}?flow=order-sync&amp;step=3#shown-step`);
    expect(html).toContain('Replay from step 3');
    expect(html).toContain('3 of 3');
    expect(rowsOf(html)).toEqual([
      '.trigger succeeded 8 ms',
      'getOrder succeeded 904 ms',
      'isItFromTheEu succeeded 1 ms',
      'workOutVat succeeded 12 ms',
      'getCustomsCodes skipped not taken',
      'createSalesOrder failed 3.91 s',
      'forEachLine skipped not run',
      'tellTheWarehouse skipped not run',
    ]);
  });

  test('shows the failed step first: what it was given, its error, its detail', async () => {
    const id = await failedRun();
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('aria-label="Step 3, Create sales order"');
    expect(html).toContain('HTTP · POST request');
    expect(html).toContain('<b>orderNumber</b> <q>A-10482</q>');
    expect(html).toContain('<b>authorization</b> <span class="badge">hidden</span>');
    const error = await owner.get(`/executions/${id}?tab=error`);
    expect(error.html).toContain('HttpError: Acme ERP answered 422');
    expect(error.html).toContain('at post (acme.ts:12:3)');
    expect(error.html).toContain('<b>code</b> <q>blank</q>');
  });

  test('shows the tries of a step and the waits between them', async () => {
    const { html } = await owner.get(`/executions/${await failedRun()}`);
    const row = html.match(/<li id="row-createSalesOrder">.*?<\/li>/s)?.[0] ?? '';
    expect(row.match(/class="bad"/g)).toHaveLength(3);
    expect(row.match(/class="wait"/g)).toHaveLength(2);
  });

  test('that waits says when its step is tried again', async () => {
    const rows: Row[] = [
      { path: 'getOrder', name: 'Get order', status: 'retrying', error: { message: '503' } },
    ];
    const id = await run(desk, instanceId, { status: 'waiting', rows, runAt: Date.now() + 125_000 });
    const { html } = await owner.get(`/executions/${id}?step=getOrder`);
    expect(rowsOf(html)[1]).toBe('getOrder waiting again in 2 min');
    expect(html).toContain('try 1 of 3');
  });

  test('is linked with its replays, and they with it', async () => {
    const id = await failedRun();
    const answer = await support.post(`/executions/${id}/replays`, {
      from: 'failed-step',
      version: 'original',
    });
    const replay = answer.location?.split('/').at(-1) ?? '';
    expect(answer.status).toBe(303);
    expect(told.woken).toContain(replay);
    expect(await getExecution(deps.store.read, EVERYTHING, replay)).toMatchObject({
      replayOf: id,
      kind: 'replay',
      cursor: 'workOutVat',
    });
    const original = await owner.get(`/executions/${id}`);
    expect(original.html).toContain(`href="/executions/${replay}"`);
    const { html } = await owner.get(`/executions/${replay}`);
    expect(html).toContain(`href="/executions/${id}"`);
    expect(html).toContain('Replay of');
    expect(rowsOf(html)[1]).toBe('getOrder succeeded 904 ms');
  });

  test('is replayed from the selected step, where that is not the one that failed', async () => {
    const id = await failedRun();
    const [first] = failedRows;
    const { html } = await owner.get(`/executions/${id}?step=${first?.path}`);
    expect(html).toContain('Replay from here');
    const answer = await support.post(`/executions/${id}/replays`, { step: first?.path ?? '' });
    const replay = answer.location?.split('/').at(-1) ?? '';
    expect(await getExecution(deps.store.read, EVERYTHING, replay)).toMatchObject({ replayOf: id });
    expect((await owner.get(`/executions/${id}`)).html).not.toContain('Replay from here');
  });

  test('whose data is gone says so at its steps', async () => {
    const id = await failedRun();
    const [first] = failedRows;
    const page = async () => (await owner.get(`/executions/${id}?step=${first?.path}`)).html;
    expect(await page()).not.toContain('is no longer kept');
    await deps.store.write((tx) => dropData(tx, { id }));
    expect(await page()).toContain('What it was given and gave is no longer kept.');
  });

  test('is replayed once however often the button was pressed', async () => {
    const id = await failedRun();
    const { html } = await owner.get(`/executions/${id}`);
    const token = csrfIn(html);
    const form = () => new URLSearchParams({ _csrf: token, from: 'start' });
    const answers = [
      await owner.postBare(`/executions/${id}/replays`, form()),
      await owner.postBare(`/executions/${id}/replays`, form()),
    ];
    expect(answers[0]?.location).toBe(answers[1]?.location ?? '');
  });

  test('that goes on cannot be replayed, one that has ended not be cancelled: the page says so', async () => {
    const running = await run(desk, instanceId, { status: 'running' });
    const replay = await owner.post(`/executions/${running}/replays`, { from: 'start' });
    expect([replay.status, replay.html]).toEqual([
      409,
      expect.stringContaining('This execution has not ended'),
    ]);
    const cancelled = await support.post(`/executions/${running}/cancellation`);
    expect([cancelled.status, cancelled.location]).toEqual([303, `/executions/${running}`]);
    expect(told.aborted).toContain(running);
    const again = await support.post(`/executions/${running}/cancellation`);
    expect([again.status, again.html]).toEqual([409, expect.stringContaining('there is nothing to cancel')]);
  });

  test('can be replayed with the version that the instance has by now', async () => {
    const own = await deployedOrders(desk, 'Newer');
    const id = await run(desk, own.instanceId, { rows: failedRows, status: 'failed', error: broken });
    await publishChange(desk.app, own.integrationId, { ...orderDefinition, description: 'Changed' });
    await call(desk.app, 'PUT', `/instances/${own.instanceId}/version`, { version: 2 });
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('With v1, as it ran');
    expect(html).toContain('With v2, as the instance is now');
    const { location } = await owner.post(`/executions/${id}/replays`, { from: 'start', version: 'current' });
    const replay = await getExecution(deps.store.read, EVERYTHING, location?.split('/').at(-1) ?? '');
    expect(replay.version).toBe(2);
  });

  test('of an instance that was removed cannot be replayed, and says so', async () => {
    const own = await deployedOrders(desk, 'Gone');
    const id = await run(desk, own.instanceId, { rows: failedRows, status: 'failed', error: broken });
    await call(desk.app, 'DELETE', `/instances/${own.instanceId}`);
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('Its instance was removed: it cannot be replayed.');
    expect(html).not.toContain('/replays"');
    expect((await owner.post(`/executions/${id}/replays`)).status).toBe(409);
  });

  test('that nobody has made, or that is none, is not there', async () => {
    for (const id of [newId('exe'), 'exe_1', 'x', newId('ins')])
      expect((await owner.get(`/executions/${id}`)).status).toBe(404);
  });

  test('that another execution called leads to it', async () => {
    const caller = await failedRun();
    const more = { depth: 1, origin: `invoke:${caller}:getOrder:1` };
    const { html } = await owner.get(`/executions/${await run(desk, instanceId, { kind: 'invoked', more })}`);
    expect(html).toContain(`<a href="/executions/${caller}">Another flow</a>`);
  });
});

describe('what called the flow', () => {
  test('is shown with what opens doors hidden', async () => {
    const call = request(
      { kind: 'text', text: '{"order":{"id":7}}' },
      {
        headers: { 'content-type': 'application/json', authorization: 'Bearer abc', 'x-order': '7' },
        queryParameters: { test: 'yes' },
        pathFragment: '/orders/new',
      },
    );
    const id = await run(desk, instanceId, { request: call });
    const { html } = await owner.get(`/executions/${id}?step=.trigger`);
    expect(html).toContain('/orders/new');
    expect(html).toContain('<b>authorization</b> <span class="badge">hidden</span>');
    expect(html).toContain('<b>x-order</b> <q>7</q>');
    expect(html).toContain('data-path="newPaidOrder.results.body.data.order.id"');
    expect(html).not.toContain('Bearer abc');
    expect((await owner.get(`/executions/${id}/request`)).html).toContain('<b>x-order</b> <q>7</q>');
  });
});

describe('loops', () => {
  const inLoop: Row[] = [
    ...failedRows.slice(0, 3),
    { path: 'createSalesOrder', name: 'Create sales order' },
    { path: 'forEachLine', name: 'For each line', status: 'running' },
    ...Array.from({ length: 12 }, (_, round): Row[] => [
      { path: `forEachLine[${round}].reserveStock`, name: 'Reserve stock', output: { round } },
      {
        path: `forEachLine[${round}].printLabel`,
        name: 'Print label',
        ...(round === 8 ? { status: 'ignored', error: { message: 'No paper' } } : {}),
      },
    ]).flat(),
  ];

  test('are folded, say how many rounds there were, and unfold the one that is asked for', async () => {
    const id = await run(desk, instanceId, { status: 'running', rows: inLoop });
    const folded = await owner.get(`/executions/${id}`);
    expect(folded.html).toContain('of 12</span>');
    expect(folded.html).not.toContain('Reserve stock');
    const { html } = await owner.get(`/executions/${id}?loop=forEachLine&iteration=4`);
    expect(rowsOf(html).map((row) => row.split(' ')[0])).toContain('forEachLine[3].printLabel');
    expect(html).toContain('aria-label="Iteration 3"');
    expect(html).toContain('aria-label="Iteration 5"');
    expect(html).toContain('Next failed: 9');
    const beyond = await owner.get(`/executions/${id}?loop=forEachLine&iteration=999`);
    expect(beyond.html).toContain('forEachLine[11].reserveStock');
  });

  test('unfold the round of a step that is selected, and keep it unfolded', async () => {
    const id = await run(desk, instanceId, { status: 'running', rows: inLoop });
    const { html } = await owner.get(`/executions/${id}?step=forEachLine[5].reserveStock`);
    expect(html).toContain('<b>round</b> <var>5</var>');
    expect(html).toContain('step=getOrder&amp;loop=forEachLine&amp;iteration=6#shown-step');
  });

  test('a failed round is unfolded by itself', async () => {
    const rows: Row[] = [
      ...inLoop.slice(0, -1),
      {
        path: 'forEachLine[11].printLabel',
        name: 'Print label',
        status: 'failed',
        error: { message: 'Jam' },
      },
    ];
    const id = await run(desk, instanceId, { status: 'failed', rows, error: { message: 'Jam' } });
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('Failed at step 4.2');
    expect(html).toContain('value="12"');
    expect(rowsOf(html)).toContain('forEachLine failed 80 ms');
  });
});

describe('an execution that is one of several', () => {
  const made = async (more: Partial<NewExecution>) => {
    const {
      customerId,
      integrationId: of,
      version,
      flow,
    } = await getExecution(deps.store.read, EVERYTHING, first);
    const target = { instanceId, customerId, integrationId: of, version, flow, kind: 'webhook' as const };
    const payload = await packRequest(internalRequest({}), deps.store.blobs, deps.vault);
    return (await deps.store.write((tx) => enqueue(tx, { ...target, payload, ...more }))).id;
  };
  let first: string;
  beforeAll(async () => {
    first = await failedRun();
  });

  test('leads from each attempt to all others, and says which it is', async () => {
    const second = await made({ origin: retryOrigin({ first, number: 1 }), runAt: now() + HOUR });
    const { html } = await owner.get(`/executions/${second}`);
    expect(html).toContain('Webhook, attempt 2');
    expect(html).toContain(`<a href="/executions/${first}">1</a>, <strong>2</strong>`);
    expect((await owner.get(`/executions/${first}`)).html).toContain(`<a href="/executions/${second}">2</a>`);
    expect((await owner.get('/executions')).html).toContain('Webhook, attempt 2');
  });

  test('leads from a request that has come again to the first', async () => {
    const again = await made({ origin: `repeat:${first}:${newId('exe')}`, skipped: { message: 'Not run.' } });
    const { html } = await owner.get(`/executions/${again}`);
    expect(html).toContain('Duplicate of');
    expect(html).toContain(`href="/executions/${first}"`);
  });
});
