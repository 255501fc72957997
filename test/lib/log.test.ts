import { expect, test } from 'bun:test';
import { Secret } from '../../src/lib/crypto.ts';
import { createLog } from '../../src/lib/log.ts';

function lines(form: 'pretty' | 'json', write: (log: ReturnType<typeof createLog>) => void): string[] {
  const written: string[] = [];
  write(createLog(form, (line) => written.push(line)));
  return written;
}

test('a line for people has the time, the level where it matters, and the facts', () => {
  const [info, warn, bare] = lines('pretty', (log) => {
    log.info('Started', { port: 8080, folder: { path: '/data' } });
    log.warn('Slow');
    log.error('Broken', {});
  });
  expect(info).toMatch(/^\d\d:\d\d:\d\d Started \{ port: 8080, folder: \{ path: '\/data' \} \}$/);
  expect(warn).toMatch(/^\d\d:\d\d:\d\d warn: Slow$/);
  expect(bare).toMatch(/^\d\d:\d\d:\d\d error: Broken \{\}$/);
});

test('a line for programs is one JSON object', () => {
  const [line = ''] = lines('json', (log) => log.error('It “broke”\nbadly', { code: 5, list: [1] }));
  expect(line).not.toContain('\n');
  const read = JSON.parse(line);
  expect(read).toMatchObject({ level: 'error', message: 'It “broke”\nbadly', code: 5, list: [1] });
  expect(Date.parse(read.time)).toBeWithin(Date.now() - 60_000, Date.now() + 1);
});

test('a secret among the facts is not shown', () => {
  for (const form of ['pretty', 'json'] as const) {
    const [line] = lines(form, (log) => log.info('Signed in', { key: new Secret('very-secret') }));
    expect(line).toContain('***');
    expect(line).not.toContain('very-secret');
  }
});

test('facts that JSON cannot hold are written as text, and nothing is thrown', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const written = lines('json', (log) => {
    log.info('Big', { count: 10n });
    log.info('Round', circle);
  });
  const [big, round] = written.map((line) => JSON.parse(line));
  expect(big).toMatchObject({ level: 'info', message: 'Big' });
  expect(big.facts).toContain('10n');
  expect(round.facts).toContain('Circular');
});
