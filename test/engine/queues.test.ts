import { describe, expect, spyOn, test } from 'bun:test';
import { type OwnedRun, Queues } from '../../src/engine/queues.ts';
import { Fifo } from '../../src/lib/fifo.ts';

const CAPS = { perInstance: 10, perCustomer: 125 };

/** `ada/1` is the first instance of the customer Ada. */
function owner(instanceId: string): Omit<OwnedRun, 'id'> {
  return { instanceId, customerId: instanceId.split('/')[0] ?? '', flow: 'Main', kind: 'webhook' };
}

function queuesWith(waiting: Record<string, number>, caps: Partial<typeof CAPS> = {}): Queues {
  const queues = new Queues({ ...CAPS, ...caps });
  for (const [instance, count] of Object.entries(waiting)) addTo(queues, instance, count);
  return queues;
}

function addTo(queues: Queues, instance: string, count: number, from = 1): void {
  for (let n = from; n < from + count; n++) {
    queues.add({ ...owner(instance), id: `${instance}#${n}` }, undefined);
  }
}

/** What is taken, until nothing more can be or so many are. */
function taken(queues: Queues, most = 10_000, isScarce = false): string[] {
  const names: string[] = [];
  while (names.length < most) {
    const turn = queues.take(isScarce);
    if (!turn) break;
    names.push(turn.kind === 'run' ? turn.waiting.id : `refill ${turn.instanceId}`);
  }
  return names;
}

describe('whose turn it is', () => {
  test('goes by customer, not by instance: who has many instances gets no more than who has one', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`ada/${n}`, 5]));
    const queues = queuesWith({ ...many, 'bob/1': 5 });
    const first = taken(queues, 10);
    expect(first.filter((id) => id.startsWith('bob'))).toHaveLength(5);
  });

  test('goes by instance within a customer', () => {
    const queues = queuesWith({ 'ada/1': 3, 'ada/2': 1, 'ada/3': 2 });
    expect(taken(queues)).toEqual(['ada/1#1', 'ada/2#1', 'ada/3#1', 'ada/1#2', 'ada/3#2', 'ada/1#3']);
  });

  test('is the oldest run’s within an instance', () => {
    expect(taken(queuesWith({ 'ada/1': 4 }))).toEqual(['ada/1#1', 'ada/1#2', 'ada/1#3', 'ada/1#4']);
  });

  test('comes first to customers of whom nothing runs', () => {
    const queues = queuesWith({ 'ada/1': 5 });
    taken(queues, 2);
    addTo(queues, 'bob/1', 2);
    addTo(queues, 'eve/1', 1);
    expect(taken(queues)).toEqual(['bob/1#1', 'eve/1#1', 'ada/1#3', 'bob/1#2', 'ada/1#4', 'ada/1#5']);
  });

  test('is the next one for a customer whose run comes after another’s 10,000', () => {
    const queues = queuesWith({ 'ada/1': 10_000 }, { perInstance: 20 });
    expect(taken(queues)).toHaveLength(20);
    addTo(queues, 'bob/1', 1);
    queues.free('ada/1');
    expect(taken(queues, 1)).toEqual(['bob/1#1']);
  });

  test('comes back to who has had it, as soon as a run ends', () => {
    const queues = queuesWith({ 'ada/1': 3 }, { perInstance: 1 });
    expect(taken(queues)).toEqual(['ada/1#1']);
    queues.free('ada/1');
    expect(taken(queues)).toEqual(['ada/1#2']);
  });
});

describe('how many run at once', () => {
  test.each([
    ['of one instance', { 'ada/1': 30 }, { perInstance: 10 }, { ada: 10 }],
    ['of one customer with one instance', { 'ada/1': 30 }, { perInstance: 20, perCustomer: 7 }, { ada: 7 }],
    ['of one customer with three', { 'ada/1': 9, 'ada/2': 9, 'ada/3': 9 }, { perCustomer: 12 }, { ada: 12 }],
    ['of two customers', { 'ada/1': 9, 'bob/1': 9, 'bob/2': 9 }, { perCustomer: 4 }, { ada: 4, bob: 4 }],
    [
      'where the limit is one',
      { 'ada/1': 9, 'ada/2': 9, 'bob/1': 9 },
      { perCustomer: 1 },
      { ada: 1, bob: 1 },
    ],
  ] as const)('%s has a limit', (_what, waiting, caps, runs) => {
    const queues = queuesWith(waiting, caps);
    const counts = Map.groupBy(taken(queues), (id) => owner(id).customerId);
    expect(Object.fromEntries([...counts].map(([customer, ids]) => [customer, ids.length]))).toEqual({
      ...runs,
    });
  });

  test('a customer’s own limit counts, above or below that of all', () => {
    const queues = queuesWith({ 'ada/1': 9, 'bob/1': 9, 'eve/1': 9 }, { perCustomer: 4 });
    queues.setLimit('ada', 2);
    queues.setLimit('bob', 6);
    const counts = Map.groupBy(taken(queues), (id) => owner(id).customerId);
    expect([...counts.values()].map((ids) => ids.length)).toEqual([2, 6, 4]);
  });

  test('an instance’s own limit counts, above or below that of all, and holds from the next run on', () => {
    const queues = queuesWith({ 'ada/1': 9, 'ada/2': 9, 'ada/3': 9 }, { perInstance: 4 });
    queues.setLimit('ada/1', 2);
    queues.setLimit('ada/2', 6);
    const counts = Map.groupBy(taken(queues), (id) => id.split('#')[0]);
    expect([...counts.values()].map((ids) => ids.length)).toEqual([2, 6, 4]);
    queues.setLimit('ada/1', undefined);
    expect(taken(queues)).toEqual(['ada/1#3', 'ada/1#4']);
    queues.setLimit('ada/3', 1);
    for (let n = 0; n < 3; n++) queues.free('ada/3');
    expect(taken(queues)).toEqual([]);
  });

  test('a limit that is raised or lifted lets runs go on at once', () => {
    const queues = queuesWith({ 'ada/1': 9 }, { perCustomer: 4 });
    queues.setLimit('ada', 1);
    expect(taken(queues)).toHaveLength(1);
    queues.setLimit('ada', 3);
    expect(taken(queues)).toHaveLength(2);
    queues.setLimit('ada', undefined);
    expect(taken(queues)).toHaveLength(1);
  });

  test('a limit that is lowered ends nothing, and holds from the next run on', () => {
    const queues = queuesWith({ 'ada/1': 9 }, { perCustomer: 4 });
    expect(taken(queues)).toHaveLength(4);
    queues.setLimit('ada', 2);
    for (let n = 0; n < 2; n++) queues.free('ada/1');
    expect(taken(queues)).toHaveLength(0);
    queues.free('ada/1');
    expect(taken(queues)).toHaveLength(1);
  });

  test('a limit is remembered while nothing of the customer waits or runs', () => {
    const queues = new Queues(CAPS);
    queues.setLimit('ada', 2);
    addTo(queues, 'ada/1', 5);
    expect(taken(queues)).toHaveLength(2);
  });

  test('the last slots are for customers of whom nothing runs', () => {
    const queues = queuesWith({ 'ada/1': 5, 'bob/1': 5 });
    taken(queues, 2);
    expect(taken(queues, 9, true)).toEqual([]);
    addTo(queues, 'eve/1', 3);
    expect(taken(queues, 9, true)).toEqual(['eve/1#1']);
    expect(queues.reserve(owner('eve/2'), true)).toBe(false);
    expect(queues.reserve(owner('ida/1'), true)).toBe(true);
  });
});

describe('a slot for a run that is being made', () => {
  test('is had when nothing of the instance waits', () => {
    const queues = new Queues(CAPS);
    expect(queues.reserve(owner('ada/1'))).toBe(true);
    addTo(queues, 'ada/1', 1);
    expect(queues.reserve(owner('ada/1'))).toBe(false);
    expect(queues.reserve(owner('ada/2'))).toBe(true);
  });

  test('counts for instance and customer, and is free again afterwards', () => {
    const queues = new Queues({ perInstance: 2, perCustomer: 3 });
    const slots = ['ada/1', 'ada/1', 'ada/1', 'ada/2', 'ada/2', 'bob/1'];
    expect(slots.map((instance) => queues.reserve(owner(instance)))).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
    ]);
    queues.free('ada/1');
    expect(queues.reserve(owner('ada/2'))).toBe(true);
  });
});

describe('runs in the table', () => {
  test('are asked for when those in memory have been taken', () => {
    const queues = queuesWith({ 'ada/1': 250 }, { perInstance: 300, perCustomer: 300 });
    expect(taken(queues, 201).at(-1)).toBe('refill ada/1');
    queues.refill(owner('ada/1'), ['a', 'b'], false);
    expect(taken(queues)).toEqual(['a', 'b']);
  });

  test('are asked for once, while others go on', () => {
    const queues = queuesWith({ 'bob/1': 1 });
    queues.markMore(owner('ada/1'));
    expect(taken(queues)).toEqual(['bob/1#1', 'refill ada/1']);
    queues.refill(owner('ada/1'), ['a'], true);
    expect(taken(queues)).toEqual(['a', 'refill ada/1']);
  });

  test('which came while they were read are asked for again', () => {
    const queues = new Queues(CAPS);
    queues.markMore(owner('ada/1'));
    expect(taken(queues)).toEqual(['refill ada/1']);
    addTo(queues, 'ada/1', 1);
    queues.refill(owner('ada/1'), [], false);
    expect(taken(queues)).toEqual(['refill ada/1']);
  });

  test('have no turn on an instance that is paused, and have it when it is enabled', () => {
    const queues = queuesWith({ 'ada/1': 3, 'ada/2': 1 });
    queues.pause('ada/1');
    expect(taken(queues)).toEqual(['ada/2#1']);
    queues.markMore(owner('ada/1'));
    expect(taken(queues)).toEqual(['refill ada/1']);
  });

  test('have none on an instance that is gone; those in memory are named, to be told to who waits for them', () => {
    const queues = queuesWith({ 'ada/1': 3 });
    taken(queues, 1);
    expect(queues.drop('ada/1')).toEqual(['ada/1#2', 'ada/1#3']);
    queues.free('ada/1');
    expect([taken(queues), queues.lengthOf('ada/1')]).toEqual([[], 0]);
  });

  test('a run that was taken and may not begin waits again', () => {
    const queues = queuesWith({ 'ada/1': 3 });
    expect(taken(queues, 1)).toEqual(['ada/1#1']);
    queues.putBack(owner('ada/1'));
    queues.free('ada/1');
    expect([queues.lengthOf('ada/1'), taken(queues)]).toEqual([3, ['refill ada/1']]);
  });
});

describe('how many wait', () => {
  const keptAnd = (queues: Queues, then: () => void) => {
    queues.expect(owner('ada/1'));
    then();
  };
  const lengths: [what: string, (queues: Queues) => void, length: number][] = [
    ['counts those in memory and those in the table', (queues) => addTo(queues, 'ada/1', 300), 305],
    ['counts no run that was taken', (queues) => taken(queues, 2), 3],
    ['counts no run that was cancelled', (queues) => queues.remove('ada/1', 'ada/1#2'), 4],
    ['is never less than those in memory', (queues) => queues.remove('ada/1', 'another'), 5],
    ['counts a place that is kept', (queues) => queues.expect(owner('ada/1')), 6],
    ['counts a kept place once', (queues) => keptAnd(queues, () => addTo(queues, 'ada/1', 1)), 6],
    ['forgets a place given up', (queues) => keptAnd(queues, () => queues.giveUp(owner('ada/1'))), 5],
    ['is kept while it is paused', (queues) => queues.pause('ada/1'), 5],
    ['is what was counted in the table', (queues) => queues.markMore(owner('ada/1'), 70), 70],
    ['is set right when all are in memory', (queues) => queues.refill(owner('ada/1'), ['a'], false), 1],
  ];
  test.each(lengths)('%s', (_what, happens, length) => {
    const queues = queuesWith({ 'ada/1': 5 });
    happens(queues);
    expect(queues.lengthOf('ada/1')).toBe(length);
  });
});

describe('a turn costs the same, however many wait', () => {
  const crowds: [what: string, customers: number, instances: number, running: number][] = [
    ['10,000 customers at their limit', 10_000, 1, 1],
    ['10,000 instances of one customer at its limit', 1, 10_000, 1],
    ['10,000 instances at their limits', 100, 100, 1],
    ['10,000 customers who could run', 10_000, 1, 0],
  ];
  test.each(crowds)('%s', (_what, customers, instances, running) => {
    const queues = new Queues({
      perInstance: 1,
      perCustomer: running === 1 && instances > 1 ? instances : 1,
    });
    for (let c = 0; c < customers; c++) {
      for (let i = 0; i < instances; i++) addTo(queues, `c${c}/${i}`, 2);
    }
    const all = customers * instances;
    if (running === 1) expect(taken(queues, all + 1)).toHaveLength(all);
    const looks = spyOn(Fifo.prototype, 'shift');
    for (let n = 0; n < 1000; n++) {
      if (running === 1) queues.free(`c${n % customers}/${Math.floor(n / customers) % instances}`);
      expect(queues.take()?.kind).toBe('run');
    }
    const count = looks.mock.calls.length;
    looks.mockRestore();
    expect(count).toBeLessThanOrEqual(1000 * 5);
  });
});
