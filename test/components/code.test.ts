import { afterAll, describe, expect, test } from 'bun:test';
import { code } from '../../src/components/code/index.ts';
import type { ActionContext, Logger } from '../../src/components/component.ts';
import type { Host } from '../../src/components/host.ts';
import { openPool } from '../sandbox/pools.ts';
import { createContext, dataOf, perform } from './context.ts';

const pool = openPool();
afterAll(() => pool.close());

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
  const runCode: Host['runCode'] = (source, args, onLog) =>
    pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000, ...(onLog ? { onLog } : {}) });
  return { lines, context: createContext({ logger, host: { ...host, runCode }, ...overrides }) };
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
    expect((await failure("module.exports = async () => require('axios')")).message).toContain('no packages');
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
