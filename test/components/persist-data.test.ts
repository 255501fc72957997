import { describe, expect, test } from 'bun:test';
import type { ActionContext, State } from '../../src/components/component.ts';
import { persistData } from '../../src/components/persist-data/index.ts';
import { createContext, dataOf } from './context.ts';

const scopes: [name: string, state: (context: ActionContext) => State][] = [
  ['Execution', (context) => context.executionState],
  ['Instance', (context) => context.instanceState],
  ['CrossFlow', (context) => context.crossFlowState],
  ['Integration', (context) => context.integrationState],
];

describe.each(scopes)('in the scope %s', (scope, stateOf) => {
  test('a saved value is kept in that state alone and found again', async () => {
    const context = createContext();
    const saved = await dataOf(persistData, `save${scope}Value`, { keyInput: 'a', valueInput: [1] }, context);
    expect(saved).toEqual({ key: 'a', value: [1] });
    expect(stateOf(context)).toEqual({ a: [1] });
    const states = [
      context.executionState,
      context.instanceState,
      context.crossFlowState,
      context.integrationState,
    ];
    expect(states.filter((state) => Object.keys(state).length > 0)).toEqual([{ a: [1] }]);
    expect(await dataOf(persistData, `get${scope}Value`, { keyInput: 'a' }, context)).toEqual([1]);
  });

  test('a value that is not there gives the default', async () => {
    const key = `get${scope}Value`;
    expect(await dataOf(persistData, key, { keyInput: 'a', defaultValueInput: '[]' })).toBe('[]');
    expect(await dataOf(persistData, key, { keyInput: 'a', defaultValueInput: '' })).toBe('');
    expect(await dataOf(persistData, key, { keyInput: 'a' })).toBeNull();
  });

  test('a kept null or zero wins over the default', async () => {
    for (const value of [null, 0, '']) {
      const context = createContext();
      stateOf(context).a = value;
      const params = { keyInput: 'a', defaultValueInput: 'x' };
      expect(await dataOf(persistData, `get${scope}Value`, params, context)).toBe(value);
    }
  });

  test('rows of keys and values are saved together and win over the single key', async () => {
    const context = createContext();
    const dynamicValues = [
      { key: 'b', value: 1 },
      { key: 'c', value: '2' },
    ];
    await dataOf(persistData, `save${scope}Value`, { keyInput: 'a', valueInput: 0, dynamicValues }, context);
    expect(stateOf(context)).toEqual({ b: 1, c: '2' });
  });

  test('lists start empty and grow by a new list', async () => {
    const context = createContext();
    const before = [1];
    stateOf(context).list = before;
    await dataOf(persistData, `append${scope}ValueToList`, { keyInput: 'list', valueInput: [2] }, context);
    expect(stateOf(context).list).toEqual([1, [2]]);
    expect(before).toEqual([1]);
    const params = { keyInput: 'new', valueInput: 'x' };
    expect(await dataOf(persistData, `append${scope}ValueToList`, params, context)).toEqual(['x']);
  });

  test.each([
    [{ valuesInput: [1, [2]] }, [1, [2]]],
    [{ valuesInput: [1, [2]], flattenValues: 'true' }, [1, 2]],
    [{ valuesInput: [1], dynamicValues: '[3]' }, [3]],
    [{}, []],
  ])('several values are appended: %j', async (values, expected) => {
    const params = { keyInput: 'list', ...values };
    expect(await dataOf(persistData, `append${scope}ValuesToList`, params)).toEqual(expected);
  });

  test('a set holds a value once', async () => {
    const context = createContext();
    stateOf(context).set = [5, { a: 1 }];
    const add = (valueInput: unknown) =>
      dataOf(persistData, `add${scope}ValueToSet`, { keyInput: 'set', valueInput }, context);
    expect(await add('5')).toEqual([5, { a: 1 }]);
    expect(await add({ a: 1 })).toEqual([5, { a: 1 }]);
    expect(await add('6')).toEqual([5, { a: 1 }, '6']);
  });

  test.each(['List', 'Set'])('a value is taken out of a %s', async (kind) => {
    const context = createContext();
    stateOf(context).kept = [5, 'a', 5, { a: 1 }];
    const params = { keyInput: 'kept', valueInput: '5' };
    expect(await dataOf(persistData, `remove${scope}ValueFrom${kind}`, params, context)).toEqual([
      'a',
      { a: 1 },
    ]);
  });

  test('a number is counted up and down, from zero or from text', async () => {
    const context = createContext();
    const change = (verb: string, amountInput: unknown) =>
      dataOf(persistData, `${verb}${scope}Value`, { keyInput: 'n', amountInput }, context);
    expect(await change('increment', '')).toBe(1);
    expect(await change('increment', '50')).toBe(51);
    expect(await change('decrement', 1.5)).toBe(49.5);
    stateOf(context).n = '7';
    expect(await change('decrement', '')).toBe(6);
    await expect(change('decrement', undefined)).rejects.toThrow('refers to a value that is not there');
    stateOf(context).n = 'many';
    await expect(change('increment', '1')).rejects.toThrow('"value kept under n" must be a number');
  });

  test('keys are removed, one, several or all', async () => {
    const context = createContext();
    Object.assign(stateOf(context), { a: 1, b: 2, c: 3, d: 4 });
    await dataOf(persistData, `remove${scope}Value`, { keyInput: 'a' }, context);
    await dataOf(persistData, `remove${scope}Value`, { keyInput: 'd', multipleKeys: ['b'] }, context);
    expect(await dataOf(persistData, `list${scope}Keys`, {}, context)).toEqual(['c', 'd']);
    await dataOf(persistData, `remove${scope}State`, {}, context);
    expect(stateOf(context)).toEqual({});
  });

  test('the current time is kept as ISO 8601', async () => {
    const context = createContext();
    await dataOf(persistData, `save${scope}CurrentTime`, { keyInput: 'at' }, context);
    expect(stateOf(context).at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });
});

test('keys named like parts of every object are keys like any other', async () => {
  const context = createContext();
  for (const keyInput of ['__proto__', 'constructor', 'toString']) {
    expect(await dataOf(persistData, 'getExecutionValue', { keyInput }, context)).toBeNull();
    await dataOf(persistData, 'saveExecutionValue', { keyInput, valueInput: 'x' }, context);
    expect(await dataOf(persistData, 'getExecutionValue', { keyInput }, context)).toBe('x');
    await dataOf(persistData, 'removeExecutionValue', { keyInput }, context);
    expect(await dataOf(persistData, 'listExecutionKeys', {}, context)).toEqual([]);
  }
  expect(Object.getPrototypeOf(context.executionState)).toBe(Object.prototype);
});

test('a number is a key by its text, and no key is refused', async () => {
  const context = createContext();
  await dataOf(persistData, 'saveExecutionValue', { keyInput: 17, valueInput: 'x' }, context);
  expect(context.executionState).toEqual({ '17': 'x' });
  await expect(dataOf(persistData, 'getExecutionValue', { keyInput: '' })).rejects.toThrow(
    'The input "Key" is empty',
  );
});

test('what the platform keeps among the values is neither shown nor changed', async () => {
  const context = createContext({ executionState: { __stepwellCursor: 5, a: 1 } });
  expect(await dataOf(persistData, 'listExecutionKeys', {}, context)).toEqual(['a']);
  await dataOf(persistData, 'removeExecutionState', {}, context);
  expect(context.executionState).toEqual({ __stepwellCursor: 5 });
  const params = { keyInput: '__stepwellCursor', valueInput: 1 };
  await expect(dataOf(persistData, 'saveExecutionValue', params, context)).rejects.toThrow(
    'belongs to the platform',
  );
});

test('appending to what is no list is refused', async () => {
  const context = createContext({ executionState: { a: 'text' } });
  const params = { keyInput: 'a', valueInput: 1 };
  await expect(dataOf(persistData, 'appendExecutionValueToList', params, context)).rejects.toThrow(
    'The value kept under "a" is not a list',
  );
});

test('the usage is counted in bytes of JSON', async () => {
  const context = createContext({ crossFlowState: { ä: 1n } });
  expect(await dataOf(persistData, 'getUsage', {}, context)).toEqual({
    flow: 2,
    crossFlow: 10,
    integration: 2,
  });
});
