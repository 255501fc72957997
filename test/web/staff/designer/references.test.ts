import { afterAll, expect, test } from 'bun:test';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { goThrough } from '../../../support/api-runs.ts';
import { openDesk } from '../../../support/app.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);

const action = { key: 'createObject', component: { key: 'collection-tools' } };
const steps = ['Price', 'Answer'].map((name) => ({ name, stableKey: name.toLowerCase(), action }));
const main = flow('Main', { stableKey: 'main', steps: [trigger('webhook-triggers', 'webhook'), ...steps] });

test('a step is offered what earlier ones have answered in the last test, and before that their examples', async () => {
  const builder = await visitorAs(desk, 'builder');
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, definition({ flows: [main] })));
  const page = `/integrations/${id}/references?flow=main&step=2`;
  const before = await builder.get(page);
  expect(before.html).toContain('start.results.body');
  expect(before.html).not.toContain('last test');
  expect((await builder.get(`/integrations/${id}?flow=main&step=2`)).html).not.toContain(
    `hx-get="/integrations/${id}/references`,
  );

  await builder.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const data = {
    ...{ 'odd.key': 7, 'Zürich ☂': { deep: ['first'] }, secret: '***', 'a[0]': true, 'two words': null },
    ...JSON.parse('{"__proto__": {"x": "own"}}'),
    ...{ 'line\nbreak': 1, 'blank ': 2, 'hidden.by': 3, hidden: { by: 4 } },
    many: Array.from({ length: 100 }, (_, index) => ({ index, deep: { deeper: { bottom: 'found' } } })),
  };
  const priced = { path: 'price', status: 'succeeded' as const, output: { data } };
  await goThrough(desk.deps, desk.told.woken.at(-1) ?? '', [priced], { status: 'succeeded' });
  const { html } = await builder.get(page);
  expect(html).toContain('last test');
  for (const path of ['price.results.odd.key', 'price.results.Zürich ☂.deep.0'])
    expect(html).toContain(`<option value="${path}">`);
  expect(html).not.toContain('answer.results');
  for (const key of ['odd.key', 'Zürich ☂', 'a[0]', 'two words', '__proto__', '__proto__.x', 'hidden.by'])
    expect(html).toContain(`data-reference="price.results.${key}"`);
  // Of two ways to one text one is meant; a field loses what the others are made of.
  expect(html.split('no reference can say this key')).toHaveLength(4);
  expect(html).toContain('list, 100 items');
  expect(html).toContain('data-reference="start.results.body.data"');
  expect((await builder.get(`/integrations/${id}?flow=main&step=2`)).html).toContain(
    `hx-get="/integrations/${id}/references`,
  );
  expect((await builder.get(`/integrations/${id}/references?flow=none`)).status).toBe(404);

  // What is deeper, or further on, is read when somebody opens it.
  const inside = `${page}&of=price.results`;
  const more = await builder.get(`${inside}&at=/many&from=40`);
  expect(more.html).toContain('data-reference="price.results.many.40.index"');
  expect(more.html).toContain('&amp;at=%2Fmany&amp;from=');
  expect((await builder.get(`${inside}&at=/__proto__`)).html).toContain('price.results.__proto__.x');
  expect((await builder.get(`${page}&of=answer.results`)).status).toBe(404);
  // An address that was written by hand: the nearest place there is.
  for (const [from, index] of [
    ['-1', 0],
    ['x', 0],
    ['1000000000', 99],
  ] as const)
    expect((await builder.get(`${inside}&at=/many&from=${from}`)).html).toContain(
      `data-reference="price.results.many.${index}.index"`,
    );
  const found = await builder.get(`${page}&q=bottom`);
  expect(found.html).toContain('data-reference="price.results.many.0.deep.deeper.bottom"');
  expect(found.html).not.toContain('data-reference="start.results');
  expect((await builder.get(`${page}&q=nowhere`)).html).toContain('Nothing here holds “nowhere”.');
});

test('a large result is read when it is opened, and a loop offers the item of the round that was tested', async () => {
  const builder = await visitorAs(desk, 'builder');
  const inside = { name: 'Inside', stableKey: 'inside', action };
  const loop = {
    ...{ name: 'Each Item', stableKey: 'each', steps: [inside] },
    action: { key: 'loopOverItems', component: { key: 'loop' } },
  };
  const branch = {
    ...{ name: 'Which Way', stableKey: 'which', branches: [{ name: 'Large', steps: [] }] },
    action: { key: 'branchOnValue', component: { key: 'branch' } },
  };
  const looping = flow('Main', {
    stableKey: 'main',
    steps: [trigger('webhook-triggers', 'webhook'), ...steps.slice(0, 1), branch, loop],
  });
  const made = definition({ name: 'Loops', flows: [looping] });
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, made));
  const page = `/integrations/${id}/references?flow=main&step=3.1`;
  const before = await builder.get(page);
  for (const name of ['eachItem.currentItem', 'eachItem.index', 'whichWay.results'])
    expect(before.html).toContain(`data-reference="${name}"`);
  expect(before.html).not.toContain('eachItem.results');

  await builder.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const items = [{ sku: 'A' }, { sku: 'B', 'no.of': 2 }];
  await goThrough(
    desk.deps,
    desk.told.woken.at(-1) ?? '',
    [
      { path: 'price', output: { data: { text: 'x'.repeat(200_000) } } },
      { path: 'whichWay', output: { data: 'Large', branch: 'Large' } },
      { path: 'eachItem', input: { count: 2, items }, output: { data: [1, 2] } },
      { path: 'eachItem[1].inside', output: { data: 1 } },
    ],
    { status: 'succeeded' },
  );
  const { html } = await builder.get(page);
  expect(html).toContain('data-reference="eachItem.currentItem.no.of"');
  expect(html).toContain('<q>B</q>');
  expect(html).toContain('<q>Large</q>');
  expect(html).toContain('a large result');
  expect(html).not.toContain('price.results.text');
  const opened = await builder.get(`${page}&of=price.results&at=&from=0`);
  expect(opened.html).toContain('data-reference="price.results.text"');
});

test('a template says what it comes to with the results of the last test, secrets masked, and what is not there yet', async () => {
  const builder = await visitorAs(desk, 'builder');
  const message = (value: string) => ({ message: { type: 'template' as const, value } });
  const log = { key: 'writeLog', component: { key: 'log' } };
  const tell = (name: string, text: string) => ({
    ...{ name, stableKey: name.toLowerCase(), action: log },
    inputs: message(text),
  });
  const telling = flow('Main', {
    stableKey: 'main',
    steps: [
      ...[trigger('webhook-triggers', 'webhook'), steps[0] ?? tell('Price', '')],
      tell(
        'Told',
        'Of {{$price.results.name}}: {{$price.results.token}} {{#Shop}} {{#Key}} {{$price.results.long}}',
      ),
      tell('Later', '{{$told.results}}'),
    ],
  });
  const requiredConfigVars = [
    { key: 'Shop', dataType: 'string', defaultValue: 'North' },
    { key: 'Key', dataType: 'password', defaultValue: 'hunter2' },
  ];
  const made = definition({ name: 'Templates', flows: [telling], requiredConfigVars });
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, made));
  const shown = async (step: number) =>
    (await builder.get(`/integrations/${id}?flow=main&step=${step}`)).html;
  expect(await shown(2)).toContain('In the last test: <span class="mono">no result yet</span>');

  await builder.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const data = { name: '<b>', long: 'x'.repeat(1000), token: '***' };
  await goThrough(desk.deps, desk.told.woken.at(-1) ?? '', [{ path: 'price', output: { data } }], {
    status: 'succeeded',
  });
  const html = await shown(2);
  expect(html).toContain('<span class="mono">Of &lt;b&gt;: *** North *** x');
  expect(html).not.toContain('x'.repeat(300));
  expect(html).not.toContain('hunter2');
  expect(await shown(3)).toContain('<span class="mono">no result yet</span>');
});

test('templates inside lists, pairs and conditions say what they come to, those of a secret header do not', async () => {
  const builder = await visitorAs(desk, 'builder');
  const [price] = steps;
  if (!price) throw new Error('There is no step to read.');
  const template = (text: string) => ({
    type: 'template' as const,
    value: `${text} {{$price.results.name}}`,
  });
  const pair = (name: string, text: string) => ({
    name: { type: 'value' as const, value: name },
    ...template(text),
  });
  const list = { ...price, name: 'List', stableKey: 'list' };
  const condition = ['equal', template('Left'), { type: 'value' as const, value: 'x' }];
  const nested = flow('Main', {
    stableKey: 'main',
    steps: [
      ...[trigger('webhook-triggers', 'webhook'), price],
      {
        ...list,
        inputs: {
          keyValueInput: { type: 'complex', value: [pair('note', 'Noted'), pair('Authorization', 'Bearer')] },
        },
      },
      {
        ...{ name: 'Which', stableKey: 'which', branches: [{ name: 'Same', steps: [] }] },
        action: { key: 'branchOnExpression', component: { key: 'branch' } },
        inputs: {
          conditionalInputs: {
            type: 'complex',
            value: [{ name: 'Same', type: 'complex', value: ['and', condition] }],
          },
        },
      },
    ],
  });
  const made = definition({ name: 'Nested', flows: [nested] });
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, made));
  const shown = async (step: number) =>
    (await builder.get(`/integrations/${id}?flow=main&step=${step}`)).html;
  expect(await shown(2)).toContain('In the last test: <span class="mono">no result yet</span>');
  await builder.post(`/integrations/${id}/test-executions`, { flow: 'main', payload: 'empty' });
  const output = { data: { name: 'Nord' } };
  await goThrough(desk.deps, desk.told.woken.at(-1) ?? '', [{ path: 'price', output }], {
    status: 'succeeded',
  });
  const pairs = await shown(2);
  expect(pairs).toContain('In the last test: <span class="mono">Noted Nord</span>');
  expect(pairs).not.toContain('Bearer Nord');
  expect(await shown(3)).toContain('In the last test: <span class="mono">Left Nord</span>');
});
