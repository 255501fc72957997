/** The facts of the field about built-in components, one row for each difference that was found: what it does, and what ours does. */
import { afterAll, expect, test } from 'bun:test';
import type { Action, InputDeclaration } from '../../src/components/component.ts';
import { withRetries } from '../../src/components/http/retry.ts';
import { builtInCatalog } from '../../src/components/registry.ts';
import { parseDefinition } from '../../src/definition/document/import.ts';
import { StepContext } from '../../src/engine/context.ts';
import { wantsDebug } from '../../src/engine/trigger-payload.ts';
import { bodyData } from '../../src/lib/body-data.ts';
import { findPackage, shippedPackages } from '../../src/lib/code-packages.ts';
import { EgressError } from '../../src/lib/egress.ts';
import { internalRequest } from '../../src/models/requests.ts';
import { buildPublic } from '../../src/tools/vendor.ts';
import { createContext, dataOf, perform } from '../components/context.ts';
import { httpCalls } from '../components/http-calls.ts';
import { flow, step, value, workshop } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';

await buildPublic();
const { run, closeLater } = httpCalls();
const shop = workshop({
  fail: {
    perform: () => {
      throw new Error('no');
    },
  },
  see: {
    perform: ({ user, flowSchemas, instanceState }) => ({ data: { user, flowSchemas, instanceState } }),
  },
});
afterAll(() => shop.close());

function componentOf(key: string) {
  const component = builtInCatalog.find({ key });
  if (!component) throw new Error(`There is no component ${key}.`);
  return component;
}

function actionOf(component: string, key: string): Action {
  const action = componentOf(component).actions[key];
  if (!action) throw new Error(`There is no action ${component}.${key}.`);
  return action;
}

function inputOf(component: string, action: string, key: string): InputDeclaration | undefined {
  return actionOf(component, action).inputs.find((input) => input.key === key);
}

const defaultOf = (component: string, action: string, key: string) =>
  inputOf(component, action, key)?.default;
const connectionInput = (component: string, connection: string, key: string) =>
  builtInCatalog
    .connection({ component: { key: component }, key: connection })
    ?.inputs.find((input) => input.key === key);

async function sent(action: string, params: Record<string, unknown> = {}): Promise<Headers> {
  const seen: Headers[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      seen.push(request.headers);
      return Response.json({});
    },
  });
  closeLater(() => server.stop(true));
  await run(action, { url: `http://127.0.0.1:${server.port}`, ...params });
  return seen[0] ?? new Headers();
}

const answered = (bytes: Uint8Array<ArrayBuffer>, type: string) =>
  createContext({
    host: { ...closedHost, fetch: async () => new Response(bytes, { headers: { 'content-type': type } }) },
  });

const PART =
  '--b\r\ncontent-disposition: form-data; name="order"\r\ncontent-type: application/json\r\n\r\n{"id":1}\r\n--b--\r\n';

/** What the second run of a flow sees, whose first has kept a state and failed then. */
async function afterFailure(): Promise<unknown> {
  const save = step('Save', 'persist-data.saveInstanceValue', {
    keyInput: value('a'),
    valueInput: value('1'),
  });
  const instance = await shop.deploy([
    flow('Main', [step('See', 'probe.see'), save, step('Fail', 'probe.fail')]),
  ]);
  const engine = await shop.engine();
  await shop.run(instance, 'Main', {}, engine);
  return (await shop.run(instance, 'Main', {}, engine)).steps[0]?.data;
}

async function firstWait(useExponentialBackoff: boolean): Promise<number> {
  const policy = {
    most: 1,
    delayMs: 5,
    exponential: useExponentialBackoff,
    onAllErrors: false,
    isRepeatable: true,
  };
  const stop = new AbortController();
  let waited = -1;
  const attempt = () => Promise.reject(new EgressError('network', 'gone'));
  await withRetries(attempt, policy, stop.signal, (_outcome, { ms }) => {
    waited = ms;
    stop.abort();
  }).catch(() => undefined);
  return waited;
}

async function slept(ms: string): Promise<string> {
  const signal = AbortSignal.abort();
  const thrown: unknown = await perform(
    componentOf('sleep'),
    'sleep',
    { ms },
    createContext({ signal }),
  ).catch((error: unknown) => error);
  return thrown instanceof Error ? thrown.name : '';
}

function readAs(component: string, key: string): unknown {
  const start = {
    name: 'T',
    isTrigger: true,
    action: { key: 'webhook', component: { key: 'webhook-triggers' } },
  };
  const one = { name: 'S', action: { key, component: { key: component } } };
  const read = parseDefinition({
    definitionVersion: 7,
    name: 'x',
    flows: [{ name: 'f', steps: [start, one] }],
  });
  return read.ok && read.definition.flows[0]?.steps[1]?.action;
}

type Row = [number: number, field: string, ours: () => unknown, expected: unknown];
const ROWS: Row[] = [
  [
    1,
    'a binary result is { data, contentType }',
    () =>
      perform(
        componentOf('http'),
        'httpGet',
        { url: 'https://a.test', responseType: 'binary' },
        answered(new Uint8Array([1]), 'image/png'),
      ),
    { data: Buffer.from([1]), contentType: 'image/png' },
  ],
  [
    2,
    'code has a trigger, four data sources and six connections',
    () => {
      const { triggers, dataSources, connections } = componentOf('code');
      return [Object.keys(triggers), Object.keys(dataSources), connections.map(({ key }) => key)];
    },
    [
      ['runCodeTrigger'],
      ['runCodeJsonForm', 'runCodeObjectSelection', 'runCodePicklist', 'runCodeString'],
      ['basic', 'apiKey', 'apiKeySecret', 'authorizationCode', 'clientCredentials', 'privateKey'],
    ],
  ],
  [
    3,
    'code requires one file of a package by its version',
    () => findPackage(shippedPackages(), 'lodash@4.17.21/lodash.js')?.name,
    'lodash',
  ],
  [
    4,
    'connections are called authorizationCode and clientCredentials',
    () =>
      ['authorizationCode', 'clientCredentials'].map(
        (key) => builtInCatalog.connection({ component: { key: 'http' }, key })?.key,
      ),
    ['authorizationCode', 'clientCredentials'],
  ],
  [
    5,
    'an API key has a header, Authorization, and a scheme, Basic',
    () => ['headerKey', 'authScheme'].map((key) => connectionInput('http', 'apiKey', key)?.default),
    ['Authorization', 'Basic'],
  ],
  [
    6,
    'text goes out as a form unless a header says otherwise',
    async () => (await sent('httpPost', { data: '{"a":1}' })).get('content-type'),
    'application/x-www-form-urlencoded',
  ],
  [
    7,
    'JSON and text are accepted, and then anything',
    async () => (await sent('httpGet')).get('accept'),
    'application/json, text/plain, */*',
  ],
  [
    8,
    'a multipart body is read into its parts',
    () => bodyData(PART, 'multipart/form-data; boundary=b'),
    { order: { data: { id: 1 }, contentType: 'application/json' } },
  ],
  [
    9,
    'a synchronous flow that is called is waited for',
    () => {
      const invokeFlow = async () => ({ data: { answer: 42 } });
      return dataOf(
        componentOf('cross-flow'),
        'invokeFlow',
        { flowName: 'Other' },
        createContext({ invokeFlow }),
      );
    },
    { answer: 42 },
  ],
  [10, 'five redirects are followed', () => defaultOf('http', 'httpGet', 'maxRedirects'), '5'],
  [
    11,
    'there are triggers for what each person sets up',
    () => Object.keys(componentOf('management-triggers').triggers),
    ['instanceDeploy', 'instanceRemove', 'userLevelConfigDeploy', 'userLevelConfigRemove'],
  ],
  [
    12,
    'collection tools are 28, the check of XML among them',
    () => [
      Object.keys(componentOf('collection-tools').actions).length,
      actionOf('collection-tools', 'validateXmlSchema').key,
    ],
    [28, 'validateXmlSchema'],
  ],
  [
    13,
    'a run that fails keeps no state',
    async () => Reflect.get(Object(await afterFailure()), 'instanceState'),
    {},
  ],
  [
    14,
    'code may answer a body',
    () =>
      perform(componentOf('code'), 'runCode', {
        code: 'module.exports = async () => ({ statusCode: 201, body: { a: 1 } })',
      }),
    { statusCode: 201, data: { a: 1 } },
  ],
  [
    15,
    'code calls flows by their addresses; ours says which step does',
    () =>
      perform(componentOf('code'), 'runCode', {
        code: 'module.exports = (context) => context.invokeFlow("Other")',
      }).catch(({ message }: Error) => message.includes('Invoke flow')),
    true,
  ],
  [
    16,
    'a loop has no bound of its own',
    async () => (await perform(componentOf('loop'), 'loopNTimes', { iterationCount: '20000' })).iterations,
    { count: 20_000 },
  ],
  [17, 'a step sleeps as long as the run may take', () => slept('600000'), 'AbortError'],
  [
    18,
    'only 5xx and a broken network are tried again; ours tries 429 too, and says so',
    () => inputOf('http', 'httpGet', 'maxRetries')?.comments?.includes('or 429'),
    true,
  ],
  [
    19,
    'exponential backoff ignores the delay',
    async () => [await firstWait(false), await firstWait(true)],
    [5, 200],
  ],
  [20, 'a request has no time-out of its own', () => defaultOf('http', 'httpGet', 'timeout'), undefined],
  [
    21,
    'a refresh URL; the base URL is ours, and may be left empty',
    () =>
      ['refreshUrl', 'baseUrl'].map(
        (key) => connectionInput('http', 'authorizationCode', key)?.required ?? false,
      ),
    [false, false],
  ],
  [
    22,
    'a form is text for deserializeFormData; ours reads it, and takes both',
    async () => {
      const contentType = 'application/x-www-form-urlencoded';
      const read = bodyData('a=1', contentType);
      const both = [read, 'a=1'].map((data) =>
        dataOf(componentOf('change-data-format'), 'deserializeFormData', { data: { data, contentType } }),
      );
      return [read, ...(await Promise.all(both))];
    },
    [{ a: '1' }, { a: '1' }, { a: '1' }],
  ],
  [
    23,
    'the context knows whom a run is for; schemas of flows are ours to come',
    () =>
      ['user', 'flowSchemas'].every((name) =>
        Object.hasOwn(Object.getOwnPropertyDescriptors(StepContext.prototype), name),
      ),
    true,
  ],
  [
    24,
    'a call may ask for more log lines by a header',
    () => wantsDebug({ ...internalRequest({}), headers: { 'prismatic-debug': 'true' } }),
    true,
  ],
  [
    25,
    'old names are those of what there is today',
    () => [readAs('http', 'httpRequest'), readAs('reformat', 'jsonToXml')],
    [
      { key: 'rawRequest', component: { key: 'http' } },
      { key: 'jsonToXml', component: { key: 'change-data-format' } },
    ],
  ],
  [
    26,
    'no data with DELETE, no HEAD and no raw request; ours has them, and says so',
    () =>
      ['httpDelete', 'httpHead', 'rawRequest'].every((key) =>
        actionOf('http', key).display.description.includes('Stepwell’s own'),
      ),
    true,
  ],
  [
    27,
    'nothing is aggregated by default',
    () => defaultOf('collection-tools', 'aggregate', 'aggregateFunctionInput'),
    undefined,
  ],
  [
    28,
    'a property is sorted by',
    () => defaultOf('collection-tools', 'sort', 'sortCodeInput'),
    '(a, b) => { return a.prop < b.prop ? -1 : 1; }',
  ],
  [
    29,
    'forms begin with samples; ours do nothing with what is left empty, and say so',
    () => [
      defaultOf('collection-tools', 'addMultipleKeys', 'dynamicFields'),
      inputOf('collection-tools', 'addMultipleKeys', 'dynamicFields')?.comments?.includes('no sample'),
    ],
    ['', true],
  ],
  [
    30,
    'a slice begins nowhere by default, which is at the beginning',
    async () => [
      defaultOf('text-manipulation', 'slice', 'sliceStart') || undefined,
      await dataOf(componentOf('text-manipulation'), 'slice', { text: 'abc', sliceStop: '2' }),
    ],
    [undefined, 'ab'],
  ],
  [
    31,
    'lines end at \\n; ours end at \\r\\n and \\r too, and say so',
    async () => [
      await dataOf(componentOf('text-manipulation'), 'splitLines', { text: 'a\r\nb\rc\nd' }),
      actionOf('text-manipulation', 'splitLines').display.description.includes('elsewhere as on Unix alone'),
    ],
    [['a', 'b', 'c', 'd'], true],
  ],
  [
    32,
    'a time zone may be written in small letters',
    () =>
      dataOf(componentOf('datetime'), 'formatDateTime', {
        dateTimeInput: '2026-01-31T08:00:00Z',
        timezoneInput: 'etc/UTC',
        formatInput: 'HH:mm',
      }),
    '08:00',
  ],
  [
    33,
    'a log line is cut at 4,096 characters; ours at 64 KB, and says so',
    () => inputOf('log', 'writeLog', 'message')?.comments?.includes('elsewhere 4,096'),
    true,
  ],
  [
    34,
    'newer labels are found in the descriptions',
    () => {
      const parts = [
        ...Object.values(componentOf('branch').actions),
        ...Object.values(componentOf('loop').actions),
        ...Object.values(componentOf('webhook-triggers').triggers),
      ];
      return parts.flatMap(({ display }) => /“(.+)”/.exec(display.description)?.[1] ?? []);
    },
    ['If Condition is Met', 'If Value Equals', 'Repeat for Each', 'Repeat X Times', 'Universal Webhook'],
  ],
];

test.each(ROWS)('E%d: %s', async (_number, _field, ours, expected) => {
  expect(await ours()).toEqual(expected);
});

test('each of the 34 differences has its row', () => {
  expect(ROWS.map(([number]) => number)).toEqual(Array.from({ length: 34 }, (_, index) => index + 1));
});
