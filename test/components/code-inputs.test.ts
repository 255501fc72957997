import { describe, expect, test } from 'bun:test';
import { code } from '../../src/components/code/index.ts';
import type { Host } from '../../src/components/host.ts';
import { createContext, perform } from './context.ts';

const stepResults = {
  trigger: { results: { body: { data: 'of the trigger' } } },
  getOrder: { results: { id: 7 } },
};

/** What a code step answers, and which results and states each of its runs was given. */
async function traced(text: string) {
  const given: string[][] = [];
  const { host } = createContext();
  const runCode: Host['runCode'] = (source, args, onLog) => {
    const [about, , results]: unknown[] = args;
    const states: unknown = Reflect.get(Object(about), 'states');
    given.push([...Object.keys(Object(results)), ...Object.keys(Object(states))]);
    return host.runCode(source, args, onLog);
  };
  const lines: unknown[] = [];
  const logger = { ...createContext().logger, info: (line: unknown) => void lines.push(line) };
  const states = { instanceState: { cursor: 1 }, crossFlowState: { total: 2 } };
  const context = createContext({ stepResults, logger, ...states, host: { ...host, runCode } });
  const answer = await perform(code, 'runCode', { code: text }, context);
  return { answer, given, lines };
}

const ALL = [
  ...Object.keys(stepResults),
  'executionState',
  'instanceState',
  'crossFlowState',
  'integrationState',
];

describe('a code step is handed over', () => {
  test('the results and states that its code names, and no others', async () => {
    const { answer, given } = await traced(
      'module.exports = async ({ instanceState }, { getOrder }) => ({ data: getOrder.results.id + instanceState.cursor })',
    );
    expect(answer.data).toBe(8);
    expect(given).toEqual([['getOrder', 'instanceState']]);
  });

  test('nothing, when it names nothing', async () => {
    const { answer, given } = await traced('module.exports = async () => ({ data: 1 })');
    expect(answer).toEqual({ data: 1 });
    expect(given).toEqual([[]]);
  });

  test.each([
    ['goes through all results', 'async (c, r) => ({ data: Object.values(r).length })', 2],
    ['copies them', 'async (c, r) => ({ data: Object.keys({ ...r }).length })', 2],
    ['makes JSON of them', 'async (c, r) => ({ data: JSON.stringify(r).includes("of the") })', true],
    ['puts a name together', "async (c, r) => ({ data: r['get' + 'Order'].results.id })", 7],
    [
      'looks and goes on when it fails',
      'async (c, r) => { try { return { data: r[Object.keys(r)[1]].results.id } } catch { return { data: 0 } } }',
      7,
    ],
    ['puts the name of a state together', "async (c) => ({ data: c['instance' + 'State'].cursor })", 1],
  ])('everything, when it %s', async (_what, main, data) => {
    const text = `module.exports = ${main}`;
    const first = await traced(text);
    expect(first.answer.data).toBe(data);
    expect(first.given.map((names) => names.toSorted())).toEqual([expect.any(Array), ALL.toSorted()]);
    // from then on at once
    expect((await traced(text)).given.map((names) => names.toSorted())).toEqual([ALL.toSorted()]);
  });

  test('only once what it logs, also when it had to be asked again', async () => {
    const { lines } = await traced(
      "module.exports = async ({ logger }, r) => { logger.info('once'); return { data: Object.values(r).length } }",
    );
    expect(lines).toEqual(['once']);
  });

  test.each([
    'fetch',
    "require('https').get",
    "require('ht' + 'tps').get",
    '((load) => load("ht" + "tps").get)(require)',
    'globalThis["fet" + "ch"]',
    'this["fet" + "ch"]',
    'f\\u0065tch',
  ])('all at once, when it may call somebody by %s: it is not run again after a call', async (client) => {
    const { answer, given } = await traced(
      `module.exports = async (c, r) => ({ data: [typeof (() => ${client}), Object.values(r).length] })`,
    );
    expect(answer.data).toEqual(['function', 2]);
    expect(given).toEqual([ALL]);
  });

  test('the names of all results, whatever it names', async () => {
    const { answer, given } = await traced('module.exports = async (c, r) => ({ data: Object.keys(r) })');
    expect(answer.data).toEqual(['trigger', 'getOrder']);
    expect(given).toEqual([[]]);
  });
});

test.each([
  ['data', '{ data: 1, body: 2 }', 1],
  ['body where there is no data', "{ statusCode: 201, contentType: 'text/plain', body: 'made' }", 'made'],
  ['null where there is neither', '{ statusCode: 204 }', null],
  ['an empty body', "{ body: '' }", ''],
])('the answer of a code step is its %s', async (_what, answer, data) => {
  expect((await traced(`module.exports = async () => (${answer})`)).answer.data).toBe(data);
});
