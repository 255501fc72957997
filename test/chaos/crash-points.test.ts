import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, until } from '../support/binary.ts';
import { Crash, makeWorld, type World } from './crash-world.ts';
import { crashPoints } from './labels.ts';
import { countedIn } from './ledger.ts';

setDefaultTimeout(180_000);

type Case = {
  /** What is promised, as the end of a sentence. */
  promise: string;
  /** Makes a process die at the point and answers how it ended. */
  provoke(crash: Crash, point: string): Promise<number | string>;
  /** Whether the caller may have been answered. */
  answered: 'never' | 'perhaps';
  /** Statuses of the runs after the next start, oldest first. */
  runs: string[];
  /** What the upstream was sent over both lives of the process. */
  sent: string[];
  /** How many of the runs are counted; all where it is left out. */
  counted?: number;
};

const byCalling = (flow: 'Two' | 'Answers' | 'Calls') => (crash: Crash, point: string) =>
  crash.dieOfCall(point, flow);

async function byRetrying(crash: Crash, point: string) {
  crash.upstream.answer = (call) =>
    new Response('', { status: call.path === '/shaky' && crash.sent.length === 1 ? 500 : 200 });
  return await crash.dieOfCall(point, 'Retries');
}

async function byFailing(crash: Crash, point: string) {
  crash.upstream.answer = () => new Response('', { status: 500 });
  return await crash.dieOfCall(point, 'Asides');
}

async function byMissing(crash: Crash, point: string) {
  crash.missFirings();
  return await crash.dieAtStart(point);
}

async function byTakingOver(crash: Crash, point: string) {
  const before = await crash.startUnarmed();
  const open = await crash.runAtTheGate(before);
  await before.kill9();
  open();
  return await crash.dieAtStart(point);
}

async function byReplaying(crash: Crash, point: string) {
  const before = await crash.startUnarmed();
  crash.upstream.answer = (call) => new Response('', { status: call.path === '/second' ? 500 : 200 });
  await crash.call(before, 'Two');
  const [failed] = await crash.runsOnceEnded(before, 1);
  await before.stop();
  crash.upstream.answer = () => Response.json({ ok: true });
  const server = await crash.startArmed(point);
  const replay = server.call('POST', `/executions/${failed?.id}/replays`, { from: 'failed-step' });
  crash.answered = await replay.then(
    ({ status }) => status,
    () => undefined,
  );
  return await server.ended;
}

async function byTesting(crash: Crash, point: string) {
  const server = await crash.startArmed(point);
  await crash.test(server, 'Two');
  return await server.ended;
}

async function byStopping(crash: Crash, point: string) {
  const server = await crash.startArmed(point);
  const open = await crash.runAtTheGate(server);
  server.signal('SIGTERM');
  await until('the server to be stopping', () => server.log.some((line) => line.startsWith('Stopping')));
  open();
  return await server.ended;
}

const ONE_RUN = { runs: ['succeeded'], sent: ['first', 'second'] };

const CASES: Record<string, Case> = {
  'accept:before-commit': {
    promise: 'the caller got no answer and nothing runs',
    provoke: byCalling('Two'),
    answered: 'never',
    runs: [],
    sent: [],
  },
  'accept:after-commit': {
    promise: 'the caller got no answer, and the run that is stored runs once',
    provoke: byCalling('Two'),
    answered: 'never',
    ...ONE_RUN,
  },
  'accept:before-answer': {
    promise: 'the caller got no answer, and the run that is stored runs once',
    provoke: byCalling('Two'),
    answered: 'never',
    ...ONE_RUN,
  },
  'claim:before-commit': {
    promise: 'a run that waited for its retry is begun by the next process',
    provoke: byRetrying,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['shaky', 'shaky', 'second'],
  },
  'claim:after-commit': {
    promise: 'a run that was leased but not begun is taken over',
    provoke: byRetrying,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['shaky', 'shaky', 'second'],
  },
  'step:before-commit': {
    promise: 'the step whose result was not stored is run again, and no other',
    provoke: byCalling('Two'),
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['first', 'first', 'second'],
  },
  'step:after-commit': {
    promise: 'the step whose result was stored is not run again',
    provoke: byCalling('Two'),
    answered: 'perhaps',
    ...ONE_RUN,
  },
  'finish:before-commit': {
    promise: 'only the last step is run again',
    provoke: byCalling('Two'),
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['first', 'second', 'second'],
  },
  'finish:after-commit': {
    promise: 'the run has ended and stays so',
    provoke: byCalling('Two'),
    answered: 'perhaps',
    ...ONE_RUN,
  },
  'wait:before-commit': {
    promise: 'the failed attempt is made again',
    provoke: byRetrying,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['shaky', 'shaky', 'second'],
  },
  'wait:after-commit': {
    promise: 'the next attempt is made when it is due',
    provoke: byRetrying,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['shaky', 'shaky', 'second'],
  },
  'schedule:before-commit': {
    promise: 'the missed firing runs once, and the two before it are recorded as skipped',
    provoke: byMissing,
    answered: 'never',
    runs: ['skipped', 'skipped', 'succeeded'],
    sent: ['report'],
  },
  'schedule:after-commit': {
    promise: 'the firing that is stored runs once and is not made again',
    provoke: byMissing,
    answered: 'never',
    runs: ['skipped', 'skipped', 'succeeded'],
    sent: ['report'],
  },
  'invoke:before-commit': {
    promise: 'the other flow is called once',
    provoke: byCalling('Calls'),
    answered: 'perhaps',
    runs: ['succeeded', 'succeeded'],
    sent: ['only', 'second'],
  },
  'invoke:after-commit': {
    promise: 'the call that is stored is not made a second time',
    provoke: byCalling('Calls'),
    answered: 'perhaps',
    runs: ['succeeded', 'succeeded'],
    sent: ['only', 'second'],
  },
  'release:before-commit': {
    promise: 'a run that a stop has interrupted goes on at its next step',
    provoke: byStopping,
    answered: 'perhaps',
    ...ONE_RUN,
  },
  'release:after-commit': {
    promise: 'a run that was given back goes on at its next step',
    provoke: byStopping,
    answered: 'perhaps',
    ...ONE_RUN,
  },
  'replay:before-commit': {
    promise: 'the replay that was not answered is not made',
    provoke: byReplaying,
    answered: 'never',
    runs: ['failed'],
    sent: ['first', 'second'],
  },
  'replay:after-commit': {
    promise: 'the replay that is stored runs once, from the failed step',
    provoke: byReplaying,
    answered: 'never',
    runs: ['failed', 'succeeded'],
    sent: ['first', 'second', 'second'],
  },
  'test:before-commit': {
    promise: 'the test of the draft that was not answered is not made',
    provoke: byTesting,
    answered: 'never',
    runs: [],
    sent: [],
  },
  'test:after-commit': {
    promise: 'the test that is stored runs once, and is counted nowhere',
    provoke: byTesting,
    answered: 'never',
    ...ONE_RUN,
    counted: 0,
  },
  'take-over:before-commit': {
    promise: 'what a dead process has left is taken over by the one after',
    provoke: byTakingOver,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['first', 'first', 'second'],
  },
  'take-over:after-commit': {
    promise: 'what was taken over already is run by the one after',
    provoke: byTakingOver,
    answered: 'perhaps',
    runs: ['succeeded'],
    sent: ['first', 'first', 'second'],
  },
  'pause:before-commit': {
    promise: 'the step whose failure was not stored is run again, and its run is set aside',
    provoke: byFailing,
    answered: 'perhaps',
    runs: ['paused'],
    sent: ['wrong', 'wrong'],
    counted: 0,
  },
  'pause:after-commit': {
    promise: 'a run that is set aside stays so, and its failed step is not run again',
    provoke: byFailing,
    answered: 'perhaps',
    runs: ['paused'],
    sent: ['wrong'],
    counted: 0,
  },
  'sync:before-answer': {
    promise: 'the caller got no answer, and the run has ended and is not run again',
    provoke: byCalling('Answers'),
    answered: 'never',
    ...ONE_RUN,
  },
};

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  world.upstream.stop();
  await cleanUp();
});

/** Of a start on a folder of an older executable: `test/journeys/old-folder.test.ts`; of jobs: `upgrades.test.ts` and `jobs.test.ts` here. */
const ELSEWHERE = [
  'connection-records:after-commit',
  'connection-records:before-commit',
  'job:after-commit',
  'job:before-commit',
  'upgrade:after-commit',
  'upgrade:before-commit',
];

test('every point at which the process can be made to die has its case here', () => {
  expect([...Object.keys(CASES), ...ELSEWHERE].sort()).toEqual(crashPoints());
});

test.each(Object.entries(CASES).map(([point, each]) => ({ point, ...each })))(
  'killed at $point, $promise',
  async ({ point, provoke, answered, runs, sent, counted = runs.length }) => {
    const crash = new Crash(world);
    expect(await provoke(crash, point)).toBe('SIGKILL');
    if (answered === 'never') expect(crash.answered).toBeUndefined();
    expect(await crash.recover(runs.length)).toEqual(runs);
    expect(countedIn(crash.dataFolder)).toBe(counted);
    // Flows that run side by side may call in either order.
    expect(crash.sent.toSorted()).toEqual(sent.toSorted());
  },
);

test('a run in which the process has died three times is set aside, and the next start is not its fourth victim', async () => {
  const crash = new Crash(world);
  const point = 'step:before-commit';
  expect(await crash.dieOfCall(point, 'Two')).toBe('SIGKILL');
  expect(await crash.dieAtStart(point)).toBe('SIGKILL');
  expect(await crash.dieAtStart(point)).toBe('SIGKILL');
  const server = await crash.startArmed(point);
  const [run] = await crash.runsOnceEnded(server, 1);
  expect(run).toMatchObject({ status: 'paused', error: { message: expect.stringContaining('3 times') } });
  expect(crash.sent).toEqual(['first', 'first', 'first']);
  await server.stop();
  const mended = await crash.startUnarmed();
  expect((await mended.call('DELETE', `/executions/${run?.id}/pause`)).status).toBe(200);
  await until('the resumed run to succeed', async () => {
    const [again] = await crash.runsOnceEnded(mended, 1);
    return again?.status === 'succeeded';
  });
  expect(crash.sent).toEqual(['first', 'first', 'first', 'first', 'second']);
  await mended.stop();
});

test('a run that kills its process each time is set aside after three deaths, and all that ran beside it succeed', async () => {
  const crash = new Crash(world);
  const first = crash.startUnarmed();
  crash.killWhoCallsDeadly(first);
  for (let n = 0; n < 6; n++) await crash.call(await first, 'Two');
  await until('the others to be in flight', () => crash.sent.length === 6);
  await crash.call(await first, 'Deadly');
  let deaths = 1;
  expect(await (await first).ended).toBe('SIGKILL');
  for (;;) {
    const next = crash.startUnarmed();
    crash.serveNext(next);
    const server = await next;
    const all = await crash.runsOnceEnded(server, 7).catch(() => undefined);
    if (all) {
      const statuses = all.map(({ status }) => status).toSorted();
      expect(statuses).toEqual(['paused', ...Array.from({ length: 6 }, () => 'succeeded')]);
      await server.stop();
      break;
    }
    expect(await server.ended).toBe('SIGKILL');
    deaths += 1;
  }
  expect(deaths).toBe(3);
  expect(crash.sent.filter((path) => path === 'deadly')).toHaveLength(3);
  expect(crash.sent.filter((path) => path === 'second').length).toBeGreaterThanOrEqual(6);
});
