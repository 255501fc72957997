/** What would raise a false alarm where the machine is busy with something else. */
import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tests = readdirSync(import.meta.dir, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.test\.tsx?$/.test(name) && name !== 'busy-machine.test.ts')
  .map((name) => ({ name, text: readFileSync(join(import.meta.dir, name), 'utf8') }));

/** These measure that something takes at least so long, which holds however busy the machine is. */
const AT_LEAST = [
  'components/http-failures.test.ts',
  'components/sleep.test.ts',
  'db/store-faults.test.ts',
  'sandbox/network.test.ts',
];

/** No test gives up earlier: one that hangs is told all the same. */
const PATIENCE = 180_000;

test('no test measures by the clock on the wall: times are the bench’s, or the processor’s (processor-time.ts)', () => {
  const measuring = tests.filter(({ text }) => /performance\.now\(|nanoseconds\(|hrtime/.test(text));
  expect(measuring.map(({ name }) => name).sort()).toEqual(AT_LEAST);
});

test('no test gives up before three minutes', () => {
  const limits = /^(?:\s*\}|.*\)), ([\d_]+)\);$|^\s+([\d_]+),\n\s*\);$|setDefaultTimeout\(([\d_]+)\)/gm;
  const impatient = tests.flatMap(({ name, text }) =>
    [...text.matchAll(limits)].flatMap(([line, ...found]) => {
      const limit = found.find((each) => each !== undefined) ?? '';
      // What is smaller is a number of something else.
      const isTime = limit.endsWith('000') && Number(limit.replaceAll('_', '')) >= 1000;
      return isTime && Number(limit.replaceAll('_', '')) < PATIENCE ? [`${name}: ${line.trim()}`] : [];
    }),
  );
  expect(impatient).toEqual([]);
});
