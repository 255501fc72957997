import { afterEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions, schedules } from '../../src/db/schema.ts';
import { DAY, HOUR, MINUTE, now, SECOND, setClockAhead } from '../../src/lib/time.ts';
import { pauseExecution, resumeExecution } from '../../src/models/pauses.ts';
import { firingOrigin } from '../../src/models/schedules.ts';
import { flow, type Probe, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(async () => {
  setClockAhead(0);
  await shop.close();
});

const JUMPS: [how: string, jump: number][] = [
  ['20 seconds back', -20 * SECOND],
  ['an hour back', -HOUR],
  ['forty days back', -40 * DAY],
  ['to 1970', -Date.now()],
  ['an hour ahead', HOUR],
  ['forty days ahead', 40 * DAY],
];

const note = (seen: unknown[]): Probe => ({ note: { perform: () => ({ data: seen.push(1) }) } });

describe.each(JUMPS)('a clock that is set %s', (_, jump) => {
  test('while nothing runs holds up nothing that was accepted before', async () => {
    const seen: unknown[] = [];
    shop = workshop(note(seen));
    const instance = await shop.deploy([flow('Main', [step('Note', 'probe.note')])]);
    for (let n = 0; n < 14; n++) await shop.call(instance, 'Main', n);
    setClockAhead(jump);
    await shop.engine();
    await until(() => seen.length === 14 || undefined);
  });

  test('while it runs holds up nothing that is accepted then, nor what was in flight at a crash', async () => {
    let isFirst = true;
    const perform: Probe[string]['perform'] = () => (isFirst ? new Promise(() => undefined) : { data: 1 });
    shop = workshop({ work: { perform } });
    const first = await shop.engine();
    const instance = await shop.deploy([flow('Main', [step('Work', 'probe.work')])]);
    const inFlight = await shop.call(instance, 'Main', {}, first);
    await until(async () => (await shop.execution(inFlight)).status === 'running' || undefined);
    isFirst = false;
    setClockAhead(jump);
    const second = await shop.engine();
    const fresh = await shop.call(instance, 'Main', {}, second);
    for (const id of [inFlight, fresh]) expect((await shop.end(id)).status).toBe('succeeded');
  });
});

/** A step that fails at its first try, to be tried again a second later. */
function shaky() {
  let tries = 0;
  const perform: Probe[string]['perform'] = () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return { data: tries };
  };
  const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 1 } };
  return { probe: { shaky: { perform } }, flows: [flow('Main', [step('Shaky', 'probe.shaky', {}, retry)])] };
}

describe('a run that was put aside while the clock was forty days ahead', () => {
  async function putAside() {
    const { probe, flows } = shaky();
    shop = workshop(probe);
    setClockAhead(40 * DAY);
    const engine = await shop.engine();
    const instance = await shop.deploy(flows);
    const id = await shop.call(instance, 'Main', {}, engine);
    await until(async () => (await shop.execution(id)).status === 'waiting' || undefined);
    return { id, engine };
  }

  test('goes on a second later although the clock has been set right', async () => {
    const { id } = await putAside();
    setClockAhead(0);
    expect((await shop.end(id)).status).toBe('succeeded');
  });

  test('goes on after a restart with the right clock', async () => {
    const { id, engine } = await putAside();
    await engine.stop(1000);
    setClockAhead(0);
    await shop.engine();
    expect((await shop.end(id)).status).toBe('succeeded');
  });

  test('and paused meanwhile goes on once it is resumed', async () => {
    const { id, engine } = await putAside();
    await shop.store.write((tx) => pauseExecution(tx, EVERYTHING, id));
    await engine.stop(1000);
    setClockAhead(0);
    const next = await shop.engine();
    next.wake(await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, id)));
    expect((await shop.end(id)).status).toBe('succeeded');
  });
});

test('a run that waits longer than the clock was wrong waits as long as it was told to', async () => {
  const { probe, flows } = shaky();
  shop = workshop(probe);
  const engine = await shop.engine();
  const instance = await shop.deploy(flows);
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(async () => (await shop.execution(id)).status === 'waiting' || undefined);
  await engine.stop(1000);
  const runAt = now() + HOUR;
  await shop.store.write((tx) => tx.update(executions).set({ runAt }).where(eq(executions.id, id)));
  await shop.engine();
  expect(await shop.execution(id)).toMatchObject({ status: 'waiting', runAt });
});

describe.each([
  ['an hour', HOUR],
  ['forty days', 40 * DAY],
  ['ten years', 3650 * DAY],
] as [string, number][])('a schedule, when the clock was ahead by %s for a moment', (_, ahead) => {
  const every = (minutes: string) => ({
    name: 'Main',
    steps: [
      step(
        'Start',
        'schedule-triggers.schedule',
        {},
        {
          isTrigger: true,
          schedule: { type: 'value', value: minutes, meta: { scheduleType: 'custom', timeZone: 'UTC' } },
        },
      ),
    ],
  });
  const nextOf = async (id: string) => {
    const [row] = await shop.store.read.select().from(schedules).where(eq(schedules.instanceId, id));
    return row?.nextRunAt ?? 0;
  };

  async function fireAhead() {
    shop = workshop();
    const instance = await shop.deploy([every('* * * * *')]);
    setClockAhead(ahead);
    const engine = await shop.engine();
    await until(async () => (await nextOf(instance.id)) > Date.now() + ahead || undefined);
    setClockAhead(0);
    return { instance, engine };
  }

  async function expectRight(id: string) {
    await until(async () => (await nextOf(id)) <= Date.now() + MINUTE || undefined);
    expect(shop.lines.some((line) => line.includes('a schedule is set back'))).toBe(true);
    // What that clock took for missed is still to come.
    const rows = await shop.store.read.select().from(executions);
    const skipped = rows.filter(({ status }) => status === 'skipped');
    expect(
      skipped.filter(
        ({ origin }) =>
          origin !== null && origin > firingOrigin({ instanceId: id, flow: 'Main' }, Date.now()),
      ),
    ).toEqual([]);
  }

  test('is set back at the next look, with a warning, and loses no firing', async () => {
    const { instance, engine } = await fireAhead();
    engine.heed([]);
    await expectRight(instance.id);
  });

  test('is set back at the start of another process', async () => {
    const { instance, engine } = await fireAhead();
    await engine.stop(1000);
    await shop.engine();
    await expectRight(instance.id);
  });
});
