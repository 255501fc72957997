import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  apiKeyConnection,
  code,
  configVar,
  flow,
  integration,
  page,
  pairs,
  post,
  reference,
  type Step,
  step,
  stop,
  synchronous,
  template,
  value,
  variable,
  webhook,
} from '../support/definitions.ts';
import { inHelp, shown } from '../support/help-tables.ts';
import { executionEnded, executionsOf, type Instance, install, logsOf, urlOf } from '../support/journey.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
const SECRET = 'a secret of the configuration';
let server: Server;
let upstream: Upstream;
let answers: Instance;

const say = (name: string, ...steps: Step[]) => flow(name, [webhook(), ...steps], synchronous);
const made = (name: string, source: string) => say(name, code('Make', `return { data: ${source} };`));
const written = (name: string, contentType: string, body: string) =>
  say(name, stop({ contentType: value(contentType), jsonBody: template(body) }));
const invoke = (name: string, flowName: string, data = value('')) =>
  step(name, 'cross-flow.invokeFlow', { flowName: value(flowName), data });
const inner = (name: string, steps: Step[], isSynchronous = true) =>
  flow(name, [step('Trigger', 'cross-flow.crossFlow', {}, { isTrigger: true }), ...steps], { isSynchronous });
const ECHO = `const { body, rawBody } = stepResults.trigger.results;`;

beforeAll(async () => {
  upstream = startUpstream();
  server = await start({
    env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1', STEPWELL_MAX_EXECUTIONS_PER_INSTANCE: '2' },
  });
  answers = await install(
    server,
    integration(
      'Answers',
      [
        made('Kinds', '{ at: new Date(0), n: NaN, big: 12345678901234567890n, file: Buffer.from("hi") }'),
        made('Nested', '{ list: [new Date(0), { n: -Infinity }, Buffer.alloc(0)], when: new Date(NaN) }'),
        made('Own mark', '{ $wire: "date", value: "x", inside: { $wire: 1 } }'),
        made('A date alone', 'new Date(0)'),
        made('A big number alone', '-5n'),
        made('A list of marks', '[{ $wire: "bytes", value: "YQ==" }, 2n]'),
        made('Null', 'null'),
        made('Deep', `(() => { let v = 1; for (let i = 0; i < 512; i++) v = [v]; return v; })()`),
        written(
          'Exact',
          'application/json',
          '{"id":7615917337495251231,"total":10.00, "a":"{{$trigger.results.body.data}}"}',
        ),
        written('Exact list', 'application/json', ' [1.0, 1e2]\n'),
        written('Exact problem', 'application/problem+json', '{"n":0.10}'),
        written('Not quite JSON', 'application/json', '{oops'),
        written('Empty', 'application/json', ''),
        written('Empty XML', 'text/xml', ''),
        say('No steps'),
        say(
          'An object',
          stop({ contentType: value('application/json'), jsonBody: reference('trigger.results.body') }),
        ),
        say(
          'Headers',
          stop({
            headers: pairs({ 'stepwell-executionid': value('x'), 'Prismatic-ExecutionId': value('y') }),
            jsonBody: value('{}'),
          }),
        ),
        say('Secret', step('Tell', 'text-manipulation.trim', { text: configVar('Password') })),
        say('Secret in JSON', stop({ jsonBody: template('{"p":"{{#Password}}"}') })),
        say('Fails', code('Break it', 'throw new Error("no entry with " + context.configVars.Password);')),
        say('Upstream fails', post('Order', value(`${upstream.url}/order`))),
        flow('Trigger fails', [webhook(), code('Never', 'return {};')], {
          ...synchronous,
          endpointSecurityType: 'unsecured',
        }),
        say('Waits', post('Wait', value(`${upstream.url}/wait`))),
        say('Calls and waits', invoke('Ask', 'Wait inside')),
        inner('Wait inside', [post('Wait', value(`${upstream.url}/wait`))]),
        say('Calls exact', invoke('Ask', 'Raw', value('{"id":7615917337495251231,"n":10.00}'))),
        say('Calls a list', invoke('Ask', 'Raw', value('[1.0]'))),
        say('Calls a text', invoke('Ask', 'Raw', value('hello'))),
        say('Calls with a value', invoke('Ask', 'Raw', reference('trigger.results.body.data'))),
        inner('Raw', [code('Show', `${ECHO} return { data: { raw: rawBody.data, body: body.data } };`)]),
        say(
          'Calls JSON',
          invoke('Ask', 'JSON', value('')),
          code('Show', 'return { data: [stepResults.ask.results] };'),
        ),
        inner('JSON', [stop({ jsonBody: value('{"a":1}') })]),
        say('Calls one that fails', invoke('Ask', 'Broken')),
        inner('Broken', [code('Break', 'throw new Error("inner reason");')]),
        say('Calls one that refuses', invoke('Ask', 'Refusing')),
        inner('Refusing', [stop({ statusCode: value('422'), jsonBody: value('{}') })]),
        say('Calls an asynchronous one', invoke('Ask', 'Later')),
        inner('Later', [], false),
        say('Calls deep', invoke('Ask', 'Deeper')),
        inner('Deeper', [invoke('Ask', 'Raw', value('{"deep":true}'))]),
      ],
      {
        requiredConfigVars: [
          variable('Password', 'string', { meta: { isSecret: true } }),
          apiKeyConnection('System'),
        ],
        configPages: [page('Password', 'System')],
      },
    ),
    { Password: SECRET, System: { fields: { apiKey: SECRET } } },
  );
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const call = (name: string, init: RequestInit = {}) =>
  send(urlOf(answers, name), { method: 'POST', ...init });
const redirected = async (name: string) => {
  const { headers } = await call(name, { headers: { prefer: 'redirect' } });
  return await send(headers.get('location') ?? '');
};

describe('an answer is what its flow says, as other systems write it, directly and redirected', () => {
  test.each<[kind: string, flow: string, text: string, type: string | null]>(
    inHelp<[kind: string, flow: string, text: string, type: string | null]>(
      {
        section: 'Answers of flows',
        columns: ['Answer', 'Text', 'Type'],
        cells: ([kind, , text, type]) => [kind, shown(text), type === null ? 'none' : shown(type)],
      },
      [
        [
          'dates, numbers, bytes',
          'Kinds',
          '{"at":"1970-01-01T00:00:00.000Z","n":null,"big":12345678901234567890,"file":"aGk="}',
          'application/json',
        ],
        [
          'values inside of lists',
          'Nested',
          '{"list":["1970-01-01T00:00:00.000Z",{"n":null},""],"when":null}',
          'application/json',
        ],
        [
          'a key that looks like our notation',
          'Own mark',
          '{"$wire":"date","value":"x","inside":{"$wire":1}}',
          'application/json',
        ],
        ['a date', 'A date alone', '"1970-01-01T00:00:00.000Z"', 'application/json'],
        ['a big number', 'A big number alone', '-5', 'application/json'],
        [
          'our notation beside a big number',
          'A list of marks',
          '[{"$wire":"bytes","value":"YQ=="},2]',
          'application/json',
        ],
        ['null', 'Null', 'null', 'application/json'],
        [
          'as many levels as a call may have',
          'Deep',
          `${'['.repeat(512)}1${']'.repeat(512)}`,
          'application/json',
        ],
        [
          'JSON as it was written',
          'Exact',
          '{"id":7615917337495251231,"total":10.00, "a":""}',
          'application/json',
        ],
        ['a list as it was written', 'Exact list', ' [1.0, 1e2]\n', 'application/json'],
        ['another JSON as it was written', 'Exact problem', '{"n":0.10}', 'application/problem+json'],
        ['what is no JSON after all', 'Not quite JSON', '{oops', 'application/json'],
        ['nothing', 'Empty', '', 'application/json'],
        ['nothing of another type', 'Empty XML', '', 'text/xml'],
        ['nothing, without a step', 'No steps', '', null],
        ['an object', 'An object', '{"data":"","contentType":""}', 'application/json'],
        ['a secret that the flow tells on purpose', 'Secret', SECRET, 'text/plain; charset=utf-8'],
        ['a secret within', 'Secret in JSON', `{"p":"${SECRET}"}`, 'application/json'],
      ],
    ),
  )('%s', async (_kind, name, text, type) => {
    for (const answer of [await call(name), await redirected(name)]) {
      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([200, text, type]);
    }
  });

  test('while those who look at the execution see the secret masked', async () => {
    const id = (await call('Secret')).headers.get('stepwell-executionid') ?? '';
    await executionEnded(server, id);
    const shown = (await server.call('GET', `/executions/${id}/steps`)).text;
    expect([shown.includes('***'), shown.includes(SECRET)]).toEqual([true, false]);
  });

  test('what the trigger fixes, without a body', async () => {
    const fixed = webhook({ statusCode: value('202') });
    const { status, text } = await send(
      urlOf(await install(server, integration('Static', [flow('Main', [fixed])]))),
      {
        method: 'POST',
      },
    );
    expect([status, text]).toEqual([202, '']);
  });

  test('but not the id of the execution, which is ours to say', async () => {
    const { headers } = await call('Headers');
    expect(headers.get('stepwell-executionid')).toStartWith('exe_');
    expect(headers.get('prismatic-executionid')).toBe(headers.get('stepwell-executionid'));
  });
});

describe('a flow that calls a synchronous one gets its answer', () => {
  test.each<[kind: string, flow: string, expected: unknown]>(
    inHelp<[kind: string, flow: string, expected: unknown]>(
      {
        section: 'Answers of called flows',
        columns: ['Answer', 'Given'],
        cells: ([kind, , expected]) => [kind, shown(expected)],
      },
      [
        [
          'of JSON text, as it was written',
          'Calls exact',
          { raw: '{"id":7615917337495251231,"n":10.00}', body: { id: 7615917337495251000, n: 10 } },
        ],
        ['of a list', 'Calls a list', { raw: '[1.0]', body: [1] }],
        ['of other text', 'Calls a text', { raw: '"hello"', body: 'hello' }],
        ['of a value', 'Calls with a value', { raw: '{"a":1}', body: { a: 1 } }],
        ['that is JSON text', 'Calls JSON', [{ a: 1 }]],
        ['through another one', 'Calls deep', { raw: '{"deep":true}', body: { deep: true } }],
      ],
    ),
  )('%s', async (_kind, name, expected) => {
    const body = { headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
    expect((await call(name, body)).json).toEqual(expected);
  });

  test('or its id, where that one is not synchronous', async () => {
    expect((await call('Calls an asynchronous one')).json).toEqual({
      executionId: expect.stringContaining('exe_'),
    });
  });

  test.each([
    ['fails', 'Calls one that fails', 'inner reason'],
    ['answers an error', 'Calls one that refuses', '422'],
  ])('and fails where that one %s, with the reason', async (_how, name, reason) => {
    const answer = await call(name);
    expect([answer.status, answer.json]).toEqual([
      500,
      expect.objectContaining({ error: expect.objectContaining({ step: 'Ask' }) }),
    ]);
    const id = answer.headers.get('stepwell-executionid') ?? '';
    expect(JSON.stringify(await executionEnded(server, id))).toContain(reason);
    expect(answer.text).not.toContain('inner reason');
  });

  test('also when all slots of the instance are taken by flows that wait so', async () => {
    const { wait, open } = gate();
    upstream.answer = async () => {
      await wait;
      return Response.json({ ok: true });
    };
    const before = upstream.calls.length;
    const waiting = Array.from({ length: 4 }, () => call('Calls and waits'));
    await until('two of them to have called', () => upstream.calls.length === before + 2);
    open();
    for (const { status, json } of await Promise.all(waiting))
      expect([status, json]).toEqual([200, { ok: true }]);
  });
});

describe('a caller is answered when the run ends, however it ends', () => {
  test.each([
    ['a step that fails', 'Fails', 'Break it'],
    ['a call that fails', 'Upstream fails', 'Order'],
  ])('by %s: with the step, the execution, and nothing of the error', async (_what, name, at) => {
    upstream.answer = () => new Response(`no entry with ${SECRET}`, { status: 400 });
    const answer = await call(name);
    const executionId = answer.headers.get('stepwell-executionid');
    const message = `The run failed in the step “${at}”. The execution ${executionId} says why.`;
    expect([answer.status, answer.json]).toEqual([
      500,
      { executionId, error: { code: 'execution_failed', message, step: at, issues: [] } },
    ]);
    expect(answer.text).not.toContain('no entry');
    expect(JSON.stringify(await logsOf(server, executionId ?? ''))).toContain('no entry with');
  });

  test('cancelled while it runs, and while it waits for its turn', async () => {
    const { wait, open } = gate();
    upstream.answer = async () => {
      await wait;
      return Response.json({ ok: true });
    };
    const calls = Array.from({ length: 3 }, () => call('Waits'));
    const open3 = await until('three open runs', async () => {
      const runs = (await executionsOf(server, answers.id)).filter(({ status }) =>
        /running|queued/.test(status),
      );
      return runs.length === 3 && runs;
    });
    for (const { id } of open3) await server.call('PUT', `/executions/${id}/cancellation`);
    for (const { status, json } of await Promise.all(calls)) {
      expect([status, json]).toEqual([
        500,
        expect.objectContaining({ executionId: expect.stringContaining('exe_') }),
      ]);
      expect(JSON.stringify(json)).toContain('execution_cancelled');
    }
    open();
  });
});
