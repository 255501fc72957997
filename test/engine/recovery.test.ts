import { afterEach, describe, expect, test } from 'bun:test';
import { flow, type Probe, reference, step, until, value, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

/** Steps that count their calls, one of which never answers in the first process. */
function counting(hangAt: string) {
  const calls: string[] = [];
  let isFirstProcess = true;
  const perform: Probe[string]['perform'] = (context) => {
    calls.push(context.stepId);
    if (isFirstProcess && context.stepId === hangAt) return new Promise(() => undefined);
    return { data: `${context.stepId} of ${context.idempotencyKey.split(':')[1]}` };
  };
  return {
    calls,
    probe: { work: { perform } },
    restart: () => {
      isFirstProcess = false;
    },
  };
}

const work = (name: string) => step(name, 'probe.work');

async function crashAt(hangAt: string, steps: ReturnType<typeof step>[], body: unknown = {}) {
  const { calls, probe, restart } = counting(hangAt);
  shop = workshop(probe);
  const first = await shop.engine();
  const instance = await shop.deploy([flow('Main', steps)]);
  const id = await shop.call(instance, 'Main', body, first);
  await until(() => calls.includes(hangAt) || undefined);
  restart();
  // A second boot on the same store: the leases of the first are those of a dead process.
  await shop.engine();
  return { calls, execution: await shop.end(id), steps: await shop.steps(id) };
}

describe('after a crash', () => {
  test('a run goes on at the first step without a result, and no finished step runs again', async () => {
    const { calls, execution } = await crashAt('second', [work('First'), work('Second'), work('Third')]);
    expect(execution.status).toBe('succeeded');
    expect(calls).toEqual(['first', 'second', 'second', 'third']);
  });

  test('a loop goes on in the round that was interrupted, with the items it began with', async () => {
    const loop = step(
      'Each',
      'loop.loopOverItems',
      { items: reference('start.results.body.data') },
      { steps: [work('In'), work('Out')] },
    );
    const { calls, steps } = await crashAt('each[1].out', [loop, work('After')], ['a', 'b', 'c']);
    expect(calls.filter((path) => path === 'each[0].out')).toHaveLength(1);
    expect(calls.filter((path) => path === 'each[1].in')).toHaveLength(1);
    expect(calls.filter((path) => path === 'each[1].out')).toHaveLength(2);
    expect(steps.find(({ path }) => path === 'each')?.data).toHaveLength(3);
  });

  test('a branch that was taken is taken again without asking', async () => {
    const branch = step(
      'Choose',
      'branch.branchOnValue',
      {
        inputValue: reference('first.results'),
        branchValueMappings: { type: 'complex', value: [{ name: 'Yes', ...value('first of first') }] },
      },
      {
        branches: [
          { name: 'Yes', steps: [work('Inside')] },
          { name: 'Else', steps: [] },
        ],
      },
    );
    const { calls, execution } = await crashAt('inside', [work('First'), branch, work('Last')]);
    expect(execution.status).toBe('succeeded');
    expect(calls).toEqual(['first', 'inside', 'inside', 'last']);
  });

  test('a run in whose step the process died three times with nothing else running is set aside', async () => {
    shop = workshop({ work: { perform: () => new Promise(() => undefined) } });
    const instance = await shop.deploy([flow('Main', [work('Killer')])]);
    const first = await shop.engine();
    const id = await shop.call(instance, 'Main', {}, first);
    for (let boot = 0; boot < 3; boot++) {
      await until(async () => (await shop.execution(id)).status === 'running' || undefined);
      await shop.engine();
    }
    const execution = await shop.execution(id);
    expect(execution).toMatchObject({ status: 'paused', endedAt: null });
    expect(execution.error?.message).toContain('3 times');
  });

  test('those that were in flight are tried one at a time, beside what is new', async () => {
    const inside: string[] = [];
    const open = new Map<string, () => void>();
    const perform: Probe[string]['perform'] = (context) => {
      const { executionId: id } = context;
      inside.push(id);
      return new Promise((resolve) => open.set(id, () => resolve({ data: 1 })));
    };
    shop = workshop({ work: { perform } });
    const first = await shop.engine();
    const instance = await shop.deploy([flow('Main', [work('Only')])]);
    const ids = [];
    for (let n = 0; n < 4; n++) ids.push(await shop.call(instance, 'Main', n, first));
    await until(() => inside.length === 4 || undefined);
    inside.length = 0;
    const second = await shop.engine();
    const fresh = await shop.call(instance, 'Main', 'new', second);
    await until(() => inside.includes(fresh) || undefined);
    const tried: string[] = [];
    while (tried.length < 4) {
      const suspects = await until(() => {
        const some = inside.filter((id) => id !== fresh && !tried.includes(id));
        return some.length > 0 ? some : undefined;
      });
      expect(suspects).toHaveLength(1);
      tried.push(...suspects);
      for (const id of suspects) open.get(id)?.();
    }
    open.get(fresh)?.();
    for (const id of [...ids, fresh]) expect((await shop.end(id)).status).toBe('succeeded');
  });
});

describe('a cancelled run', () => {
  test('stops in its step, and nothing more is stored for it', async () => {
    const { calls, probe } = counting('second');
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy([flow('Main', [work('First'), work('Second'), work('Third')])]);
    const id = await shop.call(instance, 'Main', {}, engine);
    await until(() => calls.includes('second') || undefined);
    const { cancelExecution } = await import('../../src/models/executions.ts');
    const { EVERYTHING } = await import('../support/viewers.ts');
    await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
    engine.abort({ id, instanceId: instance.id }, { message: 'Cancelled by a user.' });
    await until(() => engine.running() === 0 || undefined);
    expect((await shop.execution(id)).status).toBe('cancelled');
    expect((await shop.steps(id)).map(({ path }) => path)).toEqual(['first']);
  });
});

describe('a graceful stop', () => {
  test('lets the running step end, gives the run back, and the next process goes on', async () => {
    let release: (() => void) | undefined;
    const calls: string[] = [];
    const perform: Probe[string]['perform'] = async (context) => {
      calls.push(context.stepId);
      if (calls.length === 1) {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      return { data: 1 };
    };
    shop = workshop({ work: { perform } });
    const first = await shop.engine();
    const instance = await shop.deploy([flow('Main', [work('First'), work('Second')])]);
    const id = await shop.call(instance, 'Main', {}, first);
    await until(() => release !== undefined || undefined);
    const stopped = first.stop(5000);
    release?.();
    await stopped;
    expect((await shop.execution(id)).status).toBe('queued');
    await shop.engine();
    expect((await shop.end(id)).status).toBe('succeeded');
    expect(calls).toEqual(['first', 'second']);
  });
});
