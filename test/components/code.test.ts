import { afterAll, describe, expect, test } from 'bun:test';
import { code } from '../../src/components/code/index.ts';
import type { ActionContext, Logger } from '../../src/components/component.ts';
import type { Host } from '../../src/components/host.ts';
import { type CodePackage, shippedPackages } from '../../src/lib/code-packages.ts';
import { buildPublic } from '../../src/tools/vendor.ts';
import { openPool } from '../sandbox/pools.ts';
import { createContext, createPayload, dataOf, perform, triggerOf } from './context.ts';

await buildPublic();

const pool = openPool();
afterAll(() => pool.close());

const UPLOAD: CodePackage = {
  ...{ name: '@acme/units', version: '2.1.0', path: 'dist/units.js' },
  source: async () => "exports.kilo = (value) => value * 1000; exports.files = () => require('fs');",
};
const packages = () => [UPLOAD, ...shippedPackages()];

function contextWith(overrides: Partial<ActionContext> = {}) {
  const lines: unknown[][] = [];
  const level =
    (name: string) =>
    (...values: unknown[]) =>
      void lines.push([name, ...values]);
  const logger: Logger = {
    metric: level('metric'),
    trace: level('trace'),
    debug: level('debug'),
    info: level('info'),
    log: level('log'),
    warn: level('warn'),
    error: level('error'),
  };
  const { host } = createContext();
  const runCode: Host['runCode'] = (source, args, onLog, repeated) =>
    pool.run({ isolation: 'acme', source, args, repeated, deadlineMs: 60_000, ...(onLog ? { onLog } : {}) });
  return { lines, context: createContext({ logger, host: { ...host, packages, runCode }, ...overrides }) };
}

const run = (text: string, overrides: Partial<ActionContext> = {}) =>
  perform(code, 'runCode', { code: text }, contextWith(overrides).context);

describe('code steps of exported integrations run unchanged', () => {
  test('one that computes from the payload of the trigger', async () => {
    const text = `
      module.exports = async (context, { webhookTrigger }) => {
        const gallonsToPoundsConversion = { Hydrazine: 8.38, Kerosene: 6.68 };
        const fuelUsed = webhookTrigger.results.body.data.fuelUsed;
        return {
          data: {
            fuelGallonsUsed: fuelUsed.reduce((obj, item) => {
              return { ...obj, [item.type]: item.pounds / gallonsToPoundsConversion[item.type] };
            }, {}),
          },
        };
      };
    `;
    const fuelUsed = [
      { type: 'Hydrazine', pounds: 16.76 },
      { type: 'Kerosene', pounds: 6.68 },
    ];
    const stepResults = { webhookTrigger: { results: { body: { data: { fuelUsed } } } } };
    expect(await run(text, { stepResults })).toEqual({
      data: { fuelGallonsUsed: { Hydrazine: 2, Kerosene: 1 } },
    });
  });

  test('one that maps fields by a config variable', async () => {
    const text = `/* Access config variables by name through the configVars object. */

      module.exports = async ({ logger, configVars },
      stepResults) => {
        const account = stepResults.getCompany.results.properties;
        const mapping = configVars["Hubspot Company Field Mapping"];
        const mappedFields = mapping.reduce((acc, { source, destination }) => ({ [destination]: account[source], ...acc }), {});
        // Return the mapped fields
        return { data: mappedFields };
      };`;
    const overrides = {
      configVars: { 'Hubspot Company Field Mapping': [{ source: 'name', destination: 'title' }] },
      stepResults: { getCompany: { results: { properties: { name: 'Acme' } } } },
    };
    expect(await run(text, overrides)).toEqual({ data: { title: 'Acme' } });
  });

  test('one that answers a whole state', async () => {
    const text = 'module.exports = async ({ crossFlowState }) => ({ data:\n crossFlowState })';
    expect((await run(text, { crossFlowState: { thread: 'a' } })).data).toEqual({ thread: 'a' });
  });
});

describe('the function of a code step', () => {
  test('receives the ids, names and addresses of its execution', async () => {
    const text = `module.exports = async (context) => ({ data: context })`;
    const { data } = await run(
      text.replace('data: context', 'data: { ...context, logger: undefined, invokeFlow: undefined }'),
      {
        webhookUrls: { 'Import orders': 'https://stepwell.test/hooks/1' },
      },
    );
    expect(data).toMatchObject({
      executionId: 'exe_1',
      customer: { externalId: 'acme' },
      instance: { id: 'ins_1' },
      integration: { name: 'Orders' },
      flow: { name: 'Import orders' },
      webhookUrls: { 'Import orders': 'https://stepwell.test/hooks/1' },
      executionState: {},
    });
    expect(data).not.toContainAnyKeys(['host', 'signal', 'stepResults']);
  });

  test('may answer without data, or nothing: the result is null', async () => {
    for (const answer of ['{}', 'undefined', 'null', '"text"', '7', '{ other: 1 }'])
      expect(await run(`module.exports = async () => (${answer})`)).toEqual({ data: null });
    expect(await run('module.exports = () => ({ data: 0 })')).toEqual({ data: 0 });
  });

  test('may answer content type, status, headers and branch; other fields are dropped', async () => {
    const text = `module.exports = async () => ({
      data: Buffer.from('%PDF'), contentType: 'application/pdf', statusCode: 201, headers: { 'x-count': 2 }, branch: 'Big',
      host: { evil: true }, iterations: { count: 9 }, axiosResponse: { onClick() {} } });`;
    expect(await run(text)).toEqual({
      data: Buffer.from('%PDF'),
      contentType: 'application/pdf',
      statusCode: 201,
      headers: { 'x-count': '2' },
      branch: 'Big',
    });
  });

  test('may be the default export, and may require what Node brings', async () => {
    const text = `exports.default = async () => ({ data: require('crypto').createHash('md5').update('x').digest('hex') });`;
    expect(await run(text)).toEqual({ data: '9dd4e461268c8034f5c8564e155c67a6' });
  });
});

describe('states', () => {
  const states = () => ({
    instanceState: { cursor: 1, at: new Date(0) },
    crossFlowState: { a: 1 },
    executionState: {},
    integrationState: { kept: true },
  });

  test('that the code changes in place are answered, and only those', async () => {
    const before = states();
    const text = `module.exports = async ({ instanceState, executionState }) => {
      instanceState.cursor++;
      executionState.seen = [1];
      return { data: 'ok' };
    };`;
    expect(await run(text, before)).toEqual({
      data: 'ok',
      instanceState: { cursor: 2, at: new Date(0) },
      executionState: { seen: [1] },
    });
    expect(before).toEqual(states());
  });

  test('that the code returns or replaces count too; what is returned counts more', async () => {
    const text = `module.exports = async (context) => {
      context.crossFlowState = { b: 2 };
      context.instanceState.cursor = 9;
      return { data: null, instanceState: { cursor: 5 } };
    };`;
    expect(await run(text, states())).toEqual({
      data: null,
      crossFlowState: { b: 2 },
      instanceState: { cursor: 5 },
    });
  });

  test('stay as they were when the code fails', async () => {
    const before = states();
    const text =
      'module.exports = async ({ instanceState }) => { instanceState.cursor = 9; throw new Error("no"); }';
    await expect(run(text, before)).rejects.toThrow('no');
    expect(before).toEqual(states());
  });
});

test('a body as deep as a call may have it passes through code, and may be answered', async () => {
  const text = `[${'['.repeat(511)}${']'.repeat(511)}]`;
  const stepResults = { webhook: { results: { headers: {}, body: { data: JSON.parse(text) } } } };
  const answer = await run('module.exports = async (context, { webhook }) => ({ data: webhook.results })', {
    stepResults,
  });
  expect(JSON.stringify(answer.data)).toBe(`{"headers":{},"body":{"data":${text}}}`);
});

describe('logs', () => {
  test('of the logger and of the console reach the step in their order', async () => {
    const { lines, context } = contextWith();
    const text = `module.exports = async ({ logger }) => {
      logger.info('order', { id: 7 }, [1]);
      console.log('between');
      logger.metric({ orders: 12 });
      const loop = {}; loop.self = loop;
      logger.warn(loop);
      console.error(new RangeError('odd').message);
      return { data: 1 };
    };`;
    expect(await dataOf(code, 'runCode', { code: text }, context)).toBe(1);
    expect(lines).toEqual([
      ['info', 'order {"id":7} [1]'],
      ['log', 'between'],
      ['metric', { orders: 12 }],
      ['warn', expect.stringContaining('Circular')],
      ['error', 'odd'],
    ]);
  });

  test('are kept when the code fails', async () => {
    const { lines, context } = contextWith();
    const text = "module.exports = async ({ logger }) => { logger.info('so far'); throw new Error('no'); }";
    await expect(perform(code, 'runCode', { code: text }, context)).rejects.toThrow('no');
    expect(lines).toEqual([['info', 'so far']]);
  });

  test('are cut off after a thousand lines, which is said', async () => {
    const { lines, context } = contextWith();
    const text =
      'module.exports = async ({ logger }) => { for (let i = 0; i < 5000; i++) logger.debug(i); return { data: 1 }; }';
    expect(await dataOf(code, 'runCode', { code: text }, context)).toBe(1);
    expect(lines).toHaveLength(1001);
    expect(lines.at(-1)).toEqual(['warn', 'further log lines are left out']);
  });
});

describe('a failing code step', () => {
  async function failure(text: string): Promise<Error> {
    const error: unknown = await run(text).catch((thrown: unknown) => thrown);
    if (error instanceof Error) return error;
    throw new Error('the step did not fail');
  }

  test('names the error and the line of the code', async () => {
    const error = await failure(
      'module.exports = async () => {\n  const order = null;\n  return { data: order.id };\n};',
    );
    expect(error.name).toBe('TypeError');
    expect(error.message).toContain('null is not an object');
    expect(error.stack?.split('\n')).toEqual([
      expect.stringContaining('TypeError'),
      expect.stringContaining('code.js:3:'),
    ]);
  });

  test('tells the line of a wrong syntax', async () => {
    expect((await failure('module.exports = async () => {\n  retrun 1;\n};')).message).toContain('(line 2)');
  });

  test('explains what code steps cannot do', async () => {
    expect((await failure("module.exports = async (c) => c.invokeFlow('Other', {})")).message).toContain(
      'Invoke flow',
    );
    expect((await failure("module.exports = async () => fetch('https://acme.test')")).message).toContain(
      'code has no network here',
    );
    expect((await failure("module.exports = async () => require('axios')")).message).toContain(
      'The package axios is not here, and nothing is fetched from elsewhere: upload its file',
    );
    expect((await failure('const x = 1;')).message).toContain('must set module.exports to a function');
    expect((await failure(' ')).message).toContain('is empty');
  });

  test('that throws what is no error still says something', async () => {
    expect((await failure('module.exports = async () => { throw null }')).message).toBe('null');
    expect(
      (await failure('module.exports = async () => { throw new Proxy({}, { get() { throw 1 } }) }')).message,
    ).toContain('cannot be read');
  });

  test('that tries to replace what is around it fails alone', async () => {
    const text = '}; module.exports = async () => 7; module = { }; const other = function () {';
    expect(await failure(text)).toBeInstanceOf(Error);
    expect(await run('module.exports = async () => ({ data: 1 })')).toEqual({ data: 1 });
  });
});

test('a data source of code makes a JSON form with its inputs, and says why it makes none', async () => {
  const text = `module.exports = async ({ logger, customer }, { connection, contextValue }) => {
    logger.info('asked for', contextValue);
    if (!connection) throw new Error('There is no connection');
    return { schema: { title: customer.name }, uiSchema: {}, data: connection.token.access_token };
  };`;
  const { context, lines } = contextWith();
  const source = code.dataSources.runCodeJsonForm;
  const connection = { token: { access_token: 'abc' } };
  const made = await source?.perform(context, { code: text, connection, contextValue: 'x' });
  expect(made).toEqual({ result: { schema: { title: context.customer.name }, uiSchema: {}, data: 'abc' } });
  expect(JSON.stringify(lines)).toContain('asked for x');
  const failed = Promise.resolve(source?.perform(context, { code: text, contextValue: '' }));
  await expect(failed).rejects.toThrow('There is no connection');
  await expect(Promise.resolve(source?.perform(context, { code: ' ' }))).rejects.toThrow('is empty');
});

describe('code requires packages', () => {
  const required = (text: string) => dataOf(code, 'runCode', { code: text }, contextWith().context);

  test.each([
    ["require('lodash').chunk([1, 2, 3], 2)", [[1, 2], [3]]],
    ["require('lodash@4.17.21/lodash.js').chunk([1, 2, 3], 2)", [[1, 2], [3]]],
    ["require('date-fns').formatISO(new Date(0), { representation: 'date' }).length", 10],
    ["require('dayjs').unix(0).valueOf()", 0],
    ["require('uuid').validate(require('uuid').v4())", true],
    ["require('@acme/units@2.1.0/dist/units.js').kilo(2)", 2000],
    ["require('@acme/units').kilo(2)", 2000],
    ["require('lodash') === require('lodash')", true],
  ])('that ship or were uploaded: %s', async (expression, data) => {
    expect(await required(`module.exports = async () => ({ data: ${expression} })`)).toEqual(data);
  });

  test('and is told what to do where one is not here, when it comes to it', async () => {
    const text = `module.exports = async (c, { start }) => {
      try { require('left-pad@1.3.0/index.js') } catch (error) { return { data: error.message } }
    };`;
    expect(await required(text)).toBe(
      'The package left-pad@1.3.0/index.js is not here, and nothing is fetched from elsewhere: upload its file under Components › Packages.',
    );
    const files = required("module.exports = async () => ({ data: require('@acme/units').files() })");
    expect(files).rejects.toThrow('require("fs") is not possible here');
  });

  test('with the results of steps that it does not name', async () => {
    const text = "module.exports = async (c, results) => ({ data: require('lodash').keys(results) })";
    const { context } = contextWith({ stepResults: { one: { results: 1 }, two: { results: 2 } } });
    expect(await dataOf(code, 'runCode', { code: text }, context)).toEqual(['one', 'two']);
  });
});

describe('a trigger of code', () => {
  const trigger = triggerOf(code, 'runCodeTrigger');
  const call = (text: string, overrides: Partial<ActionContext> = {}) =>
    trigger.perform(contextWith(overrides).context, createPayload({ id: 17 }), { code: text });

  test('answers the payload that steps get, and the caller', async () => {
    const text = `module.exports = async (context, payload) => ({
      payload: { ...payload, order: payload.body.data.id },
      response: { statusCode: 202, contentType: 'text/plain', body: 'taken' },
    });`;
    const answer = await call(text);
    expect(answer?.payload).toMatchObject({ order: 17, body: { data: { id: 17 } } });
    expect(answer?.response).toEqual({ statusCode: 202, contentType: 'text/plain', body: 'taken' });
  });

  test('hands on what it was called with where it answers nothing', async () => {
    expect((await call('module.exports = async () => {}'))?.payload).toMatchObject({
      body: { data: { id: 17 } },
    });
  });

  test('keeps the states that it changes', async () => {
    const text = 'module.exports = async (context) => { context.instanceState.seen = 2; }';
    const answer = await call(text, { instanceState: { seen: 1 } });
    expect(answer?.instanceState).toEqual({ seen: 2 });
  });

  test('may stand in a flow that has a schedule or whose callers wait', () => {
    expect(trigger).toMatchObject({ scheduleSupport: 'valid', synchronousResponseSupport: 'valid' });
  });
});

describe('a data source of code', () => {
  test.each([
    ['runCodeJsonForm', 'jsonForm', { schema: {}, uiSchema: {}, data: {} }],
    ['runCodeObjectSelection', 'objectSelection', [{ object: { key: 'a' }, fields: [] }]],
    ['runCodePicklist', 'picklist', ['a', 'b']],
    ['runCodeString', 'string', 'a'],
  ])('%s answers a %s', async (key, type, result) => {
    const source = code.dataSources[key];
    const { context } = contextWith();
    const text = `module.exports = async () => (${JSON.stringify({ result })})`;
    expect(source?.dataSourceType).toBe(type);
    expect(await source?.perform(context, { code: text })).toEqual({ result });
  });

  test('may require packages and answer its result bare', async () => {
    const text = "module.exports = async () => require('lodash').range(2).map(String)";
    const { context } = contextWith();
    expect(await code.dataSources.runCodePicklist?.perform(context, { code: text })).toEqual({
      result: ['0', '1'],
    });
  });
});

test('a connection of code has the fields that its code reads', () => {
  const fields = code.connections.map(({ key, inputs }) => [key, inputs.map((input) => input.key).join(' ')]);
  expect(Object.fromEntries(fields)).toEqual({
    basic: 'username password',
    apiKey: 'apiKey',
    apiKeySecret: 'apiKey apiSecret',
    authorizationCode:
      'authorizeUrl tokenUrl revokeUrl scopes clientId clientSecret clientAuthentication pkceMethod headers',
    clientCredentials: 'tokenUrl scopes clientId clientSecret clientAuthentication headers',
    privateKey: 'username privateKey',
  });
});
