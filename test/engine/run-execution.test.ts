import { afterEach, describe, expect, test } from 'bun:test';
import { flow, type Probe, reference, step, value, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

async function runOnce(steps: ReturnType<typeof step>[], body: unknown = {}, probe: Probe = {}, flags = {}) {
  shop = workshop(probe);
  const engine = await shop.engine(flags);
  return await shop.run(await shop.deploy([flow('Main', steps)]), 'Main', body, engine);
}

const upper = (name: string, from: string) =>
  step(name, 'text-manipulation.upperCase', { text: reference(from) });

describe('a run', () => {
  test('runs its steps one after another and each sees the results before it', async () => {
    const { execution, steps } = await runOnce(
      [upper('First', 'start.results.body.data.word'), upper('Second Step', 'first.results')],
      { word: 'hello' },
    );
    expect(execution.status).toBe('succeeded');
    expect(steps.map(({ path, data }) => [path, data])).toEqual([
      ['first', 'HELLO'],
      ['secondStep', 'HELLO'],
    ]);
  });

  test('fails at the first step that fails, says which, and runs no later one', async () => {
    const { execution, steps } = await runOnce([
      step('Sum', 'math.add', { numbers: { type: 'complex', value: [value('x'), value('2')] } }),
      upper('Later', 'sum.results'),
    ]);
    expect(execution.status).toBe('failed');
    expect(execution.error?.step).toBe('Sum');
    expect(steps.map(({ path, status }) => [path, status])).toEqual([['sum', 'failed']]);
  });

  test('names the component that is missing here when the step is reached', async () => {
    const { execution } = await runOnce([step('Post', 'acme-erp.sendOrder')]);
    expect(execution.error?.message).toContain('acme-erp.sendOrder');
  });

  test('ends early and well at a Stop Execution step', async () => {
    const { execution, steps } = await runOnce([
      step('Stop', 'stop-execution.stopExecution', { statusCode: value('201') }),
      upper('Later', 'stop.results'),
    ]);
    expect(execution.status).toBe('succeeded');
    expect(steps).toHaveLength(1);
  });

  test.each([
    ['null', () => Promise.reject(null)],
    ['undefined', () => Promise.reject(undefined)],
    ['a number', () => Promise.reject(7)],
    [
      'an error whose message throws',
      () => {
        throw Object.defineProperty(new Error(), 'message', {
          get() {
            throw new Error('no');
          },
        });
      },
    ],
    [
      'a Proxy that refuses everything',
      () => {
        throw new Proxy(
          {},
          {
            get() {
              throw new Error('no');
            },
            has() {
              throw new Error('no');
            },
            getPrototypeOf() {
              throw new Error('no');
            },
          },
        );
      },
    ],
    ['an object without a prototype', () => Promise.reject(Object.create(null))],
  ])('stores a failure as a value when a step throws %s', async (_what, perform) => {
    const { execution } = await runOnce([step('Odd', 'probe.odd')], {}, { odd: { perform } });
    expect(execution.status).toBe('failed');
    expect(typeof execution.error?.message).toBe('string');
  });

  test('fails a step whose result cannot be stored, with the path to the culprit', async () => {
    const probe = { bad: { perform: () => ({ data: { items: [{ onClick: () => 1 }] } }) } };
    const { execution } = await runOnce([step('Bad', 'probe.bad')], {}, probe);
    expect(execution.error?.message).toContain('data.items[0].onClick');
  });

  test('refuses a result over the limit and says limit and value', async () => {
    const probe = { big: { perform: () => ({ data: 'x'.repeat(2_000_000) }) } };
    const { execution } = await runOnce([step('Big', 'probe.big')], {}, probe, { 'max-result-mb': '1' });
    expect(execution.status).toBe('failed');
    expect(execution.error?.message).toContain('1 MB');
  });

  test('is stopped at its time limit, whatever the step does', async () => {
    const probe = { hang: { perform: () => new Promise(() => undefined) } };
    const { execution } = await runOnce([step('Hang', 'probe.hang')], {}, probe, { 'max-run-seconds': '1' });
    expect(execution.status).toBe('failed');
    expect(execution.error?.message).toContain('1 seconds, which is the limit');
  });

  test('is stopped at the limit of steps', async () => {
    const loop = step(
      'Many',
      'loop.loopNTimes',
      { iterationCount: value('50') },
      { steps: [upper('In', 'start.results')] },
    );
    const { execution } = await runOnce([loop], {}, {}, { 'max-steps': '20' });
    expect(execution.error?.message).toContain('20 steps, which is the limit');
  });
});

describe('error handlers', () => {
  const handled = (errorConfig: Record<string, unknown>) => [
    step('Shaky', 'probe.shaky', {}, { errorConfig }),
    step('After', 'probe.after'),
  ];
  const probeFailing = (times: number) => {
    let calls = 0;
    return {
      calls: () => calls,
      probe: {
        shaky: {
          perform: () => {
            calls += 1;
            if (calls <= times) throw new Error(`failure ${calls}`);
            return { data: calls };
          },
        },
        after: { perform: () => ({ data: 'ran' }) },
      },
    };
  };

  test('ignore goes on without a result', async () => {
    const { probe } = probeFailing(9);
    const { execution, steps } = await runOnce(handled({ errorHandlerType: 'ignore' }), {}, probe);
    expect(execution.status).toBe('succeeded');
    expect(steps.map(({ status }) => status)).toEqual(['ignored', 'succeeded']);
  });

  test('retry tries again until the step succeeds, and counts its attempts', async () => {
    const { probe, calls } = probeFailing(2);
    const config = { errorHandlerType: 'retry', maxAttempts: 3, delaySeconds: 0 };
    const { execution, steps } = await runOnce(handled(config), {}, probe);
    expect(execution.status).toBe('succeeded');
    expect(calls()).toBe(3);
    expect(steps[0]).toMatchObject({ path: 'shaky', status: 'succeeded', attempt: 3, data: 3 });
  });

  test('retry fails with the last error when no attempt is left', async () => {
    const { probe, calls } = probeFailing(9);
    const config = { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 0 };
    const { execution } = await runOnce(handled(config), {}, probe);
    expect(calls()).toBe(3);
    expect(execution.error?.message).toBe('failure 3');
  });

  test('retry may ignore its final error', async () => {
    const { probe } = probeFailing(9);
    const config = { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 0, ignoreFinalError: true };
    const { execution, steps } = await runOnce(handled(config), {}, probe);
    expect(execution.status).toBe('succeeded');
    expect(steps[0]?.status).toBe('ignored');
  });
});
