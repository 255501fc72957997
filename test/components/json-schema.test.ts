import { describe, expect, test } from 'bun:test';
import { collectionTools } from '../../src/components/collection-tools/index.ts';
import { createContext, dataOf } from './context.ts';

const schema = JSON.stringify({
  type: 'object',
  properties: { name: { type: 'string' }, size: { type: 'number', minimum: 1 } },
  required: ['name'],
});

const validate = (jsonInput: unknown, jsonSchema: unknown = schema, context = createContext()) =>
  dataOf(collectionTools, 'validateJsonSchema', { jsonInput, jsonSchema }, context);

test('JSON that fits its schema is answered, from text or a reference', async () => {
  expect(await validate('{"name":"Acme"}')).toEqual({ name: 'Acme' });
  expect(await validate({ name: 'Acme', size: 2 })).toEqual({ name: 'Acme', size: 2 });
});

test('all that does not fit is named with its place', async () => {
  await expect(validate('{"size":0}')).rejects.toThrow('Instance does not have required property "name"');
  await expect(validate('{"size":0}')).rejects.toThrow('/size: 0 is less than 1');
});

test('what cannot be checked is refused by the name of its input', async () => {
  await expect(validate('')).rejects.toThrow('The input "JSON object" is empty');
  await expect(validate('{oops')).rejects.toThrow('The input "JSON object" is not valid JSON');
  await expect(validate('{}', 'x')).rejects.toThrow('The input "JSON schema" must be an object');
});

test('a long list of errors is cut short', async () => {
  const errors = validate(new Array(50).fill('x'), { type: 'array', items: { type: 'number' } });
  await expect(errors).rejects.toThrow('… and 30 more');
});

test('tuples are read as the declared draft means them', async () => {
  const tuple = { items: [{ type: 'number' }] };
  await expect(validate(['x'], tuple)).rejects.toThrow('/0');
  const draft2020 = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    prefixItems: [{ type: 'number' }],
  };
  await expect(validate(['x'], draft2020)).rejects.toThrow('/0');
});

describe('patterns, formats and uniqueness', () => {
  test.each([
    [{ properties: { a: { pattern: '^x+$' } } }, { a: 'xx' }, { a: 'y' }],
    [{ patternProperties: { '^n_': { type: 'number' } } }, { n_a: 1 }, { n_a: 'x' }],
    [{ type: 'string', format: 'email' }, '"a@b.example"', '"nobody"'],
    [{ uniqueItems: true }, [1, 2], [1, 1]],
  ])('are checked outside of the server: %j', async (jsonSchema, good, bad) => {
    let calls = 0;
    const context = createContext();
    const { runCode } = context.host;
    context.host.runCode = (source, args) => {
      calls += 1;
      return runCode(source, args);
    };
    await validate(good, jsonSchema, context);
    await expect(validate(bad, jsonSchema, context)).rejects.toThrow('does not fit the schema');
    expect(calls).toBe(2);
  });
});

test('simple schemas are checked without a child process', async () => {
  const context = createContext();
  context.host.runCode = async () => {
    throw new Error('No child process should be needed.');
  };
  expect(await validate({ name: 'Acme' }, schema, context)).toEqual({ name: 'Acme' });
});

test('a schema that refers to itself for ever fails the step', async () => {
  await expect(validate({}, { $ref: '#' })).rejects.toThrow();
});
