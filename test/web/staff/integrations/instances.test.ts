import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { deployInstance } from '../../../../src/models/deployments.ts';
import { getInstance } from '../../../../src/models/instances.ts';
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

  test('of those that were selected tells what it has done', async () => {
    const [one, two] = [await deploy('One'), await deploy('Two')];
    await next();
    const { location } = await builder.post(upgrades(), { instance: [one] });
    expect([await versionOf(one), await versionOf(two)]).toEqual([2, 1]);
    const { html } = await builder.get(location ?? '');
    expect(html).toContain('1 instance on v2 now.');
    expect(html).toContain('1 instance can move to v2.');
    expect(desk.told.rescheduled).toBe(1);
  });

  test('of all says beforehand what is asked for, and afterwards who needs configuration', async () => {
    const [one, two] = [await deploy('One'), await deploy('Two')];
    await next(asking);
    const before = await builder.get(at());
    expect(before.html).toContain('2 instances can move to v2.');
    expect(before.html).toContain('Those on v1 then need Prefix before they run again.');
    const { location } = await builder.post(upgrades(), { all: 'on' });
    expect([await versionOf(one), await versionOf(two)]).toEqual([2, 2]);
    const { html } = await builder.get(location ?? '');
    expect(html).toContain('2 need configuration before they run again.');
    expect(html).toContain(`/instances?integration=${id}&amp;state=needs_configuration`);
    expect(html).not.toContain('can move to');
  });

  test('goes to the newest version that is available', async () => {
    const one = await deploy('One');
    await next();
    await next();
    await desk.deps.store.write((tx) => setVersionAvailable(tx, id, 3, false));
    expect((await builder.get(at())).html).toContain('Upgrade to v2');
    await builder.post(upgrades(), { instance: [one] });
    expect(await versionOf(one)).toBe(2);
  });

  test('of nothing says that something has to be chosen', async () => {
    await deploy('One');
    const { location } = await builder.post(upgrades());
    expect((await builder.get(location ?? '')).html).toContain('Nothing was upgraded');
  });

  test('does not reach the instances of another integration', async () => {
    await deploy('One');
    await next();
    const other = await deployed(desk.deps.store);
    const { status } = await builder.post(upgrades(), { instance: [other.instance.id] });
    expect(status).toBe(404);
    expect(await versionOf(other.instance.id)).toBe(1);
  });

  test('may be done by support people, who deploy', async () => {
    const one = await deploy('One');
    await next();
    const support = await visitorAs(desk, 'support');
    expect((await support.get(at())).html).toContain('Upgrade to v2');
    expect((await support.post(upgrades(), { instance: [one] })).status).toBe(303);
    expect(await versionOf(one)).toBe(2);
  });
});
