import { describe, expect, test } from 'bun:test';
import type { ActionContext, PartContext } from '../../src/components/component.ts';
import { type Caller, callPart } from '../../src/engine/call-part.ts';
import { limitsOf } from '../../src/engine/limits.ts';
import { readSettings } from '../../src/lib/config.ts';
import { Secret } from '../../src/lib/crypto.ts';
import { closedHost } from '../support/host.ts';

const SECRET = 'correct-horse-battery';
const limits = limitsOf(readSettings({}, {}));
const asked: { instanceId: string; customerId: string }[] = [];
const host = closedHost;
const hostOf = (run: { instanceId: string; customerId: string }) => {
  asked.push({ ...run });
  return host;
};

const acme: Caller = {
  customer: { id: 'cus_1', externalId: 'acme', name: 'Acme' },
  instance: { id: '', name: '' },
  user: { id: '', email: '', name: '', externalId: '' },
  configVars: { Shop: 'Berlin' },
  secrets: [new Secret(SECRET)],
  signal: new AbortController().signal,
};

const call = (perform: (context: PartContext) => unknown, caller: Partial<Caller> = {}, own = limits) =>
  callPart({ hostOf, limits: own }, { ...acme, ...caller }, 'Shops', perform);

const messageOf = async (...args: Parameters<typeof call>) => {
  const answer = await call(...args);
  return answer.ok ? undefined : answer.error.message;
};

test('a part outside a run knows whose it is and nothing of an execution', async () => {
  const { result } = await call((context) => Object.keys(context).toSorted()).then((answer) => {
    if (!answer.ok) throw new Error(answer.error.message);
    return answer;
  });
  expect(result).toEqual(
    ['configVars', 'customer', 'host', 'instance', 'logger', 'signal', 'user'].toSorted(),
  );
});

// Holds when it compiles.
type Known<Key extends keyof ActionContext> = Key extends keyof PartContext ? true : false;
const unknown: Known<'executionId' | 'stepId' | 'instanceState' | 'invokeFlow' | 'idempotencyKey'> = false;

test('what needs an execution does not compile', () => {
  expect(unknown).toBe(false);
});

test.each([
  ['of a customer', { id: '', name: '' }, 'cus_1'],
  ['of an instance', { id: 'ins_1', name: 'Orders' }, 'ins_1'],
])('a part %s runs apart from others', async (_kind, instance, instanceId) => {
  await call(() => 1, { instance });
  expect(asked.at(-1)).toEqual({ instanceId, customerId: 'cus_1' });
});

describe('an answer', () => {
  test('is what the part answers, as JSON values, and null for nothing', async () => {
    expect(await call(async () => ({ items: [1, 'a'] }))).toMatchObject({
      ok: true,
      result: { items: [1, 'a'] },
    });
    expect(await call(() => undefined)).toMatchObject({ ok: true, result: null });
  });

  test.each<[string, (context: PartContext) => unknown]>([
    ['in the result', () => [{ label: `shop of ${SECRET}` }]],
    ['in a key of it', () => ({ [SECRET]: 1 })],
    ['in an error', () => Promise.reject(new Error(`refused ${SECRET}`))],
    ['in a thrown text', () => Promise.reject(SECRET)],
    ['in a line of the log', ({ logger }) => logger.info('signing in with', SECRET)],
  ])('never holds a secret of the caller: %s', async (_place, perform) => {
    const text = JSON.stringify(await call(perform));
    expect(text).toContain('***');
    expect(text).not.toContain(SECRET);
  });

  test('says what was logged, however it ended', async () => {
    const logged = ({ logger }: PartContext) => logger.warn('slow shop');
    expect((await call(logged)).logs).toEqual([{ level: 'warn', message: 'slow shop' }]);
    const failing = (context: PartContext) => {
      logged(context);
      throw new Error('gone');
    };
    expect(await call(failing)).toMatchObject({
      ok: false,
      error: { message: 'gone' },
      logs: [{ level: 'warn', message: 'slow shop' }],
    });
  });
});

describe('a part that goes wrong is told of in words', () => {
  test.each<[string, () => unknown, string]>([
    ['throws an error', () => Promise.reject(new Error('401 from the shop')), '401 from the shop'],
    [
      'throws at once',
      () => {
        throw new TypeError('x is not a function');
      },
      'x is not a function',
    ],
    ['throws a text', () => Promise.reject('no'), 'no'],
    ['answers what is no data', () => ({ list: [() => 1] }), 'list[0]'],
  ])('%s', async (_kind, perform, words) => {
    expect(await messageOf(perform)).toContain(words);
  });

  test('answers too much', async () => {
    const small = { ...limits, resultBytes: 1000 };
    expect(await messageOf(() => 'x'.repeat(2000), {}, small)).toContain('larger than');
  });

  test('never ends', async () => {
    const short = { ...limits, syncTime: 20 };
    let seen: AbortSignal | undefined;
    const never = ({ signal }: PartContext) => {
      seen = signal;
      return new Promise(() => {});
    };
    expect(await messageOf(never, {}, short)).toBe(
      'Shops took longer than 0.02 seconds, which is the limit: ask for less at once.',
    );
    expect(seen?.aborted).toBe(true);
  });

  test('is not waited for any more', async () => {
    const gone = new AbortController();
    const message = messageOf(
      () => {
        gone.abort(new Error('The caller has gone.'));
        return new Promise(() => {});
      },
      { signal: gone.signal },
    );
    expect(await message).toBe('The caller has gone.');
  });

  test('was given up before it began: then it is not called', async () => {
    const calls: unknown[] = [];
    const signal = AbortSignal.abort(new Error('The server stops.'));
    expect(await messageOf((context) => calls.push(context), { signal })).toBe('The server stops.');
    expect(calls).toEqual([]);
  });
});
