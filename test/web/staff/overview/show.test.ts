import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import * as v from 'valibot';
import { newId } from '../../../../src/lib/ids.ts';
import { HOUR, now } from '../../../../src/lib/time.ts';
import { storageWarnings } from '../../../../src/lib/ui/storage-warnings.ts';
import { listDeliveries, noteAttempt, sendTest } from '../../../../src/models/deliveries.ts';
import { createEventWebhook } from '../../../../src/models/event-webhooks.ts';
import { createMonitor } from '../../../../src/models/monitors.ts';
import { changeNotices } from '../../../../src/models/notices.ts';
import { pauseExecution } from '../../../../src/models/pauses.ts';
import { countEnd } from '../../../../src/models/run-counts.ts';
import { setSampleFacts } from '../../../../src/models/sample.ts';
import { deployedShop } from '../../../support/api-records.ts';
import { queue, ran } from '../../../support/api-runs.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { deployed, scheduled } from '../../../support/records.ts';
import { openStream } from '../../../support/streamed.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { monitorFields } from '../../../support/watching.ts';

let desk: Desk;
let owner: Visitor;
beforeEach(async () => {
  desk = openDesk();
  owner = await visitorAs(desk, 'owner');
});
afterEach(() => desk.close());

const FAILED = { status: 'failed' as const, error: { message: 'It broke' } };

/** What a person reads, without the tags. */
const words = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('connections that have stopped are counted, with the way to them', async () => {
  const { instanceId } = await deployedShop(desk.app);
  await ran(desk.deps, instanceId, []);
  const begun = ['con_a', 'con_b'].map((subjectId) => ({
    ...{ kind: 'connection' as const, subjectId, customerId: null },
  }));
  await desk.deps.store.write((tx) => changeNotices(tx, { begun, ended: [], forgotten: [] }, 1));
  const { html } = await owner.get('/');
  expect(words(html)).toContain('2 connections have stopped working until somebody connects them again.');
  expect(html).toContain('href="/connections?state=error"');
});

test('open alerts and event webhooks that nothing reaches are said, with the way to them', async () => {
  const { instanceId } = await deployedShop(desk.app);
  await ran(desk.deps, instanceId, []);
  const { store, vault } = desk.deps;
  const webhook = await store.write(async (tx) => {
    const fields = { name: 'Hub', url: 'https://hub.example', events: [] };
    const made = await createEventWebhook(tx, vault, fields);
    const id = await sendTest(tx, made.webhook.id);
    const delivery = (await listDeliveries(tx, made.webhook.id, { limit: 1 })).items.find(
      (each) => each.id === id,
    );
    if (delivery) await noteAttempt(tx, delivery, { ok: false, status: 410, error: 'Gone.' }, 1);
    await createMonitor(tx, EVERYTHING, monitorFields());
    return made.webhook.id;
  });
  await ran(desk.deps, instanceId, [], { status: 'failed', error: { message: 'It broke' } });
  const { html } = await owner.get('/');
  expect(words(html)).toContain('One alert is open.');
  expect(html).toContain('href="/alerts?state=open"');
  expect(words(html)).toContain('The event webhook Hub was disabled');
  expect(html).toContain(`href="/event-webhooks/${webhook}"`);
});

describe('before anything has run', () => {
  test('the overview says what to do, to whoever may do it', async () => {
    const { html } = await owner.get('/');
    expect(html).toContain('Nothing has run yet');
    expect(html).toContain('href="/integrations/new"');
    expect(html).toContain('href="/integrations/import"');
    expect(html).not.toContain('/sample');
    const support = await visitorAs(desk, 'support');
    const seen = (await support.get('/')).html;
    expect(seen).toContain('Owners, admins and builders make integrations.');
    expect(seen).not.toContain('/integrations/new');
  });

  test('the sample is the first thing to try where there is one', async () => {
    const { integrationId, customerId } = await deployedShop(desk.app);
    await desk.deps.store.write((tx) => setSampleFacts(tx, { integrationId, customerId }));
    expect((await owner.get('/')).html).toMatch(/href="\/sample" class="button primary"/);
  });

  test('what the clock will start is shown already', async () => {
    await deployed(desk.deps.store, {
      definitionVersion: 7,
      name: 'Nightly prices',
      flows: [scheduled('Prices', '0 2 * * *')],
    });
    const { html } = await owner.get('/');
    expect(words(html)).toContain('Nightly prices 1 instance · daily at 02:00 UTC');
  });
});

describe('how things are', () => {
  test('a quiet sentence when all is well', async () => {
    const { instanceId } = await deployedShop(desk.app);
    for (let run = 0; run < 3; run++) await ran(desk.deps, instanceId, []);
    const text = words((await owner.get('/')).html);
    expect(text).toContain('All is well. 3 runs since this time yesterday; all succeeded.');
    expect(text).toContain('None. The last run of each instance went well.');
    expect(text).toContain('The queue is empty.');
    expect(text).toContain('No active instance runs by the clock.');
  });

  test('what is paused until somebody decides is said, with a way to it', async () => {
    const { instanceId } = await deployedShop(desk.app);
    await ran(desk.deps, instanceId, []);
    for (const count of ['One execution is', '2 executions are']) {
      const id = await queue(desk.deps, instanceId);
      await desk.deps.store.write((tx) => pauseExecution(tx, EVERYTHING, id));
      const { html } = await owner.get('/');
      expect(words(html)).toContain(`${count} paused until somebody resumes or cancels`);
      expect(html).toContain('href="/executions?status=paused"');
      expect(words(html)).toContain('The queue is empty.');
    }
  });

  test('instances that fail come first, with how often in a row and a way to them', async () => {
    const { instanceId } = await deployedShop(desk.app, 'Bramble & Co');
    await ran(desk.deps, instanceId, []);
    for (let run = 0; run < 2; run++) await ran(desk.deps, instanceId, [], FAILED);
    const { html } = await owner.get('/');
    expect(words(html)).toContain(
      'One instance needs you. 3 runs since this time yesterday; 33.3 % succeeded.',
    );
    expect(words(html)).toContain('Bramble &amp; Co Shop · 2 in a row');
    expect(html).toContain(`href="/instances/${instanceId}"`);
    expect(html).toContain('Runs in the last 7 days of Bramble &amp; Co, Shop: 2 runs failed');
  });

  test('a share that is not all is never rounded to all', async () => {
    const { instanceId, integrationId, customerId } = await deployedShop(desk.app);
    const end = { instanceId, integrationId, customerId, endedAt: now(), size: 0 };
    await desk.deps.store.write(async (tx) => {
      await countEnd(tx, { ...end, id: newId('exe'), status: 'failed' });
      for (let run = 1; run < 2600; run++)
        await countEnd(tx, { ...end, id: newId('exe'), status: 'succeeded' });
    });
    const text = words((await owner.get('/')).html);
    expect(text).toContain('All is well. 2,600 runs since this time yesterday; 99.9 % succeeded.');
  });

  test('where many runs have failed it does not say that all is well, though none fails now', async () => {
    const { instanceId, integrationId, customerId } = await deployedShop(desk.app);
    const end = { instanceId, integrationId, customerId, endedAt: now(), size: 0 };
    await desk.deps.store.write(async (tx) => {
      await countEnd(tx, { ...end, id: newId('exe'), status: 'failed' });
      await countEnd(tx, { ...end, id: newId('exe'), status: 'succeeded' });
    });
    const text = words((await owner.get('/')).html);
    expect(text).toContain('No instance is failing now. 2 runs since this time yesterday; 50 % succeeded.');
  });

  test('what waits for longest is named with its customer and leads to the execution', async () => {
    const { instanceId } = await deployedShop(desk.app, 'Halden Foods');
    await ran(desk.deps, instanceId, []);
    const first = await queue(desk.deps, instanceId);
    await queue(desk.deps, instanceId);
    const { html } = await owner.get('/');
    expect(words(html)).toContain('Oldest in the queue 2 not ended Halden Foods Shop · Orders Queued now');
    expect(html).toContain(`href="/executions/${first}"`);
  });

  test('a full disk and a log that does not shrink are said with what to do', () => {
    const system = { bytes: 0, walBytes: 300 * 1024 ** 2, freeBytes: 5, diskBytes: 100, version: '1.0.0' };
    const [disk, log] = storageWarnings(system);
    expect(disk).toStartWith('The disk is nearly full: 5 B of 100 B are free. Make room,');
    expect(log).toStartWith('The write-ahead log has grown to 300 MB');
    expect(storageWarnings({ ...system, walBytes: 0, freeBytes: 10 })).toEqual([]);
    expect(storageWarnings({ ...system, walBytes: 0, freeBytes: 0, diskBytes: 0 })).toEqual([]);
  });
});

describe('runs per hour', () => {
  test('are bars with a title each, and the finding in a sentence', async () => {
    const { instanceId } = await deployedShop(desk.app);
    await ran(desk.deps, instanceId, []);
    await ran(desk.deps, instanceId, [], FAILED);
    const { html } = await owner.get('/');
    const titles = [...html.matchAll(/<title>(\d\d:00 · [^<]+)<\/title>/g)].map(([, title]) => title);
    expect(titles).toHaveLength(24);
    const counted = titles.filter(
      (title) => !title?.endsWith('0 succeeded, 0 cancelled or skipped, 0 failed'),
    );
    expect(counted.join()).toMatch(/\d\d:00 · 1 succeeded, 0 cancelled or skipped, 1 failed/);
    expect(html).toMatch(
      /aria-label="Runs per hour in the last 24 hours. Most: 2 between \d\d:00 and \d\d:00. Failures: 1, at \d\d:00."/,
    );
    expect(html).not.toContain('uplot');
  });

  test('are the same numbers as a table', async () => {
    const { instanceId } = await deployedShop(desk.app);
    for (let run = 0; run < 2; run++) await ran(desk.deps, instanceId, []);
    await ran(desk.deps, instanceId, [], FAILED);
    const { html } = await owner.get('/?view=table');
    const rows = [
      ...html.matchAll(/<td class="num">(\d+)<\/td><td class="num">(\d+)<\/td><td class="num">(\d+)<\/td>/g),
    ];
    expect(rows).toHaveLength(24);
    const sums = [1, 2, 3].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0));
    expect(sums).toEqual([2, 0, 1]);
    expect(html).toContain('href="/?period=7d&amp;view=table"');
    expect(html).toContain('<a href="/">As chart</a>');
  });

  test('of a week carry their numbers along, so that a script can zoom into them', async () => {
    const { instanceId } = await deployedShop(desk.app);
    await ran(desk.deps, instanceId, []);
    const { html } = await owner.get('/?period=7d');
    expect(html).toMatch(/<script src="\/public\/chart\.[\w-]+\.js" defer/);
    expect(html).toMatch(/data-uplot="\/public\/uplot\.[\w-]+\.js"/);
    expect(html).toMatch(/<link rel="stylesheet" href="\/public\/uplot\.[\w-]+\.css"/);
    const [, json = ''] = html.match(/data-chart="([^"]+)"/) ?? [];
    const Chart = v.object({ label: v.string(), from: v.number(), counts: v.array(v.array(v.number())) });
    const { from, counts, label } = v.parse(Chart, JSON.parse(json.replaceAll('&quot;', '"')));
    expect(label).toStartWith('Runs per hour in the last 7 days. Most: 1 between');
    expect(counts.map((outcome) => outcome.length)).toEqual([168, 168, 168]);
    expect(counts[0]?.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(now() - from).toBeWithin(167 * HOUR, 168 * HOUR + 60_000);
  });

  test('over a period that is none are refused', async () => {
    expect((await owner.get('/?period=year')).status).toBe(400);
  });
});

describe('while it is watched', () => {
  test('what has changed is sent, and nothing else', async () => {
    const { instanceId } = await deployedShop(desk.app, 'Bramble & Co');
    await ran(desk.deps, instanceId, []);
    const stream = await openStream(desk, owner, '/overview/stream');
    const first = await stream.until('All is well.');
    for (const part of ['lead', 'runs', 'now', 'facts'])
      expect(first).toContain(`<hx-partial hx-target="#overview-${part}" hx-swap="outerMorph">`);
    await ran(desk.deps, instanceId, [], FAILED);
    expect(await stream.until('One instance needs you.')).toContain('Bramble &amp; Co');
    await stream.leave();
  });

  test('the first run takes the place of the empty page', async () => {
    const { instanceId } = await deployedShop(desk.app);
    const stream = await openStream(desk, owner, '/overview/stream');
    expect(await stream.until('Nothing has run yet')).toContain('<div id="overview-runs" hidden=""></div>');
    await ran(desk.deps, instanceId, []);
    expect(await stream.until('All is well.')).not.toContain('hidden=""');
    await stream.leave();
  });

  test('many who watch cost as much as one', async () => {
    const { instanceId } = await deployedShop(desk.app);
    let looks = 0;
    const { store } = desk.deps;
    const counted = {
      async facts() {
        looks += 1;
        return await store.facts();
      },
    };
    desk.deps.store = Object.assign(Object.create(store), counted);
    const streams = await Promise.all(
      Array.from({ length: 20 }, () => openStream(desk, owner, '/overview/stream')),
    );
    for (const stream of streams) await stream.until('Nothing has run yet');
    expect(looks).toBe(1);
    await ran(desk.deps, instanceId, []);
    for (const stream of streams) await stream.until('All is well.');
    expect(looks).toBeLessThan(5);
    for (const stream of streams) await stream.leave();
  });

  test('people of a customer see none of it', async () => {
    const { customerId } = await deployedShop(desk.app);
    const customer = await visitorAs(desk, 'customer_admin', customerId);
    expect((await customer.get('/')).status).toBe(403);
    expect((await customer.get('/overview/stream')).status).toBe(403);
  });
});
