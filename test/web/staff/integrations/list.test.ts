import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createCatalog } from '../../../../src/components/catalog.ts';
import { builtInComponents } from '../../../../src/components/registry.ts';
import { integrations, runCounts } from '../../../../src/db/schema.ts';
import type { Definition } from '../../../../src/definition/document/schema.ts';
import { newId } from '../../../../src/lib/ids.ts';
import { DAY } from '../../../../src/lib/time.ts';
import {
  createIntegration,
  getDraft,
  getIntegration,
  listIntegrations,
} from '../../../../src/models/integrations.ts';
import { publishVersion } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { listedNames } from '../../../support/markup.ts';
import { definition, deployed } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
});
afterEach(() => desk.close());

const make = (more: Partial<Definition>) =>
  desk.deps.store.write((tx) => createIntegration(tx, definition({ description: '', ...more })));
const all = async () => (await listIntegrations(desk.deps.store.read, {}, { limit: 100 })).items;

describe('the list of integrations', () => {
  test('while there is none, leads to the first one, an example or an import', async () => {
    const { html, status } = await builder.get('/integrations');
    expect(status).toBe(200);
    expect(html).toContain('Build the first one');
    for (const part of [
      'href="/integrations/new"',
      'action="/integrations/samples"',
      'href="/integrations/import"',
    ])
      expect(html).toContain(part);
  });

  test('while there is none, tells support people who makes them, without buttons that they may not press', async () => {
    const { html } = await (await visitorAs(desk, 'support')).get('/integrations');
    expect(html).toContain('No integrations yet');
    expect(html).not.toContain('/integrations/new');
  });

  test('shows name, description, category, version, draft, instances and runs', async () => {
    const { integration } = await deployed(
      desk.deps.store,
      definition({ name: 'Acme order sync', description: 'Paid orders to the ERP', category: 'ERP' }),
    );
    await make({ name: 'Nightly file' });
    const { html } = await builder.get('/integrations');
    expect(html).toContain('Integrations<span class="muted"> 2</span>');
    const row = html.slice(html.indexOf(integration.id), html.indexOf('</tr>', html.indexOf(integration.id)));
    for (const part of ['Acme order sync', 'Paid orders to the ERP', 'ERP', 'v1', '>1<', 'No runs', '<time '])
      expect(row).toContain(part);
    expect(row).not.toContain('Draft');
    expect(html).toContain('>Draft<');
  });

  test('is searched by a part of the name and narrowed by the filter, all of which stays in its address', async () => {
    await make({ name: 'Order sync', description: 'To the ERP', category: 'ERP', labels: ['eu'] });
    const { id } = await make({
      name: 'Stock levels',
      description: 'From the shop',
      category: 'Stock',
      labels: ['us'],
    });
    await desk.deps.store.write((tx) => publishVersion(tx, id, ''));
    const shown = async (query: string) => listedNames((await builder.get(`/integrations?${query}`)).html);
    expect(await shown('q=ORDER')).toEqual(['Order sync']);
    expect(await shown('description=shop')).toEqual(['Stock levels']);
    expect(await shown('category=ERP')).toEqual(['Order sync']);
    expect(await shown('state=published')).toEqual(['Stock levels']);
    expect(await shown('state=draft')).toEqual(['Order sync']);
    expect(await shown('label=us')).toEqual(['Stock levels']);
    expect(await shown('q=&category=&state=&label=')).toHaveLength(2);
    const { html } = await builder.get('/integrations?q=levels&category=Stock&label=us&state=published');
    expect(html).toContain('value="levels"');
    expect(html).toContain('<option value="Stock" selected="">');
    expect(html).toContain('<option value="published" selected="">');
    expect(html).toContain('Filter (3)');
  });

  test('says so when nothing fits, with the way back', async () => {
    await make({ name: 'Order sync' });
    const { html, status } = await builder.get('/integrations?q=nothing');
    expect(status).toBe(200);
    expect(html).toContain('No integrations fit');
    expect(html).toMatch(/<a href="\/integrations"[^>]*>Clear filter/);
  });

  test('goes on page by page with the same filter', async () => {
    for (let number = 0; number < 30; number++) await make({ name: `Order ${number}` });
    await make({ name: 'Other' });
    const first = await builder.get('/integrations?q=order');
    expect(listedNames(first.html)).toHaveLength(25);
    const next = first.html.match(/href="([^"]*cursor=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('q=order');
    const second = await builder.get(next);
    expect(listedNames(second.html)).toHaveLength(5);
    expect(new Set([...listedNames(first.html), ...listedNames(second.html)]).size).toBe(30);
    expect(second.html).toContain('First page');
  });

  test('refuses a cursor that is none and a state that it does not know', async () => {
    expect((await builder.get('/integrations?cursor=abc')).status).toBe(400);
    expect((await builder.get('/integrations?state=hidden')).status).toBe(400);
  });

  test('shows names and categories that try to break out as text', async () => {
    const probe = `"><script>alert(1)</script>`;
    await make({ name: probe, description: probe, category: probe });
    const { html } = await builder.get(`/integrations?category=${encodeURIComponent(probe)}`);
    expect(html).not.toContain('<script>alert');
    expect(listedNames(html)).toHaveLength(1);
  });

  test('cuts long texts, which the page of the integration shows in full', async () => {
    await make({ name: 'Order sync', description: `${'word '.repeat(4000)}end` });
    const { html } = await builder.get('/integrations');
    expect(html).toContain('word…');
    expect(html).not.toContain('end<');
  });

  test.each(['', 'look=cards'])(
    'asks as much of the store for a page of 2,000 integrations as for one: %s',
    async (look) => {
      const { integration } = await deployed(desk.deps.store, definition({ name: 'Order sync' }));
      let asked = 0;
      const { store } = desk.deps;
      const read = new Proxy(store.read, {
        get(target, key, receiver) {
          if (key === 'select' || key === 'selectDistinct') asked += 1;
          return Reflect.get(target, key, receiver);
        },
      });
      desk.deps.store = Object.setPrototypeOf({ read }, store);
      const queries = async () => {
        asked = 0;
        const { html } = await builder.get(`/integrations?${look}`);
        return { asked, listed: html.split('class="title"').length - 1 };
      };
      // The first one prepares statements.
      await queries();
      const one = await queries();
      expect(one.listed).toBe(1);
      await store.write(async (tx) => {
        const [row] = await tx.select().from(integrations).where(eq(integrations.id, integration.id));
        if (!row) throw new Error('It is not there.');
        const rows = Array.from({ length: 1999 }, (_, n) => ({
          ...row,
          id: newId('int'),
          category: `C${n % 40}`,
        }));
        for (let from = 0; from < rows.length; from += 500)
          await tx.insert(integrations).values(rows.slice(from, from + 500));
        const day = Date.now() - (Date.now() % DAY);
        const counts = { at: day, succeeded: 3, failed: 1, other: 0 };
        await tx.insert(runCounts).values(rows.map(({ id }) => ({ owner: id, ...counts })));
      });
      expect(await queries()).toEqual({ asked: one.asked, listed: 25 });
      expect(one.asked).toBeLessThan(15);
    },
  );

  test('shows the runs of 7 days by how they ended, with a sentence for those who do not see the bars', async () => {
    const { integration } = await deployed(desk.deps.store, definition({ name: 'Order sync' }));
    const today = Date.now() - (Date.now() % DAY);
    const days = [
      { at: today, succeeded: 40, failed: 2, other: 1 },
      { at: today - 6 * DAY, succeeded: 5, failed: 1, other: 0 },
      { at: today - 7 * DAY, succeeded: 0, failed: 90, other: 0 },
    ];
    const rows = days.map((day) => ({ owner: integration.id, ...day }));
    await desk.deps.store.write((tx) => tx.insert(runCounts).values(rows));
    for (const look of ['', '?look=cards'])
      expect((await builder.get(`/integrations${look}`)).html).toContain(
        'aria-label="Runs in the last 7 days of Order sync: 3 runs failed"',
      );
  });

  test('is a page of cards by category too, with the same search and filters in its address', async () => {
    await make({ name: 'Order sync', description: 'To the ERP', category: 'ERP' });
    await make({ name: 'Zebra', category: 'CRM' });
    await make({ name: 'Invoices', category: 'ERP' });
    await make({ name: 'Odds and ends' });
    const { html } = await builder.get('/integrations?look=cards');
    const seen = [...html.matchAll(/<h2[^>]*>([^<]*)<|class="title"[^>]*>\s*([^<]*?)\s*</g)];
    expect(seen.map(([, category, name]) => category ?? name)).toEqual([
      ...['Without a category', 'Odds and ends', 'CRM', 'Zebra', 'ERP', 'Invoices', 'Order sync'],
    ]);
    expect(html).toContain('<input type="hidden" name="look" value="cards"');
    expect(html).toContain('href="/integrations"');
    const found = await builder.get('/integrations?look=cards&q=o&category=ERP');
    expect(found.html).toContain('Order sync');
    expect(found.html).not.toContain('Odds and ends');
    expect(found.html).toContain('href="/integrations?q=o&amp;category=ERP"');
    expect((await builder.get('/integrations?look=cards&q=nothing')).html).toMatch(
      /<a href="\/integrations\?look=cards"[^>]*>Clear filter/,
    );
  });

  test('goes on page by page as cards, each integration once', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `Order ${n}`);
    for (const [n, name] of names.entries()) await make({ name, category: `C${n % 7}` });
    const seen: string[] = [];
    let next: string | undefined = '/integrations?look=cards';
    while (next !== undefined) {
      const { html }: { html: string } = await builder.get(next);
      seen.push(...[...html.matchAll(/class="title"[^>]*>\s*(Order \d+)/g)].map(([, name]) => name ?? ''));
      next = html.match(/href="([^"]*cursor=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen.toSorted()).toEqual(names.toSorted());
  });

  test('has no buttons for those who may only read', async () => {
    await make({ name: 'Order sync' });
    const { html } = await (await visitorAs(desk, 'support')).get('/integrations');
    expect(listedNames(html)).toEqual(['Order sync']);
    expect(html).not.toContain('/integrations/new');
    expect(html).not.toContain('/integrations/import');
  });
});

describe('a new integration', () => {
  const fields = {
    name: 'Acme',
    description: 'd',
    category: 'ERP',
    trigger: 'webhook-triggers.webhook',
    cron: '',
  };

  test('is asked for a schedule by the triggers that need one, whatever they are called', async () => {
    const [calendar] = builtInComponents().filter(({ key }) => key === 'schedule-triggers');
    const schedule = calendar?.triggers.schedule;
    if (!calendar || !schedule) throw new Error('There is no schedule.');
    const named = (key: string, scheduleSupport: typeof schedule.scheduleSupport) => ({
      ...schedule,
      ...{ key, scheduleSupport },
    });
    const triggers = {
      newRows: named('newRows', 'required'),
      scheduleChanged: named('scheduleChanged', 'invalid'),
      scheduleIfAny: named('scheduleIfAny', 'valid'),
    };
    desk.deps.catalog = createCatalog([
      ...builtInComponents(),
      { ...calendar, key: 'spreadsheet', triggers },
    ]);
    const { html } = await builder.get('/integrations/new');
    const asking = [...html.matchAll(/<option value="([^"]+)"[^>]* data-asks-next=""/g)].map(
      ([, key]) => key,
    );
    const needing = builtInComponents().flatMap(({ key, triggers: own }) =>
      Object.values(own).flatMap((each) =>
        each.scheduleSupport === 'required' ? [`${key}.${each.key}`] : [],
      ),
    );
    expect(needing).toContain('schedule-triggers.schedule');
    expect(asking.toSorted()).toEqual([...needing, 'spreadsheet.newRows'].toSorted());
  });

  test('is made with name, category and the trigger that was chosen', async () => {
    const page = await builder.get('/integrations/new');
    expect(page.html).toContain('formaction="/integrations/samples"');
    expect(page.html).toContain('<option value="webhook-triggers.webhook" selected="">');
    for (const key of [
      'schedule-triggers.schedule',
      'management-triggers.instanceDeploy',
      'cross-flow.crossFlow',
    ])
      expect(page.html).toContain(`value="${key}"`);
    const { status, location } = await builder.post('/integrations', {
      ...fields,
      trigger: 'schedule-triggers.schedule',
      cron: '*/5 * * * *',
    });
    expect(status).toBe(303);
    const id = location?.split('/').at(-1) ?? '';
    expect(await getIntegration(desk.deps.store.read, id)).toMatchObject({ name: 'Acme', category: 'ERP' });
    const { definition: made } = await getDraft(desk.deps.store.read, id);
    expect(made.flows[0]?.steps[0]?.schedule).toMatchObject({
      value: '*/5 * * * *',
      meta: { timeZone: 'UTC' },
    });
    expect((await builder.get(location ?? '')).status).toBe(200);
  });

  test('that is sent twice is made once', async () => {
    const id = newId('int');
    const first = await builder.post('/integrations', { ...fields, id });
    const second = await builder.post('/integrations', { ...fields, id });
    expect(first.location).toBe(`/integrations/${id}`);
    expect(second.location).toBe(first.location);
    expect(await all()).toHaveLength(1);
  });

  test('needs a name, a trigger that there is and a cron line that can be read; what was typed stays', async () => {
    const refused = await builder.post('/integrations', {
      ...fields,
      name: ' ',
      description: 'My <b>text</b>',
      trigger: 'schedule-triggers.schedule',
      cron: 'often',
    });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Two things to correct');
    expect(refused.html).toContain('Type a name');
    expect(refused.html).toContain('“often” is no cron line');
    expect(refused.html).toContain('My &lt;b&gt;text&lt;/b&gt;');
    const unknown = await builder.post('/integrations', { ...fields, trigger: 'no.such' });
    expect(unknown.status).toBe(422);
    expect(unknown.html).toContain('Choose what starts the integration.');
    expect(await all()).toEqual([]);
  });

  test('does not look at the cron line for a trigger without a schedule', async () => {
    expect((await builder.post('/integrations', { ...fields, cron: 'often' })).status).toBe(303);
  });

  test('can be the example, as a draft that nothing runs', async () => {
    const id = newId('int');
    const { location } = await builder.post('/integrations/samples', { id });
    await builder.post('/integrations/samples', { id });
    expect(location).toBe(`/integrations/${id}`);
    expect(await all()).toHaveLength(1);
    expect(await getIntegration(desk.deps.store.read, id)).toMatchObject({
      name: 'Order intake (sample)',
      publishedVersion: null,
    });
  });
});
