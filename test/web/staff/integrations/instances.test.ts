import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { deployInstance } from '../../../../src/models/deployments.ts';
import { getInstance } from '../../../../src/models/instances.ts';
import { openUpgrades } from '../../../../src/models/upgrade-list.ts';
import { goOnWithUpgrade } from '../../../../src/models/upgrades.ts';
import { setVersionAvailable } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { listedNames } from '../../../support/markup.ts';
import {
  configured,
  customerNamed,
  definition,
  deployed,
  published,
  publishedNext,
} from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
let id: string;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  id = (await published(desk.deps.store, definition())).id;
});
afterEach(() => desk.close());

const at = (query = '') => `/integrations/${id}/instances${query}`;
const upgrades = () => `/integrations/${id}/upgrades`;
const next = (written = definition()) => publishedNext(desk.deps.store, id, written);
const versionOf = async (instance: string) =>
  (await getInstance(desk.deps.store.read, EVERYTHING, instance)).version;

async function deploy(name: string): Promise<string> {
  const customer = await customerNamed(desk.deps.store, name);
  const wanted = { integrationId: id, customerId: customer.id, configVariables: {} };
  return (await deployInstance(desk.deps, wanted)).instance.id;
}

describe('the instances of an integration', () => {
  test('while there are none, lead to the first one', async () => {
    const { html } = await builder.get(at());
    expect(html).toContain('No instances yet');
    expect(html).toContain(`/instances/new?integration=${id}`);
  });

  test('need an available version first', async () => {
    await desk.deps.store.write((tx) => setVersionAvailable(tx, id, 1, false));
    const { html } = await builder.get(at());
    expect(html).toContain('there is none. Publish one first.');
    expect(html).not.toContain('/instances/new');
  });

  test('are shown with customer, version, state and last run', async () => {
    await deploy('Bramble &amp; <b>');
    await next();
    await deploy('Halden');
    const { html } = await builder.get(at());
    expect(html).toContain('Instances<span class="muted"> 2</span>');
    expect(listedNames(html)).toEqual(['Halden', 'Bramble &amp; <b>']);
    expect(html).toContain('Bramble &amp;amp; &lt;b&gt;');
    for (const part of ['1 behind', 'Active', 'Never', '>v2<']) expect(html).toContain(part);
  });

  test('are searched by customer and narrowed by version', async () => {
    await deploy('Bramble');
    await next();
    await deploy('Halden');
    expect(listedNames((await builder.get(at('?q=bram'))).html)).toEqual(['Bramble']);
    expect(listedNames((await builder.get(at('?version=2'))).html)).toEqual(['Halden']);
    const none = await builder.get(at('?version=9'));
    expect(none.html).toContain('No instances fit');
    expect(none.html).toContain('<option value="9" selected="">');
    expect((await builder.get(at('?version=x'))).status).toBe(400);
  });

  test('go on page by page', async () => {
    for (let number = 0; number < 53; number++) await deploy(`Customer ${number}`);
    const { html } = await builder.get(at());
    expect(listedNames(html)).toHaveLength(50);
    const older = html.match(/href="([^"]*cursor=[^"]*)"/)?.[1] ?? '';
    expect(listedNames((await builder.get(older)).html)).toHaveLength(3);
  });
});

describe('an upgrade', () => {
  const asking = configured([{ key: 'Prefix', dataType: 'string' }]);
  const begin = (fields: Record<string, string> = {}) =>
    builder.post(upgrades(), { version: '2', begin: 'on', ...fields });
  /** What the engine does. */
  async function finish() {
    for (const job of await openUpgrades(desk.deps.store.read)) while (await goOnWithUpgrade(desk.deps, job));
  }

  test('of those that were selected shows first what comes of it', async () => {
    const [one, two] = [await deploy('One'), await deploy('Two')];
    await next();
    const location = (await builder.post(upgrades(), { instance: [one] })).location ?? '';
    expect(location).toBe(`/integrations/${id}/upgrades/new?instances=${one}`);
    const { html } = await builder.get(location);
    expect(html).toContain('Upgrade to v2');
    expect(html).toContain('1 instance selected');
    expect(html).toContain('1 instance changes at once. Nothing else is asked for.');
    expect([await versionOf(one), await versionOf(two)]).toEqual([1, 1]);
    await begin({ instances: one });
    await finish();
    expect([await versionOf(one), await versionOf(two)]).toEqual([2, 1]);
    expect((await builder.get(at())).html).toContain('1 instance can move to v2.');
  });

  test('of all says beforehand who is asked for what, and afterwards who waits for it', async () => {
    const [one, two] = [await deploy('One'), await deploy('Two')];
    await next(asking);
    const before = await builder.get(at());
    expect(before.html).toContain('2 instances can move to v2.');
    expect(before.html).toContain('Those on v1 need Prefix first.');
    const planned = await builder.get(`${upgrades()}/new`);
    expect(planned.html).toContain('2 need configuration for v2 and go on with the version that they have');
    expect(listedNames(planned.html)).toEqual(['One', 'Two']);
    const location = (await begin()).location ?? '';
    expect(desk.told.upgrades).toBe(1);
    expect((await builder.get(location)).html).toContain('0 of 2 instances done.');
    expect((await builder.get(at())).html).toContain('Instances are being put on v2: 2 instances to go.');
    await finish();
    expect([await versionOf(one), await versionOf(two)]).toEqual([1, 1]);
    const { html } = await builder.get(location);
    expect(html).toContain('0 instances put on v2, 2 wait for configuration.');
    expect(html).toContain(`/instances/${one}/answers`);
    const list = await builder.get(at());
    expect(list.html).toMatch(/→ v2<span class="wide">: needs configuration/);
    expect(list.html).toContain(`/instances/${two}/answers`);
  });

  test('is watched live until it has ended', async () => {
    await deploy('One');
    await next();
    const location = (await begin()).location ?? '';
    expect((await builder.get(location)).html).toContain(`hx-sse:connect="${location}/stream"`);
    await finish();
    const { html } = await builder.get(`${location}/stream`);
    expect(html).toContain('hx-target="#upgrade-head"');
    expect(html).toContain('1 instance put on v2.');
    expect(html).toContain('event: close');
    expect((await builder.get(location)).html).not.toContain('hx-sse:connect');
    expect((await builder.get(`${location}?outcome=failed`)).html).toContain('None of them');
  });

  test('is stopped, and leaves the rest as it is', async () => {
    const one = await deploy('One');
    await next();
    const location = (await begin()).location ?? '';
    await builder.post(`${location}/cancellation`);
    await finish();
    expect(await versionOf(one)).toBe(1);
    const { html } = await builder.get(location);
    expect(html).toContain('Stopped by The builder: 1 instance left as it was.');
    expect(html).toContain('Left as it was');
  });

  test('goes to the newest version that is available, and back to an older one', async () => {
    const one = await deploy('One');
    await next();
    await next();
    await desk.deps.store.write((tx) => setVersionAvailable(tx, id, 3, false));
    expect((await builder.get(`${upgrades()}/new`)).html).toContain('Upgrade to v2');
    await begin();
    await finish();
    expect(await versionOf(one)).toBe(2);
    const back = await builder.get(`${upgrades()}/new?version=1`);
    expect(back.html).toContain('Roll back 1 instance');
    await begin({ version: '1' });
    await finish();
    expect(await versionOf(one)).toBe(1);
    expect((await builder.get(`${upgrades()}/new?version=1`)).html).toContain('Nothing is to be changed');
    expect((await begin({ version: '3' })).status).toBe(409);
    expect((await begin({ version: 'x' })).status).toBe(400);
  });

  test('of nothing says that something has to be chosen', async () => {
    await deploy('One');
    const { location } = await builder.post(upgrades());
    expect((await builder.get(location ?? '')).html).toContain('Select the instances');
  });

  test('does not reach the instances of another integration', async () => {
    await deploy('One');
    await next();
    const other = await deployed(desk.deps.store);
    expect((await begin({ instances: other.instance.id })).status).toBe(404);
    expect((await builder.get(`${upgrades()}/new?instances=${other.instance.id}`)).status).toBe(404);
    expect(await versionOf(other.instance.id)).toBe(1);
  });

  test('may be done by support people, who deploy', async () => {
    await deploy('One');
    await next();
    const support = await visitorAs(desk, 'support');
    expect((await support.get(at())).html).toContain('Upgrade it …');
    expect((await support.post(upgrades(), { version: '2', begin: 'on' })).status).toBe(303);
  });
});
