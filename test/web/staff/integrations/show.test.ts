import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Definition } from '../../../../src/definition/document/schema.ts';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { publishVersion } from '../../../../src/models/versions.ts';
import { countStoreWork } from '../../../db/store-work.ts';
import { EXAMPLES, imported } from '../../../definition/examples.ts';
import { START, step } from '../../../definition/told.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { definition, flow } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { ORDERS } from './orders.ts';

const counting = countStoreWork();
let desk: Desk;
let builder: Visitor;
/** Who may not change anything, and reads the panels. */
let reader: Visitor;
let id: string;

const made = async (definition: Definition) =>
  (await desk.deps.store.write((tx) => createIntegration(tx, definition))).id;

beforeAll(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  reader = await visitorAs(desk, 'support');
  id = await made(imported(ORDERS).definition);
});
afterAll(async () => {
  counting.stop();
  await desk.close();
});

/** What the page says, without its tags and its frame. */
const textOf = (html: string) =>
  html
    .slice(html.indexOf('<main'), html.lastIndexOf('</aside>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');
const panelOf = (html: string) => `<main>${html.slice(html.indexOf('<aside class="panel"'))}`;
const look = async (query = '') => (await builder.get(`/integrations/${id}${query}`)).html;
const read = async (query = '') => (await reader.get(`/integrations/${id}${query}`)).html;
const panel = async (number: string) => panelOf(await read(`?flow=order-sync&step=${number}`));

describe('the list of steps', () => {
  test('is numbered, nested steps on rails with the name of their branch or loop', async () => {
    const html = await look();
    const text = textOf(html);
    for (const part of [
      '1 Get order',
      '2 Is it from the EU?',
      '2.1 Work out VAT',
      '2.2 Get customs codes',
      '4.1 Reserve stock',
    ])
      expect(text).toContain(part);
    const rails = [...html.matchAll(/<div class="rail" data-kind="(\w+)"><span class="badge">([^<]*)/g)];
    expect(rails.map(([, kind, name]) => [kind, name])).toEqual([
      ['branch', 'EU'],
      ['branch', 'Else'],
      ['loop', 'Each item'],
    ]);
  });

  test('says on one line what each step does, and how it takes a failure', async () => {
    const html = await look();
    for (const part of [
      'GET {{#Shop URL}}/orders/{{$newPaidOrder.results.body.data.id}}',
      'Branch on getOrder.results.body.country',
      'Loop over getOrder.results.body.lines',
      'Webhook · answers at once · customer may set a key',
    ])
      expect(html).toContain(part);
    expect(textOf(html)).toContain('Tried again up to 3');
    expect(html).toMatch(/title="Goes on when it fails">.*?ignore</);
  });

  test('marks the selected step alone, and each card leads to its own address', async () => {
    const html = await look('?flow=order-sync&step=2.1');
    const cards = [...html.matchAll(/<a class="step-card[^>]*>/g)].map(([tag]) => tag);
    const current = cards.filter((tag) => tag.includes('aria-current="true"'));
    expect(current).toHaveLength(1);
    expect(current[0]).toContain(`href="/integrations/${id}?flow=order-sync&amp;step=2.1#shown-step"`);
    expect(html).toContain('aria-label="Step 2.1, Work out VAT" id="step-panel"');
    for (const [, href = ''] of html.matchAll(/<a class="step-card[^>]*href="([^"]+)"/g)) {
      const answer = await builder.get(href.replaceAll('&amp;', '&').replace(/#.*/, ''));
      expect([href, answer.status]).toEqual([href, 200]);
    }
  });
});

describe('the flow switcher', () => {
  test('names the flow and how many there are, and leads to the others by key or position', async () => {
    const html = await look();
    expect(textOf(html)).toContain('Order sync 1 of 3 flows');
    expect(html).toContain(`href="/integrations/${id}?flow=order-sync" class="item" aria-current="true"`);
    expect(textOf(await look('?flow=2'))).toContain('Nightly catch-up 2 of 3 flows');
    expect(textOf(await look('?flow=1'))).toContain('Order sync 1 of 3 flows');
  });

  test('an unknown flow shows the first one, an unknown step the flow, and both say so', async () => {
    const gone = textOf(await look('?flow=9&step=1'));
    expect(gone).toContain('This integration has no such flow');
    expect(gone).toContain('Order sync 1 of 3 flows');
    expect((await builder.get('/integrations/int_none')).status).toBe(404);
    expect((await builder.get('/integrations/nonsense')).status).toBe(404);
    const html = await look('?step=99');
    expect(panelOf(html)).toContain('There is no step 99 in this flow any more.');
  });
});

describe('the panel', () => {
  test('shows what the flow is while no step is selected', async () => {
    const text = textOf(await read());
    for (const part of [
      'Flow · 8 steps',
      'Sends each paid order on',
      'One for each instance and flow',
      'The customer may set a key',
    ])
      expect(text).toContain(part);
    expect(text).toContain('Tried again up to 3 times, 5 minutes apart, twice as long each time.');
  });

  test('shows each input with its mode, references with the step that they come from', async () => {
    const html = await panel('1');
    expect(textOf(html)).toContain('HTTP · GET request');
    expect(textOf(html)).toContain('URL Template');
    expect(html).toContain(`href="/integrations/${id}?flow=order-sync&amp;step=trigger#shown-step"`);
    expect(html).toContain(`href="/integrations/${id}/configuration#variable-1"`);
    expect(textOf(html)).toContain('12 inputs not set');
    expect(textOf(html)).toContain(
      'Tried again up to 3 times, 10 seconds apart, twice as long each time. After that the run fails.',
    );
    expect(textOf(await panel('3'))).toContain('getOrder.results.body.number from 1 Get order');
  });

  test('hides what is secret', async () => {
    const [get, codes] = [await panel('1'), await panel('2.2')];
    expect(get).not.toContain('abcdefgh');
    expect(codes).not.toContain('sk-secret');
    expect(textOf(get)).toContain('Authorization hidden');
    expect(textOf(codes)).toContain('apiKey Value hidden');
  });

  test('says conditions in words', async () => {
    const text = textOf(await panel('2'));
    expect(text).toContain('EU any of all of getOrder.results.body.country from 1 Get order equals DE');
    expect(text).toContain('getOrder.results.body.paid from 1 Get order is true');
    expect(text).toContain('is contained in AT,FR');
  });

  test('shows code as it was written, and folds what is long', async () => {
    expect(await panel('2.1')).toContain(
      '<pre class="mono" tabindex="0" role="group" aria-label="Code">module.exports',
    );
    const html = await panel('5');
    expect(textOf(html)).toContain('Show all , 10,000 characters');
    expect(html).toContain('w'.repeat(10_000));
  });

  test('of a component that is not here shows its keys and says what follows', async () => {
    const text = textOf(await panel('3'));
    expect(text).toContain('acme-erp · createSalesOrder');
    expect(text).toContain('The component acme-erp is not installed here');
    expect(text).toContain('orderNumber Reference');
  });

  test('says in words when a schedule fires, and when next', async () => {
    const text = textOf(await read('?flow=2&step=trigger'));
    expect(text).toContain('Daily at 02:00 0 2 * * *');
    expect(text).toContain('Europe/Berlin');
    expect(text.match(/\w{3} \d{1,2} \w{3,4}, 02:00/g)).toHaveLength(3);
    expect(text).not.toContain('Webhook address');
  });

  test('says of a synchronous flow that its caller waits', async () => {
    expect(textOf(await read('?flow=3'))).toContain('With the result, when the run has ended');
  });
});

describe('problems', () => {
  test('are listed with the way to their step, and shown beside the input', async () => {
    const html = await read();
    expect(textOf(html)).toContain('6 problems to correct');
    expect(html).toContain(
      `<a href="/integrations/${id}?flow=order-sync&amp;step=3#shown-step">3 Create sales order</a> · There is no config variable Note prefix`,
    );
    expect(html).toMatch(/data-tone="bad">2 problems</);
    expect(textOf(await panel('3'))).toContain(
      'There is no step getOrderr in this flow: did you mean getOrder?',
    );
    expect(textOf(await read('?flow=2'))).toContain(
      'Order sync, 3 Create sales order · There is no config variable',
    );
  });

  test('of what has no name have a way to it all the same', async () => {
    const nameless = await made(definition({ flows: [flow('One'), flow(' ')] }));
    const { html } = await builder.get(`/integrations/${nameless}`);
    expect(html).toMatch(/<a href="[^"]+">Flow<\/a> · The flow has no name/);
  });

  test('that there are none is no news', async () => {
    const hook = { key: 'webhook', component: { key: 'webhook-triggers' } };
    const flawless = await made({
      name: 'x',
      flows: [{ name: 'f', steps: [{ name: 'Hook', isTrigger: true, action: hook }] }],
    });
    const { html } = await builder.get(`/integrations/${flawless}`);
    expect(html).not.toContain('id="problems"');
  });
});

describe('the state of the draft', () => {
  test('a draft says since when, and leads to the version history; what is published says its number', async () => {
    const other = await made({ ...imported(ORDERS).definition });
    const before = await builder.get(`/integrations/${other}`);
    expect(textOf(before.html)).toContain('Draft, saved now');
    expect(before.html).toMatch(
      new RegExp(`href="/integrations/${other}/versions" class="button"[^>]*>Publish …`),
    );
    await desk.deps.store.write((tx) => publishVersion(tx, other, 'first'));
    const after = await builder.get(`/integrations/${other}`);
    expect(textOf(after.html)).toContain(' v1 ');
    expect(after.html).not.toContain('Publish …');
  });

  test('support may look, but is offered no publishing', async () => {
    const support = await visitorAs(desk, 'support');
    const { status, html } = await support.get(`/integrations/${id}`);
    expect(status).toBe(200);
    expect(html).not.toContain('Publish …');
  });
});

describe('every definition is shown', () => {
  test.each(EXAMPLES)(
    '$name, each flow and step of it',
    async ({ text }) => {
      const { definition } = imported(text);
      const own = await made(definition);
      const { outline } = await desk.deps.drafts.get(desk.deps.store.read, { id: own, revision: 1 });
      for (const { address, all, flow } of outline.flows) {
        for (const number of [undefined, ...all.map((each) => each.number)]) {
          const step = number === undefined ? '' : `&step=${number}`;
          const { status, html } = await builder.get(`/integrations/${own}?flow=${address}${step}`);
          expect(status).toBe(200);
          if (number !== undefined)
            expect(html.match(/aria-current="true"[^>]*><span class="tile/g)).toHaveLength(1);
          expect(html.match(/class="step-card/g)).toHaveLength(all.length);
          expect(html).not.toContain('undefined');
          expect(flow.name).toBeString();
        }
      }
    },
    180_000,
  );

  test('one without flows, and a flow without steps', async () => {
    const none = await made({ name: 'none', flows: [] });
    expect((await builder.get(`/integrations/${none}`)).html).toContain('No flows yet');
    const empty = await made({ name: 'empty', flows: [{ name: 'f', steps: [] }] });
    const { html } = await builder.get(`/integrations/${empty}`);
    expect(textOf(html)).toContain('This flow has no steps yet.');
    expect(textOf(html)).toContain('no trigger yet');
  });

  test('one of 300 steps is read once, and not again for each look at it', async () => {
    const action = { key: 'httpPost', component: { key: 'http' } };
    const start = {
      name: 'Start',
      isTrigger: true,
      action: { key: 'webhook', component: { key: 'webhook-triggers' } },
    };
    const url = { type: 'template' as const, value: 'https://acme.test/{{$start.results.body}}' };
    const steps = Array.from({ length: 300 }, (_, index) => ({
      name: `Step ${index}`,
      action,
      inputs: { url },
    }));
    const large = await made({ name: 'large', flows: [{ name: 'f', steps: [start, ...steps] }] });
    const look = () =>
      counting.work(desk.deps.store, async () => {
        const { html } = await builder.get(`/integrations/${large}?step=150`);
        expect(html.match(/class="step-card/g)).toHaveLength(301);
        expect(html.length).toBeLessThan(300_000);
      });
    const [first, again] = [await look(), await look()];
    expect(again.statements).toBeLessThan(first.statements);
    expect(again.statements).toBeLessThan(15);
    const { kilobytes, ...rest } = await look();
    expect(again).toMatchObject(rest);
    // Whole ones: a few bytes of times and tokens decide to which side they are rounded.
    expect(kilobytes).toBeWithin(again.kilobytes - 1, again.kilobytes + 2);
  });
});

describe('a flow of thousands of steps', () => {
  const plain = (count: number, more = '') =>
    Array.from({ length: count }, (_each, index) => step(`S${index}`, more)).join(', ');
  const kinds: Record<string, string> = {
    'steps in a row': plain(3000),
    'steps of one branch': `${step('Choose', `branches: [{name: A, steps: [${plain(3000)}]}]`)}`,
    'steps of one loop': `${step('Each', `steps: [${plain(3000)}]`)}`,
    'branches of ten steps': Array.from({ length: 300 }, (_each, index) =>
      step(`B${index}`, `branches: [{name: A, steps: [${plain(10)}]}]`),
    ).join(', '),
    'steps with problems': plain(3000, 'inputs: {message: {type: reference, value: gone.results}}'),
  };
  const cards = (html: string) => [...html.matchAll(/class="step-card/g)].length;

  test.each(Object.entries(kinds))('is listed in parts of 500: %s', async (_kind, steps) => {
    const own = await made(
      imported(`name: long\nflows: [{name: f, steps: [${START}, ${steps}]}]`).definition,
    );
    const seen = new Set<string>();
    let href: string | undefined = `/integrations/${own}`;
    for (let count = 0; href !== undefined && count < 20; count++) {
      const { html }: { html: string } = await builder.get(href);
      expect(cards(html)).toBeLessThan(505);
      expect(html.length).toBeLessThan(800_000);
      for (const [, number = ''] of html.matchAll(/<span class="mono muted">([\d.]+)</g)) seen.add(number);
      href = /href="([^"]*)" rel="next"|rel="next" href="([^"]*)"/
        .exec(html)
        ?.slice(1)
        .find(Boolean)
        ?.replaceAll('&amp;', '&');
    }
    expect(seen.size).toBeGreaterThanOrEqual(3000);
  });

  test('is opened at the part of the step that is looked at', async () => {
    const own = await made(
      imported(`name: long\nflows: [{name: f, steps: [${START}, ${plain(900)}]}]`).definition,
    );
    const { html } = await builder.get(`/integrations/${own}?step=650`);
    expect(html).toContain('aria-current="true"');
    expect(html).toContain('Part 2 of 2');
  });

  test.each(['0', '-1', 'x', '99', '1e9', ''])('answers a part that there is not: "%s"', async (part) => {
    const own = await made(
      imported(`name: long\nflows: [{name: f, steps: [${START}, ${plain(900)}]}]`).definition,
    );
    const { html } = await builder.get(`/integrations/${own}?part=${part}`);
    expect(html).toContain(part === '99' ? 'Part 2 of 2' : 'Part 1 of 2');
  });

  test('has no parts where all of it fits on the page', async () => {
    const own = await made(
      imported(`name: short\nflows: [{name: f, steps: [${START}, ${plain(150)}]}]`).definition,
    );
    const { html } = await builder.get(`/integrations/${own}`);
    expect(html).not.toContain('Parts of the flow');
    expect(cards(html)).toBe(151);
  });
});
