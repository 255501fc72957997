import { describe, expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { connector } from '../../src/components/kit/connector.ts';
import { choice, list, needed, number, objectOf, rows, text } from '../../src/components/kit/fields.ts';
import { wordsIn } from '../../src/components/kit/service.ts';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { imported, PUBLIC } from '../definition/examples.ts';

test('the tables of a connector are made with the first look at them, and once', () => {
  let made = 0;
  const service = { label: 'Acme', connectionKey: 'connection', connect: () => undefined };
  const about = { key: 'acme', label: 'Acme', description: 'Tests.', category: 'Test' };
  const acme = connector(about, () => {
    made += 1;
    return { service, connections: [], actions: [] };
  });
  const catalog = createCatalog([acme]);
  expect(catalog.list().map(({ display }) => display.label)).toEqual(['Acme']);
  expect(catalog.find({ key: 'acme' })).toBe(acme);
  expect(made).toBe(0);
  expect(Object.keys(acme.actions)).toEqual(['rawRequest']);
  expect([acme.triggers, acme.dataSources, acme.connections]).toEqual([{}, {}, []]);
  expect(made).toBe(1);
});

describe('fields of an action', () => {
  const fields = [
    text('title', 'Title', ''),
    number('size', 'Size', '', { to: 'of.size' }),
    list('tags', 'Tags', '', { to: 'of.tags' }),
    rows('more', 'More', '', { to: 'of' }),
    rows('all', 'All', '', { to: '' }),
    choice('kind', 'Kind', '', ['a'], { default: 'a' }),
  ];

  test('become one object, without what was left empty', () => {
    const more = [{ key: 'depth', value: 2 }];
    expect(objectOf(fields, { title: '', size: '3', tags: ['x', ''], more, all: { id: 1 } })).toEqual({
      of: { size: 3, tags: ['x'], depth: 2 },
      id: 1,
      kind: 'a',
    });
  });

  test('never reach into what objects have from elsewhere', () => {
    const made = objectOf(fields, { all: JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') });
    expect(Object.keys(made)).toEqual(['__proto__', 'constructor', 'kind']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('that are needed say so when they are empty', () => {
    const [title] = fields;
    if (!title) throw new Error('no field');
    expect(needed(title).input.required).toBe(true);
    expect(() => needed(title).value({ title: '' })).toThrow('The input "Title" is empty');
  });
});

test.each([
  [{ message: 'Not Found' }, 'Not Found'],
  [{ error: { message: 'No bucket', code: 404 } }, 'No bucket'],
  [{ error: 'invalid', error_description: 'No such user' }, 'No such user; invalid'],
  [{ errors: [{ detail: 'a' }, { title: 'b' }] }, 'a; b'],
  [{ error_summary: 'path/not_found/..', error: { '.tag': 'path' } }, 'path/not_found/..'],
  [{ errorMessages: ['No such project'], errors: {} }, 'No such project'],
  [{ errors: { title: ["can't be blank"], base: 'is gone' } }, "title: can't be blank; base: is gone"],
  ['plain', 'plain'],
  [{ other: 1 }, ''],
  [null, ''],
])('what a service says of an error is found in %j', (answer, words) => {
  expect(wordsIn(answer)).toBe(words);
});

/** What the public examples use that others make, or that is not to be had: it is missing by its name, and nothing else. */
const ELSEWHERE = new Set(['messagepack', 'postgres', 'prismatic', 'progix-sig-check']);

test.each(PUBLIC)(
  'the public example $name finds all that it asks of the components that are here',
  ({ text: source }) => {
    const { definition, lineOf } = imported(source);
    const { problems, components } = checkDefinition(definition, builtInCatalog, lineOf);
    expect(components.missing.filter((key) => !ELSEWHERE.has(key))).toEqual([]);
    const isMissing = ({ message }: { message: string }) =>
      /The component .+ is not installed here/.test(message);
    expect(problems.filter((problem) => !isMissing(problem)).map(({ message }) => message)).toEqual([]);
  },
);
