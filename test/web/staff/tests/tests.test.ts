import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { getRequest } from '../../../../src/models/executions.ts';
import { getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { requestOpener, unpackRequest } from '../../../../src/models/requests.ts';
import { configureTests } from '../../../../src/models/test-configuration.ts';
import { getPayload, listPayloads } from '../../../../src/models/test-payloads.ts';
import { customer, publishedShop, shopValues } from '../../../support/api-records.ts';
import { goThrough, ran, request } from '../../../support/api-runs.ts';
import { call, openDesk, textAt } from '../../../support/app.ts';
import { putDraft } from '../../../support/drafts.ts';
import { fieldNamed, filledIn, formOf } from '../../../support/markup.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(() => desk.close());

let builder: Visitor;
let support: Visitor;
beforeAll(async () => {
  builder = await visitorAs(desk, 'builder');
  support = await visitorAs(desk, 'support');
});

let id: string;
beforeEach(async () => {
  id = await publishedShop(desk.app);
});

const at = (rest = '') => `/integrations/${id}${rest}`;
const run = (fields: Record<string, string> = {}) =>
  builder.post(at('/test-executions'), { flow: 'orders', payload: 'empty', ...fields });
const configured = () => configureTests(desk.deps, id, shopValues);
const last = () => desk.told.woken.at(-1) ?? '';
const failed = { path: 'note', status: 'failed' as const, error: { message: 'It broke.' } };

describe('the bar at the foot of a flow', () => {
  test('says what is missing, and leads to where it is typed, also who runs all the same', async () => {
    const { html } = await builder.get(at());
    expect(html).toContain('Tests have no value for 2 config variables.');
    expect(html).toContain(`href="${at('/test-configuration')}"`);
    expect((await run()).location).toBe(at('/test-configuration'));
    await configured();
    expect((await builder.get(at())).html).not.toContain('Tests have no value');
  });

  test('is for those who may build', async () => {
    expect((await support.get(at())).html).not.toContain('Run all');
    expect((await support.post(at('/test-executions'), { flow: 'orders' })).status).toBe(403);
  });

  test('runs the flow, and its page is live until the end of the run', async () => {
    await configured();
    expect((await run()).location).toBe(`${at()}?flow=orders&payload=empty`);
    const begun = await builder.get(`${at()}?flow=orders&payload=empty`);
    expect(begun.html).toContain(`hx-sse:connect="${at('/test-executions/stream')}?flow=orders"`);
    expect(begun.html).toContain('Queued');
    await goThrough(desk.deps, last(), [failed], { status: 'failed', error: { message: 'It broke.' } });
    const ended = await builder.get(`${at()}?flow=orders`);
    expect(ended.html).not.toContain('hx-sse:connect');
    expect(ended.html).toMatch(
      /id="test-of-1"><span class="muted wide">500 ms<\/span><span class="status" data-state="failed">/,
    );
  });

  test('is told by a stream that ends with the run, each step by itself', async () => {
    await configured();
    await run();
    await goThrough(desk.deps, last(), [failed], { status: 'failed', error: { message: 'It broke.' } });
    const { html } = await builder.get(at('/test-executions/stream?flow=orders&step=1'));
    for (const part of ['test-state', 'test-of-1', 'last-test-1'])
      expect(html).toContain(`hx-target="#${part}"`);
    expect(html).toContain('It broke.');
  });

  test('offers the last real call of a customer, and runs with what it said but for secrets', async () => {
    await configured();
    expect((await builder.get(at())).html).not.toContain('Last real call');
    const customerId = await customer(desk.app, 'Acme');
    const wanted = { integrationId: id, customerId, configVariables: shopValues };
    const instance = textAt(await call(desk.app, 'POST', '/instances', wanted), 'id');
    const said = { order: 'real', key: 'very-secret-key' };
    const headers = { 'content-type': 'application/json', authorization: 'Bearer of-the-customer' };
    const real = request({ kind: 'text', text: JSON.stringify(said) }, { headers });
    await ran(desk.deps, instance, [], { status: 'succeeded' }, real);
    expect((await builder.get(at())).html).toContain('Last real call');
    await run({ payload: 'latest' });
    const { json } = await call(desk.app, 'GET', `/executions/${last()}`);
    expect(json).toMatchObject({ kind: 'test', request: { body: { order: 'real', key: '***' } } });
    const stored = await getRequest(desk.deps.store.read, last());
    const kept = await unpackRequest(
      stored ?? Buffer.of(),
      desk.deps.store.blobs,
      requestOpener(desk.deps.vault, last()),
    );
    expect(JSON.stringify(kept)).not.toMatch(/very-secret-key|of-the-customer/);
  });

  test('leads to a page where a payload is typed, kept under a name and run', async () => {
    await configured();
    const to = (await run({ payload: 'typed', until: 'note' })).location ?? '';
    expect(to).toBe(`${at('/test-executions/new')}?flow=orders&until=note`);
    expect((await builder.get(to)).html).toContain('Run to there');
    const typed = {
      flow: 'orders',
      until: 'note',
      payload: 'typed-here',
      body: '{"order":7}',
      headers: '',
      name: 'Seven',
    };
    const refused = await builder.post(at('/test-executions'), { ...typed, headers: 'nonsense' });
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('is no header')]);
    expect(refused.html).toContain('{&quot;order&quot;:7}');
    expect((await builder.post(at('/test-executions'), typed)).location).toMatch(
      /step=1&payload=pay_\w+#shown-step$/,
    );
    expect((await call(desk.app, 'GET', `/executions/${last()}`)).json).toMatchObject({
      request: { body: { order: 7 } },
    });
    expect((await builder.get(at())).html).toContain('Seven');
    expect((await builder.post(at('/test-executions'), typed)).status).toBe(422);
  });
});

describe('the selected step', () => {
  const step = () => builder.get(`${at()}?flow=orders&step=1`);

  test('shows what it came to, and that it was changed since', async () => {
    await configured();
    expect((await step()).html).not.toContain('Last test');
    await run();
    expect((await step()).html).toContain('The run has not come to this step yet.');
    const output = { data: { total: 118.7 } };
    await goThrough(desk.deps, last(), [{ path: 'note', output }], { status: 'succeeded' });
    const { html } = await step();
    expect(html).toMatch(/Last test[\s\S]*<b>total<\/b> <var>118.7<\/var>/);
    expect(html).not.toContain('changed since');
    const { definition, revision } = await getDraft(desk.deps.store.read, id);
    const flows = JSON.parse(JSON.stringify(definition.flows).replace('{{#Region}}', 'elsewhere'));
    await desk.deps.store.write((tx) => putDraft(tx, id, { ...definition, flows }, revision));
    expect((await step()).html).toContain('changed since');
    expect((await support.get(`${at()}?flow=orders&step=1`)).html).toContain('Last test');
  });

  const only = { from: 'note', only: 'on' };

  test('is run alone on what the last test has given, and says what it lacks for that', async () => {
    await configured();
    const early = await run(only);
    expect([early.status, early.html]).toEqual([
      409,
      expect.stringContaining('Run the flow up to this step first'),
    ]);
    await run();
    expect((await run(only)).location).toBe(`${at()}?flow=orders&step=1&payload=empty#shown-step`);
    expect((await call(desk.app, 'GET', `/executions/${last()}`)).json).toMatchObject({ kind: 'test' });
    expect((await step()).html).toContain('Run from here');
    expect((await support.get(`${at()}?flow=orders&step=1`)).html).not.toContain('Run from here');
  });

  test('has what it was given, and what it has logged', async () => {
    await configured();
    await run();
    const input = { text: 'given' };
    await goThrough(desk.deps, last(), [{ path: 'note', input, output: { data: 1 } }], {
      status: 'succeeded',
    });
    const { html } = await step();
    expect(html).toMatch(/What it was given[\s\S]*<b>text<\/b>[\s\S]*given/);
  });

  test('is pinned to what is typed or what it gave, and says so, until it is unpinned', async () => {
    const pin = (fields: Record<string, string>, rest = '') =>
      builder.post(at(`/pinned-outputs${rest}`), { flow: 'orders', step: 'note', ...fields });
    const wrong = await pin({ output: '{no' });
    expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('This is no JSON.')]);
    expect(wrong.html).toContain('{no');
    const deep = await pin({ output: '['.repeat(600) + ']'.repeat(600) });
    expect([deep.status, deep.html]).toEqual([422, expect.stringContaining('This cannot be pinned')]);
    expect((await step()).html).not.toContain('Pinned');
    for (const output of ['0', 'false', '""', 'null'])
      expect((await pin({ output })).location).toBe(`${at()}?flow=orders&step=1#shown-step`);
    const { html } = await step();
    expect(html).toContain('Unpin');
    expect((await builder.get(at())).html).toMatch(/Pinned\s*<\/span>/);
    expect((await support.post(at('/pinned-outputs'), { flow: 'orders' })).status).toBe(403);
    await configured();
    await run();
    await goThrough(desk.deps, last(), [{ path: 'note', output: { data: 'gave' } }], { status: 'succeeded' });
    expect((await step()).html).toContain('Pin the last result');
    expect((await pin({ last: 'note', output: '' })).status).toBe(303);
    expect((await pin({}, '/removal')).status).toBe(303);
    expect((await builder.get(at())).html).not.toContain('Pinned');
    const again = await pin({}, '/removal');
    expect([again.status, again.html]).toEqual([
      409,
      expect.stringMatching(/Nothing is pinned for this step[\s\S]*step-form/),
    ]);
  });

  test('is told what it is that nothing can begin with', async () => {
    await configured();
    const { status, html } = await run({ from: 'start' });
    expect([status, html]).toEqual([422, expect.stringContaining('begins with the trigger')]);
  });

  test('shows its error', async () => {
    await configured();
    await run();
    await goThrough(desk.deps, last(), [failed], { status: 'failed', error: { message: 'It broke.' } });
    expect((await step()).html).toMatch(/Last test[\s\S]*It broke\./);
  });
});

test('the trigger shows what it has received', async () => {
  await configured();
  const typed = { flow: 'orders', payload: 'typed-here', body: '{"order":7}', headers: 'X-Shop: nord' };
  await builder.post(at('/test-executions'), typed);
  const { html } = await builder.get(`${at()}?flow=orders&step=trigger`);
  expect(html).toMatch(/Last test[\s\S]*Headers[\s\S]*x-shop[\s\S]*nord[\s\S]*Body[\s\S]*<b>order<\/b>/);
  expect(html).not.toContain('Run from here');
});

test('the trigger has a test URL with a line that calls it, once somebody has made one', async () => {
  const trigger = () => builder.get(`${at()}?flow=orders&step=trigger`);
  expect((await trigger()).html).toContain('Make a test URL');
  const made = await builder.post(at('/test-urls'), { flow: 'orders' });
  expect(made.location).toBe(`${at()}?flow=orders&step=trigger#shown-step`);
  const { html } = await trigger();
  expect(html).toMatch(/data-copy="curl -X POST [^"]*\/trigger\/[\w-]+ /);
  expect((await support.get(`${at()}?flow=orders&step=trigger`)).html).not.toContain('/trigger/');
  expect((await support.post(at('/test-urls'), { flow: 'orders' })).status).toBe(403);
  expect((await builder.post(at('/test-urls/removal'), { flow: 'orders' })).status).toBe(303);
  expect((await trigger()).html).not.toContain('/trigger/');
});

test('of a step in a loop each round can be looked at, and is what it is run in', async () => {
  const { definition, revision } = await getDraft(desk.deps.store.read, id);
  const [main] = definition.flows;
  if (!main) throw new Error('no flow');
  const loop = {
    name: 'Each',
    stableKey: 'each',
    action: { key: 'loopNTimes', component: { key: 'loop', version: 'LATEST', isPublic: true } },
    inputs: { iterationCount: { type: 'value' as const, value: '2' } },
    steps: main.steps.filter((each) => !each.isTrigger),
  };
  const steps = [...main.steps.filter((each) => each.isTrigger), loop];
  await desk.deps.store.write((tx) =>
    putDraft(tx, id, { ...definition, flows: [{ ...main, steps }, ...definition.flows.slice(1)] }, revision),
  );
  await configured();
  await run();
  const rounds = [0, 1].map((round) => ({ path: `each[${round}].note`, output: { data: `round ${round}` } }));
  const each = { path: 'each', input: { count: 2 }, output: { data: [0, 1] } };
  await goThrough(desk.deps, last(), [each, ...rounds], { status: 'succeeded' });
  const step = `${at()}?flow=orders&step=1.1`;
  const { html } = await builder.get(step);
  expect(html).toContain('each: round 2 of 2');
  expect(html).toContain('round 1');
  expect(html).toContain('name="rounds" value="1"');
  const first = await builder.get(`${step}&rounds=0`);
  expect(first.html).toContain('each: round 1 of 2');
  expect(first.html).toContain('round 0');
  expect(first.html).toContain('name="rounds" value="0"');
  const gone = await builder.get(`${step}&rounds=7`);
  expect(gone.html).toContain('The round that was chosen is no longer there');
  expect(gone.html).toContain('each: round 2 of 2');
  expect((await run({ from: 'note', only: 'on', rounds: '0' })).status).toBe(303);
});

test('a payload that is typed is filled in with the example or with an execution, without its secrets', async () => {
  await configured();
  const query = 'page=2&tag=a&tag=b&constructor=c&__proto__=d';
  const typed = { flow: 'orders', payload: 'typed-here', body: '{"order":7}', query, name: 'Seven' };
  await builder.post(at('/test-executions'), {
    ...typed,
    headers: 'X-Shop: nord\nAuthorization: Bearer abc',
  });
  expect((await call(desk.app, 'GET', `/executions/${last()}`)).json).toMatchObject({
    request: { queryParameters: { page: '2', tag: ['a', 'b'] } },
  });
  const [kept] = (await listPayloads(desk.deps.store.read, id, { limit: 1 })).items;
  const { payload } = await getPayload(desk.deps.store.read, desk.deps.vault, id, kept?.id ?? '');
  expect(Object.keys(payload.queryParameters ?? {})).toEqual(['page', 'tag', 'constructor', '__proto__']);
  const path = `${at('/test-executions/new')}?flow=orders&fill=`;
  const { html } = await builder.get(`${path}${last()}`);
  expect(html).toContain('{&quot;order&quot;:7}');
  expect(html).toContain('x-shop: nord');
  expect(html).toContain('page=2&amp;tag=a&amp;tag=b&amp;constructor=c&amp;__proto__=d');
  expect(html).not.toMatch(/Bearer|authorization/);
  expect((await builder.get(`${path}example`)).status).toBe(200);
  expect((await builder.get(`${path}nothing`)).status).toBe(422);
  const other = await publishedShop(desk.app);
  for (const gone of [path.replace(id, other) + last(), `${path}exe_gone`, `${path}latest`]) {
    const refused = await builder.get(gone);
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('aria-invalid="true"')]);
  }
});

test('payloads are renamed and deleted on a page of theirs', async () => {
  expect((await support.get(at('/payloads'))).html).toContain('No payload is kept yet');
  const [one, two] = [{ name: 'One' }, { name: 'Two' }];
  const first = textAt(await call(desk.app, 'POST', at('/payloads'), one), 'id');
  await call(desk.app, 'POST', at('/payloads'), two);
  const taken = await builder.post(at(`/payloads/${first}`), two);
  expect([taken.status, taken.html]).toEqual([
    422,
    expect.stringContaining('There is a payload Two already'),
  ]);
  expect((await builder.post(at(`/payloads/${first}`), { name: 'Third' })).location).toBe(at('/payloads'));
  expect((await builder.get(at('/payloads'))).html).toContain('Third');
  expect((await support.post(at(`/payloads/${first}`), one)).status).toBe(403);
  expect((await builder.post(at(`/payloads/${first}/deletion`))).location).toBe(at('/payloads'));
  expect((await builder.get(at('/payloads'))).html).not.toContain('Third');
});

describe('test runs', () => {
  test('are listed with the integration alone, newest first, page by page, each with its page', async () => {
    expect((await support.get(at('/test-runs'))).html).toContain('Nothing was tested yet');
    await configured();
    await run();
    const first = last();
    for (let more = 0; more < 50; more++) await run();
    const { html } = await support.get(at('/test-runs'));
    expect(html.match(/<tr id="execution-/g)).toHaveLength(50);
    expect(html).not.toContain(first);
    const older = /href="([^"]*cursor=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await support.get(older)).html).toContain(first);
    expect((await support.get('/executions')).html).not.toContain(first);
    const page = await support.get(`/executions/${first}`);
    expect(page.status).toBe(200);
    expect(page.html).toContain('as a test');
    expect(page.html).toContain(`href="${at('/test-runs')}"`);
    expect(page.html).not.toContain('/customers/cus_0');
  });
});

describe('the values of tests', () => {
  test('are typed in a form that keeps secrets, and tells what is wrong', async () => {
    const path = at('/test-configuration');
    const { html } = await builder.get(path);
    expect(html).toContain('Nothing can be tested before these have a value: Shop Name, System.');
    const hidden = Object.fromEntries(
      ['revision', 'seen'].map((name) => [
        name,
        new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '',
      ]),
    );
    expect((await builder.post(path, hidden)).status).toBe(422);
    const typed = {
      ...hidden,
      [fieldNamed(html, 'Shop Name')]: 'Nord',
      [fieldNamed(html, 'API key')]: 'very-secret',
    };
    expect((await builder.post(path, typed)).location).toBe(at());
    const after = await builder.get(path);
    expect(after.html).toContain('value="Nord"');
    expect(after.html).not.toContain('very-secret');
    expect((await support.post(path, typed)).status).toBe(403);
  });

  test('point to an account that is there, where one is chosen instead of being filled in', async () => {
    const path = at('/test-configuration');
    expect((await builder.get(path)).html.includes('>Account<')).toBe(false);
    const inputs = { apiKey: 'key-of-ours' };
    const fields = { component: 'http', connection: 'apiKey', label: 'Our account', inputs };
    const ours = textAt(await call(desk.app, 'POST', '/connections', fields), 'id');
    const choose = async (typed: Record<string, string>) =>
      await builder.post(path, filledIn((await builder.get(path)).html, path, typed));
    expect((await choose({ 'Shop Name': 'Nord', Account: ours })).location).toBe(at());
    const valueNow = async () => (await call(desk.app, 'GET', path)).json;
    expect(await valueNow()).toMatchObject({ values: { System: { connection: ours } } });
    expect((await builder.get(path)).html.includes('Our account')).toBe(true);
    expect((await choose({ Account: 'new', 'API key': 'key-of-tests' })).location).toBe(at());
    expect(await valueNow()).toMatchObject({ values: { System: { fields: { apiKey: '***' } } } });
  });

  test('typed for a draft that has changed meanwhile are looked through again', async () => {
    const { definition, revision } = await getDraft(desk.deps.store.read, id);
    await desk.deps.store.write((tx) => putDraft(tx, id, { ...definition, description: 'New' }, revision));
    const answer = await builder.post(at('/test-configuration'), { revision: String(revision), seen: '' });
    expect([answer.status, answer.html]).toEqual([
      409,
      expect.stringContaining('was changed while this page was open'),
    ]);
  });
});

describe('what was chosen and is gone meanwhile', () => {
  const shown = (html: string) => expect.stringMatching(new RegExp(`${html}[\\s\\S]*id="test-bar"`));

  test('a payload, step or flow in a form leaves the page, which says so', async () => {
    await configured();
    const stale: [Record<string, string>, string][] = [
      [{ payload: 'pay_gone' }, 'There is no payload pay_gone'],
      [{ payload: 'exe_gone' }, 'no execution exe_gone'],
      [{ from: 'gone' }, 'The step is no longer there'],
      [{ until: 'gone' }, 'The step is no longer there'],
      [{ flow: 'gone' }, 'The flow is no longer there'],
    ];
    for (const [fields, said] of stale) {
      const { status, html } = await run(fields);
      expect([fields, status, html]).toEqual([fields, 409, shown(said)]);
    }
    for (const [path, said] of [
      ['/test-urls/removal', 'This flow has no test URL'],
      ['/pinned-outputs', 'The step is no longer there'],
    ] as const) {
      const { status, html } = await builder.post(at(path), { flow: 'orders', step: 'gone', output: '1' });
      expect([path, status, html]).toEqual([path, 409, shown(said)]);
    }
    expect((await builder.post('/integrations/int_none/test-urls', { flow: 'orders' })).status).toBe(404);
  });

  test('a payload in an address gives way to the first choice, one beyond the list stays', async () => {
    const { status, html } = await builder.get(`${at()}?flow=orders&step=1&payload=pay_gone`);
    expect([status, html]).toEqual([200, shown('The payload that was chosen is no longer there')]);
    expect(html).not.toContain('value="pay_gone"');
    expect((await builder.get(`${at()}?payload=empty`)).html).not.toContain('no longer there');
  });

  test('a test URL and a pinned output of it are listed among the test runs, and removed there', async () => {
    const left = async () => (await builder.get(at('/test-runs'))).html;
    expect(await left()).not.toContain('Left over');
    await builder.post(at('/test-urls'), { flow: 'orders' });
    await builder.post(at('/pinned-outputs'), { flow: 'orders', step: 'note', output: '1' });
    expect(await left()).not.toContain('Left over');
    const { revision } = await getIntegration(desk.deps.store.read, id);
    const removal = { revision: String(revision), flow: 'orders', step: 'note' };
    expect((await builder.post(at('/steps/removal'), removal)).status).toBe(303);
    expect(await left()).toMatch(/Pinned output<\/th><td class="mono">orders<\/td><td class="mono">note/);
    expect(await left()).not.toContain('Test URL');
    const { definition } = await getDraft(desk.deps.store.read, id);
    const flows = definition.flows.map((flow) => ({ ...flow, stableKey: 'another' }));
    await desk.deps.store.write((tx) => putDraft(tx, id, { ...definition, flows }, revision + 1));
    const html = await left();
    expect(html).toMatch(/Test URL<\/th><td class="mono">orders/);
    expect((await support.get(at('/test-runs'))).html).not.toContain('>Remove<');
    for (const path of ['/test-urls/removal', '/pinned-outputs/removal']) {
      const { location } = await builder.post(at(path), formOf(html, at(path)));
      expect(location).toBe(at('/test-runs'));
    }
    expect(await left()).not.toContain('Left over');
  });
});
