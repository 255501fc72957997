import { afterEach, beforeEach, expect, test } from 'bun:test';
import { effectLedger } from '../../src/db/after-commit.ts';
import { afterCommit } from '../../src/models/effects.ts';
import type { User } from '../../src/models/rights.ts';
import { change } from '../../src/web/kit/change.ts';
import { type Desk, openDesk } from '../support/app.ts';
import { EVERYTHING } from '../support/viewers.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const DANA: User = {
  ...{ kind: 'user', id: 'usr_1', role: 'owner', scope: EVERYTHING.scope },
  ...{ name: 'Dana', email: 'dana@larkfield.example', session: '' },
};

test('what must follow a commit is handed out once, in its order', async () => {
  const { store } = desk.deps;
  const { afterCommit, collect } = effectLedger<string>();
  const { value, effects } = await store.write((tx) =>
    collect(tx, async (same) => {
      afterCommit(same, 'first');
      afterCommit(same, 'second');
      return 'done';
    }),
  );
  expect({ value, effects }).toEqual({ value: 'done', effects: ['first', 'second'] });
  const next = await store.write((tx) => collect(tx, async () => undefined));
  expect(next.effects).toEqual([]);
});

test('what one write of a group has noted is no other’s', async () => {
  const { store } = desk.deps;
  const { afterCommit, collect } = effectLedger<number>();
  const writes = Array.from({ length: 20 }, (_, n) =>
    store.write((tx) => collect(tx, async (same) => afterCommit(same, n))),
  );
  expect((await Promise.all(writes)).map(({ effects }) => effects)).toEqual(
    Array.from({ length: 20 }, (_, n) => [n]),
  );
});

test('of a change that is refused nothing follows', async () => {
  const refused = change(desk.deps, DANA, async (tx) => {
    afterCommit(tx, { heed: 'ins_1' });
    afterCommit(tx, { heedLimits: 'cus_1' });
    throw new Error('No.');
  });
  await expect(refused).rejects.toThrow('No.');
  expect(desk.told).toMatchObject({ rescheduled: 0, limited: [] });
});

test('an effect that fails is logged, fails no change, and holds up no other', async () => {
  const { deps } = desk;
  const broken = {
    ...deps,
    engine: {
      ...deps.engine,
      heedLimits(id: string) {
        if (id === 'cus_1') throw new Error('The engine is gone.');
        deps.engine.heedLimits(id);
      },
    },
  };
  const value = await change(broken, DANA, async (tx) => {
    afterCommit(tx, { heedLimits: 'cus_1' });
    afterCommit(tx, { heedLimits: 'cus_2' });
    return 'done';
  });
  expect(value).toBe('done');
  expect(desk.told.limited).toEqual(['cus_2']);
  expect(desk.lines.join()).toContain('The engine is gone.');
});

test('changes that share a commit let the engine look once', async () => {
  const heed = (id: string) => change(desk.deps, DANA, async (tx) => afterCommit(tx, { heed: id }));
  await Promise.all([heed('ins_1'), heed('ins_2'), heed('ins_3')]);
  expect(desk.told.rescheduled).toBe(1);
});
