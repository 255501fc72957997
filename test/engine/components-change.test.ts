import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Component } from '../../src/components/component.ts';
import { byKey } from '../../src/components/records.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Instance } from '../../src/models/instances.ts';
import { action, trigger } from '../definition/components.ts';
import { flow, step, value, workshop } from '../support/engine.ts';

const shop = workshop();
let engine: Engine;
let instance: Instance;

beforeAll(async () => {
  engine = await shop.engine();
  instance = await shop.deploy([
    flow('Greets', [step('Greet', 'late.greet', { name: value('Ada') })]),
    { name: 'Begins', steps: [step('Begin', 'late.begin', {}, { isTrigger: true })] },
    flow('Repeats', [step('Twice', 'late.twice', {}, { steps: [step('Inside', 'late.greet')] })]),
  ]);
});

afterAll(async () => await shop.close());

/** A component whose parts say which edition they are of, and count how often they are looked up. */
function late(edition: string): Component & { lookedUp: number } {
  const component = {
    key: 'late',
    display: { label: 'Late', description: '' },
    lookedUp: 0,
    get actions() {
      component.lookedUp += 1;
      return byKey([
        action('greet', [{ key: 'mark', label: 'Mark', type: 'string', default: edition }], {
          perform: (_context, { name, mark }) => ({ data: `${name} ${mark} ${edition}` }),
        }),
        action('twice', [], { isLoop: true, perform: () => ({ iterations: { count: 2 } }) }),
      ]);
    },
    triggers: byKey([trigger('begin', [])]),
    dataSources: {},
    connections: [],
  };
  return component;
}

const ran = async (name: string) => {
  const { execution, steps } = await shop.run(instance, name, {}, engine);
  return { status: execution.status, error: execution.error?.message, steps };
};

const MISSING = (part: string) =>
  `There is no ${part} in this installation. Add the component, or replace the ${part.split(' ')[0] === 'trigger' ? 'trigger' : 'step'}.`;

test('a step whose component comes, changes and goes while the server runs does what is there when its run starts', async () => {
  expect((await ran('Greets')).error).toBe(MISSING('action late.greet'));

  shop.catalog.add(late('first'));
  expect((await ran('Greets')).steps[0]?.data).toBe('Ada first first');

  shop.catalog.add(late('second'));
  expect((await ran('Greets')).steps[0]?.data).toBe('Ada second second');

  shop.catalog.remove('late');
  expect(await ran('Greets')).toMatchObject({ status: 'failed', error: MISSING('action late.greet') });
});

test('so does a trigger', async () => {
  expect((await ran('Begins')).error).toBe(MISSING('trigger late.begin'));
  shop.catalog.add(late('first'));
  expect((await ran('Begins')).status).toBe('succeeded');
  shop.catalog.remove('late');
  expect((await ran('Begins')).error).toBe(MISSING('trigger late.begin'));
});

test('and so does what a component says of its action: a loop is one as soon as its component is there', async () => {
  expect((await ran('Repeats')).error).toBe(MISSING('action late.twice'));
  shop.catalog.add(late('first'));
  const { steps } = await ran('Repeats');
  expect(steps.map(({ path }) => path).toSorted()).toEqual(['twice', 'twice[0].inside', 'twice[1].inside']);
  shop.catalog.remove('late');
});

test('actions are looked up for the first run of a version, not for each run or step', async () => {
  const component = late('first');
  shop.catalog.add(component);
  await ran('Repeats');
  const { lookedUp } = component;
  expect(lookedUp).toBeGreaterThan(0);
  for (let i = 0; i < 5; i++) await ran('Repeats');
  expect(component.lookedUp).toBe(lookedUp);
  shop.catalog.remove('late');
});
