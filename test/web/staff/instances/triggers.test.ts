import { afterEach, beforeEach, expect, test } from 'bun:test';
import { packInRow } from '../../../../src/db/payload.ts';
import { listEndpointKeys } from '../../../../src/models/endpoint-keys.ts';
import { noteEmptyPoll, noteEvent } from '../../../../src/models/flow-activity.ts';
import { removeInstance } from '../../../../src/models/instance-removal.ts';
import { getInstance } from '../../../../src/models/instances.ts';
import { listPollingCursors } from '../../../../src/models/polling-cursors.ts';
import { stateOwners, writeStates } from '../../../../src/models/states.ts';
import { goThrough, queue } from '../../../support/api-runs.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { makeWorld, type World } from '../../../support/world.ts';

let desk: Desk;
let world: World;
let support: Visitor;
let path: string;
beforeEach(async () => {
  desk = openDesk();
  world = await makeWorld(desk, '');
  support = await visitorAs(desk, 'support');
  path = `/instances/${world.instance}`;
});
afterEach(() => desk.close());

const keys = async () =>
  (await listEndpointKeys(desk.deps, EVERYTHING, world.instance)).map(({ key }) => key.reveal());

test('keys are added, random or given, and revoked; one that could be guessed is refused next to its field', async () => {
  const [first = ''] = await keys();
  const page = await support.get(path);
  expect(page.html).toContain(`href="${path}/endpoint-keys?flow=orders"`);
  const dialog = await support.get(`${path}/endpoint-keys?flow=orders`);
  expect(dialog.html).toContain('Keys of Orders');
  expect(dialog.html).toContain(`data-copy="${first}"`);
  const wrong = await support.post(`${path}/endpoint-keys`, { flow: 'orders', key: 'too short' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('A key has 16 to 200 letters, digits and signs');
  expect(wrong.html).toContain('value="too short"');
  await support.post(`${path}/endpoint-keys`, { flow: 'orders', key: 'given-by-the-customer' });
  await support.post(`${path}/endpoint-keys`, { flow: 'orders', key: '' });
  expect((await keys()).length).toBe(3);
  expect(await keys()).toContain('given-by-the-customer');
  const given = (await listEndpointKeys(desk.deps, EVERYTHING, world.instance)).find(
    ({ key }) => key.reveal() === first,
  );
  await support.post(`${path}/endpoint-keys/revocation`, { flow: 'orders', key: given?.id ?? '' });
  expect(await keys()).not.toContain(first);
  expect((await keys()).length).toBe(2);
});

test('the cursor of a polling trigger is shown, set elsewhere and forgotten; what is no JSON object is refused', async () => {
  const { store } = desk.deps;
  await store.write(async (tx) => {
    const owners = stateOwners(await getInstance(tx, EVERYTHING, world.instance), { stableKey: 'orders' });
    const value = await packInRow('{"polling":{"since":1},"other":true}');
    await writeStates(tx, owners, [{ scope: 'flow', key: '__prismaticInternal', size: 50, value }]);
    await noteEmptyPoll(tx, { instanceId: world.instance, flowKey: 'orders' }, 1_700_000_000_000);
  });
  const { html } = await support.get(path);
  expect(html).toContain('Last polled without changes');
  expect(html).toContain('1 time in all');
  expect((await support.get(`${path}/polling-cursor?flow=orders`)).html).toContain('&quot;since&quot;: 1');
  const wrong = await support.post(`${path}/polling-cursor`, { flow: 'orders', cursor: '[1]' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('This is no JSON object.');
  const cursor = async () => (await listPollingCursors(desk.deps, EVERYTHING, world.instance))[0]?.cursor;
  await support.post(`${path}/polling-cursor`, { flow: 'orders', cursor: '{"since":"2026-01-31"}' });
  expect(await cursor()).toEqual({ since: '2026-01-31' });
  await support.post(`${path}/polling-cursor`, { flow: 'orders', cursor: '{}', reset: 'true' });
  expect(await cursor()).toBeUndefined();
  const last = (await support.get(path)).html;
  expect(last).toContain('Reset a polling cursor');
});

async function failed(kind: 'deploy' | 'remove'): Promise<string> {
  const id = await queue(desk.deps, world.instance, { kind });
  await goThrough(desk.deps, id, [], { status: 'failed', error: { message: 'The other system is away.' } });
  const place = { instanceId: world.instance, flowKey: 'orders' };
  await desk.deps.store.write((tx) => noteEvent(tx, place, id));
  return id;
}

test('what could not be done when it was deployed is said on its page, with the way to try again', async () => {
  expect((await support.get(path)).html).not.toContain('The last deployment is not complete.');
  const run = await failed('deploy');
  const { html } = await support.get(path);
  expect(html).toContain('The last deployment is not complete.');
  expect(html).toMatch(new RegExp(`href="/executions/${run}"[^>]*>Orders</a>: The other system is away\\.`));
  const again = await support.post(`${path}/event-runs`);
  expect(again.location).toMatch(/^\/executions\/exe_/);
  expect((await support.get(path)).html).not.toContain('The last deployment is not complete.');
  expect((await support.post(`${path}/event-runs`)).status).toBe(409);
});

test('what could not be done when it was removed is tried again from the page of that execution', async () => {
  const run = await failed('remove');
  await removeInstance(desk.deps, EVERYTHING, world.instance);
  const { html } = await support.get(`/executions/${run}`);
  expect(html).toContain(`action="${path}/event-runs"`);
  const again = await support.post(`${path}/event-runs`);
  expect(again.status).toBe(303);
  const [woken] = desk.told.woken.slice(-1);
  expect(again.location).toBe(`/executions/${woken}`);
});
