import { afterEach, describe, expect, test } from 'bun:test';
import { createSandboxPool, type SandboxOptions, type SandboxPool } from '../../src/sandbox/pool.ts';
import type { SandboxReason } from '../../src/sandbox/sandbox-error.ts';
import { childrenOf, failure, isGone, openPool, processState, run, until } from './pools.ts';

const opened: SandboxPool[] = [];
function open(options: Partial<SandboxOptions> = {}): SandboxPool {
  const pool = openPool(options);
  opened.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.close()));
});

const PID = 'return process.pid';
const wait = (milliseconds: number) => `await new Promise((done) => setTimeout(done, ${milliseconds}));`;

describe('a child process', () => {
  test('serves one customer after another call of the same customer', async () => {
    const pool = open();
    const first = await run(pool, 'globalThis.secret = "of acme"; return process.pid', { isolation: 'acme' });
    expect(await run(pool, 'return [process.pid, globalThis.secret]', { isolation: 'acme' })).toEqual([
      first,
      'of acme',
    ]);
  });

  test('is never used for two customers', async () => {
    const pool = open({ maxChildren: 2, maxChildrenPerOwner: 1 });
    const owners = new Map<unknown, string>();
    const calls = Array.from({ length: 24 }, async (_, turn) => {
      const customer = `customer ${turn % 4}`;
      const body = `const seen = globalThis.owner; globalThis.owner = args[0]; return [process.pid, seen ?? args[0]]`;
      const answer = await run(pool, body, { isolation: customer, args: [customer] });
      const [pid, seen] = Array.isArray(answer) ? answer : [];
      expect(seen).toBe(customer);
      expect(owners.get(pid) ?? customer).toBe(customer);
      owners.set(pid, customer);
    });
    await Promise.all(calls);
    expect(owners.size).toBeGreaterThanOrEqual(4);
  });

  test('does one call at a time; others of the customer run beside it, up to a limit', async () => {
    const pool = open({ maxChildren: 4, maxChildrenPerOwner: 2 });
    const body = `globalThis.running = (globalThis.running ?? 0) + 1; const most = running; ${wait(50)} running--; return [process.pid, most]`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => run(pool, body)));
    const pids = new Set(answers.map((answer) => (Array.isArray(answer) ? answer[0] : answer)));
    expect(pids.size).toBe(2);
    expect(answers.every((answer) => Array.isArray(answer) && answer[1] === 1)).toBe(true);
  });

  test('that is idle for long is ended', async () => {
    const pool = open({ idleMs: 50 });
    const pid = Number(await run(pool, PID));
    await until('the idle child ends', () => isGone(pid));
    expect(await run(pool, PID)).not.toBe(pid);
  });

  test('that ended while it was idle is replaced', async () => {
    const pool = open();
    const pid = Number(await run(pool, 'setTimeout(() => process.exit(0), 2000); return process.pid'));
    await until('the child ends', () => isGone(pid));
    await until('the pool knows', async () => (await run(pool, PID).catch(() => pid)) !== pid);
    expect(await run(pool, 'return 1')).toBe(1);
  });
});

describe('when there is no room', () => {
  test('one call of a customer does not wait for the backlog of another', async () => {
    const pool = open({ maxChildren: 1 });
    const order: string[] = [];
    const call = async (isolation: string) => {
      await run(pool, wait(100), { isolation });
      order.push(isolation);
    };
    await Promise.all([...Array<string>(14).fill('flood'), 'small'].map(call));
    expect(order.indexOf('small')).toBeLessThan(8);
    expect(order).toHaveLength(15);
  });

  const never = 'await new Promise(() => setTimeout(() => {}, 60_000));';
  const owned = (owner: string, at: number) => ({ owner, isolation: `${owner} ${at}` });

  test.each([
    ['two owners that wait in all they may have', 2, 4],
    ['one owner with many keys', 1, 40],
    ['ten owners', 10, 4],
  ])('%s leave children for one that has none', async (_what, owners, calls) => {
    const stop = new AbortController();
    const pool = open({ maxChildren: 12, maxChildrenPerOwner: 4 });
    const stuck = Array.from({ length: owners * calls }, (_, at) =>
      run(pool, never, { ...owned(`owner ${at % owners}`, at), signal: stop.signal }).catch(() => undefined),
    );
    if (owners < 10) expect(await run(pool, 'return 7', owned('newcomer', 0))).toBe(7);
    else {
      // all children are at work for an owner each: the newcomer is next when one of them ends
      const newcomer = run(pool, 'return 7', owned('newcomer', 0));
      stop.abort();
      expect(await newcomer).toBe(7);
    }
    stop.abort();
    await Promise.all(stuck);
  });

  test('who has the fewest children at work comes first', async () => {
    const pool = open({ maxChildren: 3, maxChildrenPerOwner: 2 });
    const ends = [new AbortController(), new AbortController(), new AbortController()];
    const stuck = ['flood', 'flood', 'other'].map((owner, at) =>
      run(pool, never, { ...owned(owner, at), signal: (ends[at] ?? new AbortController()).signal }).catch(
        () => undefined,
      ),
    );
    const order: string[] = [];
    const calls = ['flood', 'flood', 'flood', 'small'].map(async (owner, at) => {
      await run(pool, 'return 1', owned(owner, at));
      order.push(owner);
    });
    ends[0]?.abort();
    await calls[3];
    expect(order[0]).toBe('small');
    for (const end of ends) end.abort();
    await Promise.all([...calls, ...stuck]);
  });

  test('a child is not given up for each call that others wait for', async () => {
    const pool = open({ maxChildren: 1, turnMs: 600_000 });
    const calls = Array.from({ length: 40 }, (_, turn) =>
      run(pool, PID, { isolation: `customer ${turn % 2}` }),
    );
    expect(new Set(await Promise.all(calls)).size).toBeLessThan(10);
  });

  test('the child that was idle longest makes way', async () => {
    const pool = open({ maxChildren: 2, maxChildrenPerOwner: 1 });
    const oldest = Number(await run(pool, PID, { isolation: 'a' }));
    const newer = Number(await run(pool, PID, { isolation: 'b' }));
    await run(pool, PID, { isolation: 'c' });
    await until('the oldest ends', () => isGone(oldest));
    expect(await run(pool, PID, { isolation: 'b' })).toBe(newer);
  });

  test('a call that is cancelled while it waits gives up its place', async () => {
    const pool = open({ maxChildren: 1 });
    const stop = new AbortController();
    const first = run(pool, `${wait(200)} return 'done'`);
    const waiting = run(pool, 'return 1', { signal: stop.signal });
    stop.abort();
    expect((await failure(waiting)).reason).toBe('aborted');
    expect(await first).toBe('done');
    expect(await run(pool, 'return 2')).toBe(2);
  });

  test('waiting does not count against the time of the code', async () => {
    const pool = open({ maxChildren: 1 });
    const calls = [1, 2, 3].map(() => run(pool, `${wait(1200)} return 'done'`, { deadlineMs: 3000 }));
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done']);
  });
});

describe('the spare child', () => {
  test('is not there before it is needed, and then serves the first call of a customer', async () => {
    const before = childrenOf(process.pid).map(({ pid }) => pid);
    const added = () => childrenOf(process.pid).filter(({ pid }) => !before.includes(pid));
    const pool = open();
    expect(added()).toEqual([]);
    pool.warm();
    pool.warm();
    expect(await pool.confinement()).toMatchObject({ level: 'full' });
    const [spare, ...others] = added();
    expect(others).toEqual([]);
    expect(await run(pool, PID)).toBe(spare?.pid);
    await until('there is a new one', () => added().length === 2);
  });
});

test('whatever the code of others does, each call gets its own answer', async () => {
  const pool = open({ maxChildren: 3, maxChildrenPerOwner: 2, idleMs: 200 });
  const behaviours: [body: string, outcome: 'value' | SandboxReason][] = [
    ['return args[0]', 'value'],
    ["throw new Error('mine ' + args[0])", 'code'],
    ['process.exit(1)', 'died'],
    ['while (true);', 'timeout'],
    [`${wait(30)} return args[0]`, 'value'],
    ['setTimeout(() => process.exit(0), 5); await new Promise(() => {})', 'died'],
  ];
  const calls = Array.from({ length: 36 }, async (_, turn) => {
    const [body, outcome] = behaviours[(turn * 7) % behaviours.length] ?? ['return args[0]', 'value'];
    const deadlineMs = outcome === 'timeout' ? 300 : 60_000;
    const call = run(pool, body, { args: [turn], isolation: `customer ${turn % 4}`, deadlineMs });
    if (outcome === 'value') expect(await call).toBe(turn);
    else expect((await failure(call)).reason).toBe(outcome);
  });
  await Promise.all(calls);
}, 180_000);

describe('the end', () => {
  test('of the pool ends all children, running ones too, and leaves no zombies', async () => {
    const pool = open();
    const pid = Number(await run(pool, PID, { isolation: 'b' }));
    let running = 0;
    const endless = run(pool, 'console.log(process.pid); while (true);', {
      isolation: 'a',
      onLog: (_level, text) => {
        running = Number(text);
      },
    });
    const ended = failure(endless);
    await until('the loop runs', () => running > 0);
    const queued = Array.from({ length: 20 }, () => failure(run(pool, 'while (true);', { isolation: 'a' })));
    await pool.close();
    expect((await ended).message).toContain('the server stops');
    for (const error of await Promise.all(queued)) expect(['closed', 'died']).toContain(error.reason);
    expect([pid, running].map((child) => processState(child))).toEqual([undefined, undefined]);
    expect(childrenOf(process.pid).filter(({ state }) => state === 'Z')).toEqual([]);
    expect((await failure(run(pool, 'return 1'))).reason).toBe('closed');
    expect(pool.confinement()).rejects.toThrow('the server stops');
  });

  test('of the server, however sudden, ends its children', async () => {
    for (const body of ['while (true);', 'await new Promise(() => {});', 'return 1;']) {
      const script = `
        import { openPool, run } from ${JSON.stringify(import.meta.resolve('./pools.ts'))};
        const pool = openPool();
        setInterval(() => {}, 1000);
        await run(pool, ${JSON.stringify(`console.log(process.pid); ${body}`)}, { onLog: (_level, text) => console.log(text), deadlineMs: 60000 });`;
      const server = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' });
      const { value } = await server.stdout.getReader().read();
      const child = Number(new TextDecoder().decode(value));
      expect(processState(child)?.parent).toBe(server.pid);
      const all = childrenOf(server.pid).map(({ pid }) => pid);
      expect(all).toContain(child);
      server.kill('SIGKILL');
      await server.exited;
      for (const pid of all) await until('the child ends with its server', () => isGone(pid));
    }
  });

  test('a program that cannot start a child says so', async () => {
    const missing = createSandboxPool({ self: ['/does/not/exist'] });
    const error = await failure(run(missing, 'return 1'));
    expect(error).toMatchObject({ reason: 'died', message: expect.stringContaining('could not be started') });
    const broken = createSandboxPool({ self: [process.execPath, '/does/not/exist.ts'] });
    expect((await failure(run(broken, 'return 1'))).message).toMatch(/did not start.*exist\.ts/s);
    await Promise.all([missing.close(), broken.close()]);
  });
});
