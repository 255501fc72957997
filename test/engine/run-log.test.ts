import { expect, test } from 'bun:test';
import { RunLog } from '../../src/engine/run-log.ts';
import { createRedactor } from '../../src/lib/redact.ts';

const MB = 1024 * 1024;
const asItIs = createRedactor([]);
const logOf = (limits: { lines: number; bytes: number }, before = { sequence: 0, bytes: 0 }) =>
  new RunLog('exe_1', asItIs, limits, before);
const bytesOf = (log: RunLog) => log.take().reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);

test.each([
  ['long lines', 'x'.repeat(64 * 1024)],
  ['short lines', 'x'],
  ['letters of several bytes', '€'.repeat(20_000)],
  ['a single line', 'x'.repeat(60 * 1024)],
])('the log of one run stays within its megabytes, and says that it was cut: %s', (_, message) => {
  const log = logOf({ lines: 10_000_000, bytes: MB });
  let lines = 0;
  let bytes = 0;
  for (; lines < 2 * MB; lines++) {
    log.write('info', 'Step', message);
    const [line] = log.take();
    if (line === undefined) break;
    bytes += Buffer.byteLength(line.message);
    if (line.level === 'warn')
      expect(line.message).toBe('More lines were left out: the limit is 1 MB of log per execution.');
  }
  expect(bytes).toBeGreaterThan(MB / 2);
  expect(bytes).toBeLessThanOrEqual(MB + 100);
});

test('what a run has written before it was taken up again counts', () => {
  const log = logOf({ lines: 100, bytes: MB }, { sequence: 5, bytes: MB - 10 });
  log.write('info', 'Step', 'short');
  log.write('info', 'Step', 'one that is longer');
  log.write('info', 'Step', 'never seen');
  expect(log.take().map(({ sequence, level }) => [sequence, level])).toEqual([
    [6, 'info'],
    [7, 'warn'],
  ]);
  const full = logOf({ lines: 100, bytes: MB }, { sequence: 5, bytes: MB });
  full.write('info', 'Step', 'x');
  expect(bytesOf(full)).toBe(0);
});

test('lines are counted as before', () => {
  const log = logOf({ lines: 3, bytes: MB });
  for (let count = 0; count < 5; count++) log.write('info', 'Step', 'x');
  expect(log.take().map(({ message }) => message)).toEqual([
    'x',
    'x',
    'More lines were left out: the limit is 3 per execution.',
  ]);
});
