import { expect, test } from 'bun:test';
import {
  type LogLine,
  lastLogSequence,
  listLogs,
  logsOfStep,
  newestLogs,
  writeLogs,
} from '../../src/models/logs.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

async function run(): Promise<string> {
  const { instance } = await deployed(at.store);
  return (await queued(at.store, instance)).id;
}

function line(executionId: string, sequence: number, message = `line ${sequence}`): LogLine {
  return { executionId, sequence, at: 1_700_000_000_000, level: 'info', step: 'Note', message };
}

test('lines are read back in the order of their writing, page by page', async () => {
  const id = await run();
  const lines = Array.from({ length: 12 }, (_, index) => line(id, index + 1));
  await at.store.write((tx) => writeLogs(tx, [...lines].reverse()));
  const first = await listLogs(at.store.read, id, { limit: 10 });
  const rest = await listLogs(at.store.read, id, { limit: 10, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items]).toEqual(lines);
  expect(rest.nextCursor).toBeNull();
  expect(await lastLogSequence(at.store.read, id)).toBe(12);
});

test('an execution without lines has none, and those of another are not among them', async () => {
  const [quiet, loud] = [await run(), await run()];
  await at.store.write((tx) => writeLogs(tx, [line(loud, 1)]));
  await at.store.write((tx) => writeLogs(tx, []));
  expect((await listLogs(at.store.read, quiet, { limit: 9 })).items).toEqual([]);
  expect(await lastLogSequence(at.store.read, quiet)).toBe(0);
});

test('a line that is written twice stands there once, as it was first', async () => {
  const id = await run();
  await at.store.write((tx) => writeLogs(tx, [line(id, 1, 'first')]));
  await at.store.write((tx) => writeLogs(tx, [line(id, 1, 'again'), line(id, 2)]));
  const { items } = await listLogs(at.store.read, id, { limit: 9 });
  expect(items.map(({ message }) => message)).toEqual(['first', 'line 2']);
});

test('the newest lines come in their order, of the wanted levels, and say whether there are older ones', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  const levels = ['trace', 'info', 'warn', 'error'] as const;
  const lines = Array.from({ length: 40 }, (_, index) => ({
    executionId: id,
    sequence: index + 1,
    at: 1000 + index,
    level: levels[index % 4] ?? 'info',
    step: index % 2 === 0 ? 'Get' : 'Post',
    message: index === 39 ? 'x'.repeat(5000) : `Line ${index + 1}`,
  }));
  await at.store.write((tx) => writeLogs(tx, lines));
  const { read } = at.store;
  const newest = await newestLogs(read, id, { limit: 3 });
  expect(newest.lines.map(({ sequence, isCut }) => [sequence, isCut])).toEqual([
    [38, false],
    [39, false],
    [40, true],
  ]);
  expect(newest.lines[2]?.message).toBe('x'.repeat(2000));
  expect(newest.hasOlder).toBe(true);
  const bad = await newestLogs(read, id, { levels: ['warn', 'error'], limit: 20 });
  expect(bad.lines).toHaveLength(20);
  expect(bad.hasOlder).toBe(false);
  expect((await newestLogs(read, id, { before: 3, limit: 10 })).lines.map(({ message }) => message)).toEqual([
    'Line 1',
    'Line 2',
  ]);
  const ofStep = await logsOfStep(read, id, { name: 'Post', from: 1003, to: 1009 }, 3);
  expect(ofStep.map(({ sequence }) => sequence)).toEqual([4, 6, 8]);
});
