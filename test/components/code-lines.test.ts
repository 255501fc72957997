import { afterAll, describe, expect, test } from 'bun:test';
import { code } from '../../src/components/code/index.ts';
import { collectionTools } from '../../src/components/collection-tools/index.ts';
import type { Component, Logger, Params } from '../../src/components/component.ts';
import type { Host } from '../../src/components/host.ts';
import { math } from '../../src/components/math/index.ts';
import { openPool } from '../sandbox/pools.ts';
import { createContext, perform } from './context.ts';

const pool = openPool();
afterAll(() => pool.close());

function contextOf(lines: unknown[][] = []) {
  const logger = new Proxy(createContext().logger, {
    get: (_target, level) => (text: unknown) => void lines.push([level, text]),
    getOwnPropertyDescriptor: (target, level) => Object.getOwnPropertyDescriptor(target, level),
  }) satisfies Logger;
  const runCode: Host['runCode'] = (source, args, onLog) =>
    pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000, onLog });
  return createContext({ logger, host: { ...createContext().host, runCode } });
}

async function failureOf(component: Component, key: string, params: Params): Promise<string> {
  try {
    await perform(component, key, params, contextOf());
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.stack}` : String(error);
  }
  throw new Error('the step did not fail');
}

describe('a mistake in code is told by the line on which its author wrote it', () => {
  const codeRows: [kind: string, text: string, line: number][] = [
    ['an unexpected sign', 'module.exports = async () => {\n  const x = ;\n};', 2],
    ['a word in the wrong place', 'module.exports = async () => {\n\n  retrun 1;\n};', 3],
    ['a brace that is not closed', 'module.exports = async () => {\n  return { data: 1 };\n', 3],
    ['a bracket that is not closed', 'module.exports = async () => {\n  return [1;\n};', 2],
    ['a text that is not closed', "module.exports = async () => {\n  return 'x;\n};", 2],
    ['a template that is not closed', 'module.exports = async () => {\n  return `x;\n};', 2],
    ['a comment that is not closed', 'module.exports = async () => {\n  /* x\n};', 3],
    ['one brace too many', 'module.exports = async () => {\n  return 1;\n};\n}', 4],
    ['a name declared twice', 'module.exports = async () => {\n  let a = 1;\n  let a = 2;\n};', 3],
    ['await outside of an async function', 'module.exports = () => {\n  await null;\n};', 2],
    ['an error on the first line', 'module.exports = async () => { null.x };', 1],
    ['an error while it runs', 'module.exports = async () => {\n  const a = null;\n  return a.b;\n};', 3],
    ['an error after an await', 'module.exports = async () => {\n  await null;\n  return nothing.b;\n};', 3],
    [
      'an error in a function of its own',
      'const f = () => {\n  return x.y;\n};\nmodule.exports = async () => f();',
      2,
    ],
    ['an error as it is loaded', 'const a = 1;\nconst b = a.b.c;\nmodule.exports = async () => 1;', 2],
  ];
  test.each(codeRows)('%s in a code step', async (_kind, text, line) => {
    const told = await failureOf(code, 'runCode', { code: text });
    expect(told).toMatch(new RegExp(`\\(line ${line}\\)|code\\.js:${line}:`));
  });

  const wrong = '(item) => {\n  return item.a.b;\n}';
  const unreadable = '(item) => {\n  retrun item;\n}';
  const list = [{ id: 1 }];
  const others: [kind: string, component: Component, key: string, params: Params, line: number][] = [
    ['a filter that fails', collectionTools, 'filter', { listInput: list, filterCodeInput: wrong }, 2],
    [
      'a filter of a wrong syntax',
      collectionTools,
      'filter',
      { listInput: list, filterCodeInput: unreadable },
      2,
    ],
    ['a map that fails', collectionTools, 'map', { listInput: list, transformCodeInput: wrong }, 2],
    [
      'a map of a wrong syntax',
      collectionTools,
      'map',
      { listInput: list, transformCodeInput: unreadable },
      2,
    ],
    ['a comparison that fails', collectionTools, 'sort', { listInput: [1, 2], sortCodeInput: wrong }, 2],
    ['an expression of a wrong syntax', math, 'evaluate', { expression: '1 +\n2 * / 3' }, 2],
  ];
  test.each(others)('%s', async (_kind, component, key, params, line) => {
    expect(await failureOf(component, key, params)).toMatch(
      new RegExp(`\\(line ${line}\\)|code\\.js:${line}:`),
    );
  });
});

describe('what code logs appears in the log of its step', () => {
  const logged = 'console.log("seen"); globalThis.console.warn("seen too");';
  test.each([
    [
      'a code step',
      code,
      'runCode',
      { code: `module.exports = async () => { ${logged} return { data: 1 } }` },
    ],
    [
      'a filter',
      collectionTools,
      'filter',
      { listInput: [1], filterCodeInput: `() => { ${logged} return true }` },
    ],
    ['a map', collectionTools, 'map', { listInput: [1], transformCodeInput: `() => { ${logged} return 1 }` }],
    [
      'a comparison',
      collectionTools,
      'sort',
      { listInput: [1, 2], sortCodeInput: `() => { ${logged} return 0 }` },
    ],
    [
      'code as it is loaded',
      code,
      'runCode',
      { code: `${logged} module.exports = async () => ({ data: 1 })` },
    ],
  ] satisfies [string, Component, string, Params][])('%s', async (_what, component, key, params) => {
    const lines: unknown[][] = [];
    await perform(component, key, params, contextOf(lines));
    expect(lines.slice(0, 2)).toEqual([
      ['log', 'seen'],
      ['warn', 'seen too'],
    ]);
  });

  test.each([
    ['fails', "throw new Error('no')"],
    ['runs too long', 'while (true);'],
    ['ends its process', 'process.exit(1)'],
  ])('also when the code then %s', async (_what, end) => {
    const lines: unknown[][] = [];
    const runCode: Host['runCode'] = (source, args, onLog) =>
      pool.run({ isolation: 'short', source, args, deadlineMs: 2000, onLog });
    const context = { ...contextOf(lines), host: { ...createContext().host, runCode } };
    const text = `module.exports = async ({ logger }) => { logger.info('so far'); ${end} }`;
    await expect(perform(code, 'runCode', { code: text }, context)).rejects.toThrow();
    expect(lines).toEqual([['info', 'so far']]);
  });
});
