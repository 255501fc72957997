import { expect, test } from 'bun:test';
import { isBlobUsed } from '../../src/models/retention.ts';
import {
  copyBlobUses,
  copyFinishedSteps,
  getStepResult,
  journalOf,
  lastFinishedPath,
  listStepResults,
  type StepResult,
  writeStepResult,
} from '../../src/models/step-results.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

async function run(): Promise<string> {
  const { instance } = await deployed(at.store);
  return (await queued(at.store, instance)).id;
}

function row(executionId: string, sequence: number, more: Partial<StepResult> = {}): StepResult {
  return {
    executionId,
    path: `step${sequence}`,
    sequence,
    name: `Step ${sequence}`,
    component: 'log',
    action: 'writeLog',
    status: 'succeeded',
    startedAt: 1000,
    endedAt: 2000,
    attempt: 1,
    input: Buffer.from([0, 1, 2, 255]),
    output: Buffer.from([0, 123, 125]),
    sealedOutput: null,
    error: null,
    ...more,
  };
}

const write = (row: StepResult, blobs: string[] = []) =>
  at.store.write((tx) => writeStepResult(tx, row, blobs));

function plain(result: StepResult | undefined): object {
  const { input, output, ...rest } = result ?? row('', 0);
  return { ...rest, input: input && [...input], output: output && [...output] };
}

test('a step is read back as it was written, to the byte', async () => {
  const id = await run();
  const error = {
    message: 'It “broke”\n',
    step: 'Step 1',
    name: 'TypeError',
    stack: 'at x',
    detail: { a: [1] },
  };
  const written = [
    row(id, 1),
    row(id, 2, { input: null, output: null, status: 'failed', error, sealedOutput: 'v1.x' }),
  ];
  for (const each of written) await write(each);
  expect(plain(await getStepResult(at.store.read, id, 'step1'))).toEqual(plain(written[0]));
  expect(plain(await getStepResult(at.store.read, id, 'step2'))).toEqual(plain(written[1]));
  expect(await getStepResult(at.store.read, id, 'step3')).toBeUndefined();
});

test('a later attempt takes the place of an earlier one and keeps its number and its start', async () => {
  const id = await run();
  await write(row(id, 1, { status: 'retrying', error: { message: 'Not yet' }, output: null }));
  await write(row(id, 9, { path: 'step1', attempt: 2, startedAt: 5000, endedAt: 6000 }));
  const kept = await getStepResult(at.store.read, id, 'step1');
  expect(kept).toMatchObject({ status: 'succeeded', attempt: 2, endedAt: 6000, error: null });
  expect(kept).toMatchObject({ sequence: 1, startedAt: 1000 });
  expect(await journalOf(at.store.read, id)).toEqual([
    { path: 'step1', status: 'succeeded', attempt: 2, sequence: 1, replaced: 0 },
  ]);
});

test('steps are listed in the order in which they began, by number and not by text', async () => {
  const id = await run();
  for (const sequence of [11, 2, 1, 10, 3]) await write(row(id, sequence));
  const first = await listStepResults(at.store.read, id, { limit: 3 });
  const rest = await listStepResults(at.store.read, id, { limit: 3, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map(({ sequence }) => sequence)).toEqual([1, 2, 3, 10, 11]);
  expect(rest.nextCursor).toBeNull();
  expect((await listStepResults(at.store.read, await run(), { limit: 3 })).items).toEqual([]);
});

test('the last step that is behind a run is the last one that did not fail', async () => {
  const id = await run();
  expect(await lastFinishedPath(at.store.read, id)).toBeUndefined();
  await write(row(id, 1));
  await write(row(id, 2, { status: 'ignored' }));
  await write(row(id, 3, { status: 'failed' }));
  await write(row(id, 4, { status: 'retrying' }));
  expect(await lastFinishedPath(at.store.read, id)).toBe('step2');
});

test('a replay is given the finished steps, sealed anew, and none that failed', async () => {
  const [from, to] = [await run(), await run()];
  const finished = [
    row(from, 1, { sealedOutput: 'sealed-here' }),
    row(from, 2, { status: 'ignored', error: { message: 'Never mind' } }),
    row(from, 3, { status: 'running', output: null }),
  ];
  for (const each of finished) await write(each);
  await write(row(from, 4, { status: 'failed' }));
  const sealed = new Map([['step1', { text: `sealed for ${to}` }]]);
  await at.store.write((tx) => copyFinishedSteps(tx, from, to, sealed));
  const { items } = await listStepResults(at.store.read, to, { limit: 9 });
  expect(items.map(plain)).toEqual(
    finished.map((each) =>
      plain({
        ...each,
        executionId: to,
        sealedOutput: each.sealedOutput && `sealed for ${to}`,
      }),
    ),
  );
  expect((await listStepResults(at.store.read, from, { limit: 9 })).items).toHaveLength(4);
});

test('a blob that a step names is in use, and stays so when a replay names it as well', async () => {
  const [from, to] = [await run(), await run()];
  const hash = 'a'.repeat(64);
  expect(await isBlobUsed(at.store.read, hash)).toBe(false);
  await write(row(from, 1), [hash]);
  await write(row(from, 2), [hash]);
  expect(await isBlobUsed(at.store.read, hash)).toBe(true);
  await at.store.write((tx) => copyBlobUses(tx, from, to));
  await at.store.write((tx) => copyBlobUses(tx, from, to));
  const { executions } = await import('../../src/db/schema.ts');
  const { eq } = await import('drizzle-orm');
  await at.store.write((tx) => tx.delete(executions).where(eq(executions.id, from)));
  expect(await isBlobUsed(at.store.read, hash)).toBe(true);
  await at.store.write((tx) => tx.delete(executions).where(eq(executions.id, to)));
  expect(await isBlobUsed(at.store.read, hash)).toBe(false);
});
