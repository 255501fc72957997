import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  code,
  flow,
  integration,
  pairs,
  post,
  reference,
  step,
  stop,
  synchronous,
  template,
  value,
  webhook,
} from '../support/definitions.ts';
import { executionEnded, failureOf, getExecution, install, startedBy, urlOf } from '../support/journey.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
beforeEach(() => {
  upstream.answer = () => Response.json({ ok: true });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const say = (text: string) => step('Say', 'text-manipulation.upperCase', { text: template(text) });
const greeting = (more = {}) =>
  integration('Greeting', [flow('Main', [webhook(), say('hello {{$trigger.results.body.data}}')], more)]);

test('a synchronous call is answered with the result of the last step', async () => {
  const instance = await install(server, greeting(synchronous));
  const answer = await send(urlOf(instance), { method: 'POST', body: 'ada' });
  expect([answer.status, answer.text]).toEqual([200, 'HELLO ADA']);
  expect(answer.headers.get('content-type')).toStartWith('text/plain');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect(answer.headers.get('prismatic-executionid')).toBe(id);
  expect((await executionEnded(server, id)).status).toBe('succeeded');
});

test('an object is answered as JSON, bytes as they are', async () => {
  const instance = await install(
    server,
    integration('Kinds', [
      flow(
        'Object',
        [
          webhook(),
          step('Make', 'collection-tools.createObject', { keyValueInput: pairs({ a: value('1') }) }),
        ],
        synchronous,
      ),
      flow(
        'Bytes',
        [webhook(), code('Make', 'return { data: Buffer.from([0, 255, 10]), contentType: "image/x-own" };')],
        synchronous,
      ),
    ]),
  );
  const object = await send(urlOf(instance, 'Object'), { method: 'POST' });
  expect([object.json, object.headers.get('content-type')]).toEqual([{ a: '1' }, 'application/json']);
  const bytes = await fetch(urlOf(instance, 'Bytes'), { method: 'POST' });
  expect(bytes.headers.get('content-type')).toBe('image/x-own');
  expect([...(await bytes.bytes())]).toEqual([0, 255, 10]);
});

test('a file is answered as its bytes with its type, whichever step hands it over, directly and by redirect', async () => {
  upstream.answer = () =>
    new Response(new Uint8Array([0, 255, 10]), { headers: { 'content-type': 'image/x-own' } });
  const get = step('Download', 'http.httpGet', {
    url: value(`${upstream.url}/file`),
    responseType: value('binary'),
  });
  const handing = (name: string, ...last: ReturnType<typeof step>[]) =>
    flow(name, [webhook(), get, ...last], synchronous);
  const flows = [
    handing('The download itself'),
    handing('Stop with the download', stop({ jsonBody: reference('download.results') })),
    handing('Code that gives it on', code('Give', 'return { data: stepResults.download.results };')),
    handing(
      'Code that makes another',
      code('Make', 'return { data: { data: Buffer.from([0, 255, 10]), contentType: "image/x-own" } };'),
    ),
    handing(
      'Stop after code',
      code('Make', 'return { data: { data: Buffer.from([0, 255, 10]), fileName: "a.img" } };'),
      stop({ jsonBody: reference('make.results'), contentType: value('image/x-own') }),
    ),
  ];
  const instance = await install(server, integration('Files', flows));
  for (const { name } of instance.flows) {
    for (const headers of [{}, { prefer: 'redirect' }]) {
      const answer = await fetch(urlOf(instance, name), { method: 'POST', headers });
      expect([name, answer.status, answer.headers.get('content-type')]).toEqual([name, 200, 'image/x-own']);
      expect([...(await answer.bytes())]).toEqual([0, 255, 10]);
    }
  }
});

test('a Stop Execution step sets status, headers and body, and no step after it runs', async () => {
  const stopping = stop({
    statusCode: value('201'),
    contentType: value('application/vnd.own+json'),
    headers: pairs({ 'X-Own': value('yes'), Connection: value('upgrade') }),
    jsonBody: template('{"order":"{{$trigger.results.body.data}}"}'),
  });
  const after = post('After', value(`${upstream.url}/after`));
  const instance = await install(
    server,
    integration('Stops', [flow('Main', [webhook(), stopping, after], synchronous)]),
  );
  const answer = await send(urlOf(instance), { method: 'POST', body: '17' });
  expect([answer.status, answer.json]).toEqual([201, { order: '17' }]);
  expect(answer.headers.get('content-type')).toBe('application/vnd.own+json');
  expect(answer.headers.get('x-own')).toBe('yes');
  expect(answer.headers.get('connection')).not.toBe('upgrade');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect(upstream.of(id, 'After')).toHaveLength(0);
});

test('the HTML of a flow has an origin of its own, and sets nothing for the pages of this host', async () => {
  const page = stop({
    contentType: value('text/html'),
    headers: pairs({
      'Set-Cookie': value('session=another; Path=/'),
      'Clear-Site-Data': value('"cookies"'),
      'Content-Security-Policy': value("img-src 'self'"),
    }),
    jsonBody: value('<script>fetch("/settings/staff")</script>'),
  });
  const url = urlOf(
    await install(server, integration('Html', [flow('Main', [webhook(), page], synchronous)])),
  );
  for (const headers of [{}, { prefer: 'redirect' }]) {
    const answer = await fetch(url, { headers });
    expect(await answer.text()).toContain('<script>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toStartWith("img-src 'self', sandbox allow-");
    expect(policy).not.toContain('allow-same-origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get('clear-site-data')).toBeNull();
  }
});

test('a run that fails is answered 500 with its id and the step, and the reason is kept with the execution', async () => {
  upstream.answer = () => new Response('sold out', { status: 400 });
  const failing = integration('Fails', [
    flow('Main', [webhook(), post('Order', value(`${upstream.url}/order`))], synchronous),
  ]);
  const answer = await send(urlOf(await install(server, failing)), { method: 'POST' });
  expect(answer.status).toBe(500);
  expect(failureOf({ ...answer, json: answer.json })).toMatchObject({
    code: 'execution_failed',
    message: expect.stringContaining('in the step “Order”'),
  });
  expect(answer.text).not.toContain('sold out');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect(JSON.stringify(await executionEnded(server, id))).toContain('sold out');
  expect(answer.json).toMatchObject({ executionId: answer.headers.get('stepwell-executionid') });
});

test('a run over the limit is answered 504 with its id, and goes on to its end', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const slow = integration('Slow', [
    flow(
      'Main',
      [webhook(), post('Slow', value(`${upstream.url}/slow`)), post('Next', value(`${upstream.url}/next`))],
      synchronous,
    ),
  ]);
  const hasty = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1', STEPWELL_SYNC_SECONDS: '1' } });
  const answer = await send(urlOf(await install(hasty, slow)), { method: 'POST' });
  expect(answer.status).toBe(504);
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect(answer.json).toMatchObject({ executionId: id, error: { code: 'timeout' } });
  expect((await getExecution(hasty, id)).status).toBe('running');
  open();
  expect((await executionEnded(hasty, id)).status).toBe('succeeded');
  expect(upstream.of(id, 'Next')).toHaveLength(1);
  await hasty.stop();
});

test('a caller that hangs up does not end the run', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const slow = integration('Hangs up', [
    flow('Main', [webhook(), post('Slow', value(`${upstream.url}/slow`))], synchronous),
  ]);
  const instance = await install(server, slow);
  const before = upstream.calls.length;
  const controller = new AbortController();
  const call = fetch(urlOf(instance), { method: 'POST', signal: controller.signal }).catch(() => 'hung up');
  const sent = await until('the step to call', () => upstream.calls[before]);
  controller.abort();
  expect(await call).toBe('hung up');
  open();
  const id = /"execution":"([^"]+)"/.exec(sent.body)?.[1] ?? '';
  expect((await executionEnded(server, id)).status).toBe('succeeded');
});

test.each([
  ['stepwell-synchronous', 'true', false],
  ['prismatic-synchronous', 'true', false],
  ['stepwell-synchronous', 'false', true],
  ['prismatic-synchronous', 'false', true],
])('the header %s: %s overrides the flow’s setting', async (name, asked, isSynchronous) => {
  const instance = await install(server, greeting({ isSynchronous }));
  const answer = await send(urlOf(instance), { method: 'POST', body: 'ada', headers: { [name]: asked } });
  if (asked === 'true') expect(answer.text).toBe('HELLO ADA');
  else expect((await executionEnded(server, startedBy(answer))).status).toBe('succeeded');
});

test('with Prefer: redirect the answer is a 303 to the stored result, whose address cannot be guessed', async () => {
  const instance = await install(server, greeting(synchronous));
  const answer = await send(urlOf(instance), {
    method: 'POST',
    body: 'ada',
    headers: { prefer: 'redirect' },
  });
  expect(answer.status).toBe(303);
  const location = answer.headers.get('location') ?? '';
  const result = await send(location);
  expect([result.status, result.text]).toEqual([200, 'HELLO ADA']);
  expect((await send(location.slice(0, -3))).status).toBe(404);
  expect((await send(location.replace(/\?.*/, ''))).status).toBe(404);
  expect(
    (await fetch(urlOf(instance), { method: 'POST', body: 'eve', headers: { prefer: 'redirect' } })).url,
  ).toContain('/results/');
});

test('the redirect to a Stop Execution’s result keeps its status and content type', async () => {
  const stopping = stop({ statusCode: value('202'), contentType: value('text/csv'), jsonBody: value('a;b') });
  const instance = await install(
    server,
    integration('Stops', [flow('Main', [webhook(), stopping], synchronous)]),
  );
  const answer = await send(urlOf(instance), { method: 'POST', headers: { prefer: 'redirect' } });
  const result = await send(answer.headers.get('location') ?? '');
  expect([result.status, result.text, result.headers.get('content-type')]).toEqual([202, 'a;b', 'text/csv']);
});

test('with STEPWELL_SYNC_ANSWER=redirect every synchronous answer is a redirect', async () => {
  const redirecting = await start({ env: { STEPWELL_SYNC_ANSWER: 'redirect' } });
  const instance = await install(redirecting, greeting(synchronous));
  expect((await send(urlOf(instance), { method: 'POST', body: 'ada' })).status).toBe(303);
  expect(await (await fetch(urlOf(instance), { method: 'POST', body: 'ada' })).text()).toBe('HELLO ADA');
  await redirecting.stop();
});

test('the trigger’s inputs fix the answer to asynchronous calls', async () => {
  const fixed = webhook({
    statusCode: value('202'),
    contentType: value('text/xml'),
    headers: pairs({ 'X-Received-By': value('Acme') }),
    body: value('<ok/>'),
  });
  const instance = await install(server, integration('Static', [flow('Main', [fixed, say('x')])]));
  const answer = await send(urlOf(instance), { method: 'POST' });
  expect([answer.status, answer.text]).toEqual([202, '<ok/>']);
  expect(answer.headers.get('content-type')).toBe('text/xml');
  expect(answer.headers.get('x-received-by')).toBe('Acme');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect((await executionEnded(server, id)).status).toBe('succeeded');
});

test('a flow without steps answers a synchronous call all the same', async () => {
  const instance = await install(server, integration('Empty', [flow('Main', [webhook()], synchronous)]));
  const answer = await send(urlOf(instance), { method: 'POST', body: 'x' });
  expect(answer.status).toBe(200);
});

test('a failing step that is ignored leaves the answer to the step before it', async () => {
  upstream.answer = () => new Response('no', { status: 500 });
  const ignoring = integration('Ignores', [
    flow(
      'Main',
      [
        webhook(),
        say('first'),
        post('Broken', value(`${upstream.url}/broken`), { errorConfig: { errorHandlerType: 'ignore' } }),
        step('Show', 'collection-tools.createObject', {
          keyValueInput: pairs({ said: reference('say.results'), broken: reference('broken.results') }),
        }),
      ],
      synchronous,
    ),
  ]);
  const answer = await send(urlOf(await install(server, ignoring)), { method: 'POST' });
  expect(answer.json).toMatchObject({ said: 'FIRST' });
});
