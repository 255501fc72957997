import { expect, test } from 'bun:test';
import type { Logger } from '../../src/components/component.ts';
import { log } from '../../src/components/log/index.ts';
import { createContext, perform } from './context.ts';

function recording() {
  const lines: unknown[][] = [];
  const write =
    (level: string) =>
    (...values: unknown[]) => {
      lines.push([level, ...values]);
    };
  const logger: Logger = {
    metric: write('metric'),
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    log: write('log'),
    warn: write('warn'),
    error: write('error'),
  };
  return { lines, context: createContext({ logger }) };
}

test.each(['debug', 'info', 'warn', 'error'])('a message is logged at level %s', async (level) => {
  const { lines, context } = recording();
  await perform(log, 'writeLog', { level, message: 'hello' }, context);
  expect(lines).toEqual([[level, 'hello']]);
});

test('an empty level is info, and objects reach the log whole', async () => {
  const { lines, context } = recording();
  await perform(log, 'writeLog', { level: '', message: { id: 17 } }, context);
  await perform(log, 'writeLog', { level: 'WARN', message: '' }, context);
  expect(lines).toEqual([
    ['info', { id: 17 }],
    ['warn', ''],
  ]);
});

test.each(['fatal', 'constructor', '__proto__'])('the level %s is refused', async (level) => {
  await expect(perform(log, 'writeLog', { level, message: '' })).rejects.toThrow('choose one of debug, info');
});

test('metrics are reported together', async () => {
  const { lines, context } = recording();
  await perform(log, 'writeMetric', { metrics: [{ key: 'orders', value: '12' }] }, context);
  expect(lines).toEqual([['metric', { orders: '12' }]]);
});
