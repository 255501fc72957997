import { expect, test } from 'bun:test';
import { JobLoop } from '../../src/engine/job-loop.ts';
import { createLog } from '../../src/lib/log.ts';
import { SECOND } from '../../src/lib/time.ts';
import { until } from '../support/engine.ts';

const log = createLog('json', () => undefined);

test.each(Array.from({ length: 10 }, (_, turns) => turns))(
  'whoever asks %d turns after the last thing that a pass does is heard',
  async (turns) => {
    let passes = 0;
    const loop = new JobLoop({
      log,
      failure: 'It failed',
      async pass() {
        passes += 1;
        if (passes === 1) void askIn(turns);
        return undefined;
      },
    });
    async function askIn(left: number): Promise<void> {
      for (let n = 0; n < left; n++) await undefined;
      loop.look();
    }
    loop.look();
    await until(() => passes === 2);
    await loop.stop();
  },
);

test('a pass that fails is made again in a second, and not at once, also where somebody has asked', async () => {
  const at: number[] = [];
  const loop = new JobLoop({
    log,
    failure: 'It failed',
    async pass() {
      at.push(Date.now());
      if (at.length > 1) return undefined;
      loop.look();
      throw new Error('not now');
    },
  });
  loop.look();
  await until(() => at.length === 2);
  await loop.stop();
  const [first = 0, second = 0] = at;
  expect(second - first).toBeGreaterThanOrEqual(SECOND - 20);
});

test('once it is stopped nothing is begun', async () => {
  let passes = 0;
  const loop = new JobLoop({
    log,
    failure: 'It failed',
    async pass(isStopped) {
      passes += 1;
      await Bun.sleep(10);
      return isStopped() ? undefined : 0;
    },
  });
  loop.look();
  await until(() => passes === 1);
  await loop.stop();
  loop.look();
  await Bun.sleep(30);
  expect(passes).toBe(1);
});
