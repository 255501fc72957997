import { expect, test } from 'bun:test';
import { countRounds, nextFailedRound } from '../../src/models/rounds.ts';
import { failedStep, type StepResult, writeStepResult } from '../../src/models/step-results.ts';
import { deployed, queued, stepRow } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

async function run(rounds: number, failing: number[] = [], loop = 'each'): Promise<string> {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  const rows: StepResult[] = [stepRow(id, 1, loop, 'running')];
  for (let round = 0; round < rounds; round++) {
    rows.push(stepRow(id, rows.length + 1, `${loop}[${round}].get`, 'succeeded'));
    rows.push(
      stepRow(
        id,
        rows.length + 1,
        `${loop}[${round}].post`,
        failing.includes(round) ? 'ignored' : 'succeeded',
      ),
    );
  }
  await at.store.write(async (tx) => {
    for (const each of rows) await writeStepResult(tx, each, []);
  });
  return id;
}

test.each([0, 1, 2, 3, 7, 8, 9, 10, 11, 100, 257])('%d rounds of a loop are counted', async (rounds) => {
  expect(await countRounds(at.store.read, await run(rounds), 'each')).toBe(rounds);
});

test('rounds of a loop whose name begins alike, and of loops inside, are others', async () => {
  const id = await run(3, [], 'each[2].line');
  expect(await countRounds(at.store.read, id, 'each[2].line')).toBe(3);
  expect(await countRounds(at.store.read, id, 'each[1].line')).toBe(0);
  expect(await countRounds(at.store.read, id, 'eac')).toBe(0);
});

test('the failed rounds are found one after another in the order in which they ran', async () => {
  const id = await run(120, [2, 10, 101]);
  const { read } = at.store;
  const found: (number | undefined)[] = [];
  let last: number | undefined;
  do {
    last = await nextFailedRound(read, id, 'each', last);
    found.push(last);
  } while (last !== undefined);
  expect(found).toEqual([2, 10, 101, undefined]);
  expect(await nextFailedRound(read, id, 'each', 50)).toBe(101);
  expect(await nextFailedRound(read, id, 'other', undefined)).toBeUndefined();
});

test('the step that a run has failed in is told from those whose error was ignored', async () => {
  const id = await run(5, [1]);
  expect(await failedStep(at.store.read, id)).toBeUndefined();
  await at.store.write((tx) => writeStepResult(tx, stepRow(id, 99, 'last', 'failed'), []));
  expect(await failedStep(at.store.read, id)).toMatchObject({ path: 'last', status: 'failed' });
});
