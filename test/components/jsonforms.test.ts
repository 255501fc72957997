import { expect, test } from 'bun:test';
import { jsonforms } from '../../src/components/jsonforms/index.ts';
import { createContext } from './context.ts';

const source = jsonforms.dataSources.jsonForm;

test('a form is what its three inputs say', async () => {
  const schema = { type: 'object', properties: { name: { type: 'string' } } };
  const uiSchema = { type: 'VerticalLayout', elements: [{ type: 'Control', scope: '#/properties/name' }] };
  const params = {
    ...{ jsonSchema: JSON.stringify(schema), uiSchema: JSON.stringify(uiSchema) },
    defaultData: '{"name": "Acme"}',
  };
  expect(await source?.perform(createContext(), params)).toEqual({
    result: { schema, uiSchema, data: { name: 'Acme' } },
  });
  expect(await source?.perform(createContext(), {})).toMatchObject({ result: { uiSchema, data: {} } });
  await expect(source?.perform(createContext(), { ...params, jsonSchema: '[' })).rejects.toThrow(
    '"JSON schema"',
  );
});
