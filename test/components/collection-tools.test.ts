import { describe, expect, test } from 'bun:test';
import { collectionTools } from '../../src/components/collection-tools/index.ts';
import { createContext, dataOf, perform } from './context.ts';

test.each([
  ['append', { listInput: [1], elementInput: 2 }, { list: [1, 2] }],
  ['chunks', { listInput: [1, 2, 3, 4, 5], numberInput: '2' }, [[1, 2], [3, 4], [5]]],
  ['chunks', { listInput: [], numberInput: '50' }, []],
  ['chunks', { listInput: [1, 2], numberInput: '' }, [[1], [2]]],
  ['concatenate', { listInput: [1], secondListInput: '[2]' }, [1, 2]],
  ['count', { listInput: [1, '1', 2, { a: 1 }], elementInput: '1' }, 2],
  ['count', { listInput: [{ a: 1 }, { a: 1, b: 2 }], elementInput: { a: 1 } }, 1],
  ['create', { items: ['a', [1]] }, ['a', [1]]],
  ['deduplicate', { listInput: [1, 2, 1, '1', { a: 1, b: 2 }, { b: 2, a: 1 }] }, [1, 2, '1', { a: 1, b: 2 }]],
  [
    'deduplicate',
    { listInput: [null, 'null', 1n, '1n', Buffer.from('a'), Buffer.from('a')] },
    [null, 'null', 1n, '1n', Buffer.from('a')],
  ],
  ['first', { listInput: [1, 2] }, 1],
  ['first', { listInput: [] }, null],
  ['last', { listInput: [1, 2] }, 2],
  ['last', { listInput: '[]' }, null],
  ['flatten', { listInput: [[1], [[2]], 3] }, [1, [2], 3]],
  ['length', { listInput: [1, 2] }, 2],
  ['remove', { listInput: [1, 2, '2', 3], elementInput: '2' }, [1, 3]],
  ['selectItemFromList', { listInput: ['a', ['b', 'c']], indexInput: '0' }, 'a'],
  ['selectItemFromList', { listInput: ['a', ['b', 'c']], indexInput: '1.1' }, 'c'],
  ['selectItemFromList', { listInput: ['a', 'b'], indexInput: '-1' }, 'b'],
  ['selectItemFromList', { listInput: ['a'], indexInput: 5 }, null],
  ['selectItemFromList', { listInput: ['a'], indexInput: '0.0' }, null],
  ['takeFirst', { listInput: [1, 2, 3], numberInput: '2' }, [1, 2]],
  ['takeLast', { listInput: [1, 2, 3], numberInput: '2' }, [2, 3]],
  ['takeLast', { listInput: [1, 2, 3], numberInput: '0' }, []],
  ['takeLast', { listInput: [1, 2, 3], numberInput: '9' }, [1, 2, 3]],
])('%s of %p is %p', async (key, params, expected) => {
  expect(await dataOf(collectionTools, key, params)).toEqual(expected);
});

test('actions on lists refuse what is no list, naming the input', async () => {
  for (const key of ['length', 'chunks', 'filter', 'map', 'last', 'flatten']) {
    await expect(dataOf(collectionTools, key, { listInput: 'a' })).rejects.toThrow(
      'The input "List" must be a list',
    );
  }
  const params = { listInput: [1], numberInput: '0' };
  await expect(dataOf(collectionTools, 'chunks', params)).rejects.toThrow(
    '"Number of elements" must be a whole number',
  );
  await expect(
    dataOf(collectionTools, 'selectItemFromList', { listInput: [], indexInput: 'x' }),
  ).rejects.toThrow('"Index"');
});

describe('objects', () => {
  const object = { employee: { id: '123', contact: { phone: '1' } }, list: [{ a: 1 }] };

  test.each([
    ['addKey', { object: '{"a":1}', key: 'b', value: 'x', objectPath: '' }, { a: 1, b: 'x' }],
    ['addKey', { object: { a: 1 }, key: 'a', value: 2 }, { a: 2 }],
    ['addKey', { object: {}, key: 'b', value: 1, objectPath: 'x.y' }, { x: { y: { b: 1 } } }],
    [
      'addKey',
      { object: { list: [{ a: 1 }] }, key: 'b', value: 2, objectPath: 'list.0' },
      { list: [{ a: 1, b: 2 }] },
    ],
    [
      'addMultipleKeys',
      { object: { a: 1 }, dynamicFields: '', keyValueListInput: [{ key: 'b', value: 2 }] },
      { a: 1, b: 2 },
    ],
    [
      'addMultipleKeys',
      { object: {}, dynamicFields: '{"c":3}', keyValueListInput: [{ key: 'b', value: 2 }] },
      { c: 3 },
    ],
    [
      'addMultipleKeys',
      { object: {}, dynamicFields: [{ key: 'c', value: 3 }], objectPath: 'x' },
      { x: { c: 3 } },
    ],
    ['combineCollections', { collectionsInput: [{ key: 'a', value: [1] }] }, { a: [1] }],
    [
      'createObject',
      {
        keyValueInput: [
          { key: 'a', value: '1' },
          { key: 'b.c', value: null },
        ],
      },
      { a: '1', 'b.c': null },
    ],
    ['createObject', { keyValueInput: [] }, {}],
    ['toObject', { keyValueListInput: '[{"key":"a","value":1}]' }, { a: 1 }],
    ['fromObject', { object: '{"a":1}' }, [{ key: 'a', value: 1 }]],
    [
      'fieldValueMapping',
      {
        keyMappings: [
          { key: 'f', value: 'Name' },
          { key: 'g', value: 'Age' },
        ],
        valueMappings: [{ key: 'f', value: 'Acme' }],
      },
      [{ key: 'Name', value: 'Acme' }],
    ],
  ])('%s of %j is %j', async (key, params, expected) => {
    expect(await dataOf(collectionTools, key, params)).toEqual(expected);
  });

  test('are changed in a copy, never in place', async () => {
    const before = structuredClone(object);
    const params = { object, key: 'email', value: 'a@b', objectPath: 'employee.contact' };
    const changed = await dataOf(collectionTools, 'addKey', params);
    expect(changed).toEqual({
      employee: { id: '123', contact: { phone: '1', email: 'a@b' } },
      list: [{ a: 1 }],
    });
    expect(object).toEqual(before);
  });

  test.each(['employee.id', 'list', 'list.7', 'list.-1', 'list.x'])(
    'have no place for keys at %s',
    async (objectPath) => {
      const params = { object, key: 'a', value: 1, objectPath };
      await expect(dataOf(collectionTools, 'addKey', params)).rejects.toThrow('The input "Insert path"');
    },
  );

  test('take keys that every object has without being changed in kind', async () => {
    for (const key of ['__proto__', 'constructor']) {
      const made = await dataOf(collectionTools, 'createObject', {
        keyValueInput: [{ key, value: { bad: true } }],
      });
      expect(Object.keys(Object(made))).toEqual([key]);
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
      const deep = await dataOf(collectionTools, 'addKey', {
        object: {},
        key: 'bad',
        value: true,
        objectPath: key,
      });
      expect(JSON.stringify(deep)).toBe(`{"${key}":{"bad":true}}`);
      expect(Object.getPrototypeOf(deep)).toBe(Object.prototype);
    }
    expect(Object.hasOwn(Object.prototype, 'bad')).toBe(false);
  });
});

describe('functions of the user', () => {
  test.each([
    ['(item) => { return item > 1; }', [2, 3]],
    ['(item, index) => index === 0', [1]],
    ['async (item) => item === 2', [2]],
    ['function (item) { return item === 3; };', [3]],
    ['(item) => item === 2; // the second', [2]],
    ['// only the second\n(item) => item === 2', [2]],
    ['module.exports = (item) => item === 2;', [2]],
    ['(item, index) => { return true; }', [1, 2, 3]],
    ['', [1, 2, 3]],
  ])('filter by %j', async (filterCodeInput, expected) => {
    expect(await dataOf(collectionTools, 'filter', { listInput: [1, 2, 3], filterCodeInput })).toEqual(
      expected,
    );
  });

  test('map after filtering, with the context as the third argument', async () => {
    const params = {
      listInput: [{ n: 1 }, { n: 2 }, { n: 3 }],
      filterCodeInput: '(item, index, context) => item.n >= context.from',
      transformCodeInput:
        '(item, index, context) => { item.index = index; item.unit = context.unit; return item; }',
      contextInput: { from: 2, unit: 'kg' },
    };
    expect(await dataOf(collectionTools, 'map', params)).toEqual([
      { n: 2, index: 0, unit: 'kg' },
      { n: 3, index: 1, unit: 'kg' },
    ]);
    expect(params.listInput).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test('map without anything set keeps the list', async () => {
    expect(await dataOf(collectionTools, 'map', { listInput: [1, 2] })).toEqual([1, 2]);
  });

  test('sort', async () => {
    const byProp = { listInput: [{ prop: 2 }, { prop: 1 }] };
    expect(await dataOf(collectionTools, 'sort', byProp)).toEqual([{ prop: 1 }, { prop: 2 }]);
    const params = {
      listInput: [{ p: 1 }, { p: 2 }],
      sortCodeInput: '(a, b) => { return a.p < b.p ? 1 : -1; }',
    };
    expect(await dataOf(collectionTools, 'sort', params)).toEqual([{ p: 2 }, { p: 1 }]);
  });

  test('run in one call for the whole list', async () => {
    let calls = 0;
    const context = createContext();
    const { runCode } = context.host;
    context.host.runCode = (source, args) => {
      calls += 1;
      return runCode(source, args);
    };
    const params = {
      listInput: Array.from({ length: 100 }, (_item, index) => index),
      filterCodeInput: '(n) => n < 3',
    };
    expect(await dataOf(collectionTools, 'filter', params, context)).toEqual([0, 1, 2]);
    expect(calls).toBe(1);
  });

  test('that are none, or that fail, fail the step with their own message', async () => {
    const filter = (filterCodeInput: string) =>
      dataOf(collectionTools, 'filter', { listInput: [1], filterCodeInput });
    await expect(filter('5')).rejects.toThrow('The input "Filter function" is not a function.');
    await expect(filter('() => { throw new Error("no stock"); }')).rejects.toThrow('no stock');
    await expect(filter('(item => ')).rejects.toThrow();
  });
});

test.each([
  ['SUM', [1, '2', 3], 6],
  ['sum', [], 0],
  ['AVERAGE', [1, 2], 1.5],
  ['COUNT', ['a', 'b'], 2],
  ['MAX', ['10', 9], 10],
  ['MIN', [3, 2], 2],
  ['PRODUCT', [2, 3, 4], 24],
  ['MEDIAN', [9, 1, 5], 5],
  ['MEDIAN', [4, 1, 3, 2], 2.5],
  ['MEDIAN', [], null],
  ['AVERAGE', [], null],
])('the aggregate %s of %j is %p', async (aggregateFunctionInput, listInput, expected) => {
  expect(await dataOf(collectionTools, 'aggregate', { listInput, aggregateFunctionInput })).toBe(expected);
});

test('collections of alike names keep their items apart, and leave what else the flow keeps', async () => {
  const context = createContext();
  Object.assign(context.instanceState, { cursor: 17 });
  const arrive = (collectionId: string, itemIndex: number) => {
    const params = { collectionId, collectionLength: '2', itemIndex, item: `${collectionId} ${itemIndex}` };
    return perform(collectionTools, 'processInOrder', params, context);
  };
  const names = ['a', 'a,1', 'a/1', '"a"', '["a",1]', '__proto__'];
  for (const name of names) expect((await arrive(name, 1)).branch).toBe('Skip');
  for (const name of names) expect((await arrive(name, 0)).data).toEqual([`${name} 0`, `${name} 1`]);
  expect(context.instanceState).toEqual({ cursor: 17 });
});

test('an aggregate counts what its filter keeps, and knows its functions', async () => {
  const listInput = [1, 2, 3];
  const params = { listInput, aggregateFunctionInput: 'SUM', filterCodeInput: '(n) => n > 1' };
  expect(await dataOf(collectionTools, 'aggregate', params)).toBe(5);
  for (const aggregateFunctionInput of ['MODE', 'constructor']) {
    await expect(dataOf(collectionTools, 'aggregate', { listInput, aggregateFunctionInput })).rejects.toThrow(
      'not known',
    );
  }
  const words = { listInput: ['x'], aggregateFunctionInput: 'SUM' };
  await expect(dataOf(collectionTools, 'aggregate', words)).rejects.toThrow('must be a number');
  await expect(dataOf(collectionTools, 'aggregate', { listInput })).rejects.toThrow('is empty: choose one');
});

test('items that arrive out of order are handed over in order', async () => {
  const context = createContext();
  const arrive = (itemIndex: number) => {
    const params = { collectionId: 'c', collectionLength: '3', itemIndex, item: `item ${itemIndex}` };
    return perform(collectionTools, 'processInOrder', params, context);
  };
  expect(await arrive(1)).toEqual({ data: 'item 1', branch: 'Skip' });
  expect(await arrive(0)).toEqual({ data: ['item 0', 'item 1'], branch: 'Process' });
  expect(await arrive(0)).toEqual({ data: 'item 0', branch: 'Skip' });
  expect(await arrive(2)).toEqual({ data: ['item 2'], branch: 'Process' });
  expect(context.instanceState).toEqual({});
  await expect(arrive(3)).rejects.toThrow('The input "Item index" must be a whole number from 0 to 2');
});
