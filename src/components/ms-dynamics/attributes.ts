import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow, Calls } from '../kit/calls.ts';
import { json, needed, text } from '../kit/fields.ts';
import { expands, fieldNames, filter } from './entities.ts';

const entityId = needed(
  text('entityId', 'Entity ID', 'The ID of the kind of record, or its logical name.', { example: 'account' }),
);
const attributeId = text('attributeId', 'Attribute ID', 'The ID of the field, or its logical name.', {
  example: 'new_balance',
});
const attributeType = text('attributeType', 'Attribute type', 'Only fields of this type.', {
  example: 'Microsoft.Dynamics.CRM.MoneyAttributeMetadata',
});
const body = needed(
  json('attributeBody', 'Attribute body', 'The field as Dynamics 365 describes it.', {
    example: '{"@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata", "SchemaName": "new_Balance"}',
  }),
);
const ATTRIBUTE = {
  LogicalName: 'new_balance',
  AttributeType: 'Money',
  MetadataId: '70816501-edb9-4740-a16c',
};
const isId = (name: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name);

/** `EntityDefinitions(LogicalName='account')`: by its ID, or by its name. */
const keyed = (collection: string, name: string) =>
  `${collection}(${isId(name) ? name : `LogicalName='${encodeURIComponent(name.replaceAll("'", "''"))}'`})`;

const of = (params: Params, more = '') =>
  `/${keyed('EntityDefinitions', textOf(entityId.value(params)))}/Attributes${more}`;

function typeOf(params: Params): string {
  const type = textOf(attributeType.value(params));
  if (type === '') return '';
  if (/^[\w.]+$/.test(type)) return `/${type}`;
  throw new InputError(`The input "Attribute type" holds ${JSON.stringify(type)}, which is no type.`);
}

async function write({ ask }: Calls, params: Params, method: 'POST' | 'PUT'): Promise<unknown> {
  const data = body.value(params);
  const name = textOf(valueAt(data, 'MetadataId')) || textOf(valueAt(data, 'LogicalName'));
  if (method === 'PUT' && name === '')
    throw new InputError(
      'The input "Attribute body" does not say which field is meant: give its MetadataId or LogicalName.',
    );
  const path = method === 'POST' ? of(params) : of(params).replace(/Attributes$/, keyed('Attributes', name));
  const { data: answer, headers } = await ask({ method, path, data });
  return answer === '' ? { id: headers['odata-entityid'] ?? name } : answer;
}

export const attributes = (): ActionRow[] => [
  {
    key: 'queryAttributes',
    label: '[CRM] Query attributes',
    description: 'Lists the fields of a kind of record.',
    fields: [entityId, attributeType, fieldNames, filter, expands],
    perform: async ({ make }, params) =>
      (await make({ request: `GET ${of(params, typeOf(params))}`, fields: [fieldNames, filter, expands] }))
        .data,
    example: { value: [ATTRIBUTE] },
  },
  {
    key: 'getAttribute',
    label: '[CRM] Get attribute',
    description: 'Fetches a field of a kind of record.',
    fields: [entityId, needed(attributeId), attributeType, fieldNames, expands],
    async perform({ make }, params) {
      const name = textOf(needed(attributeId).value(params));
      const path = of(params).replace(/Attributes$/, keyed('Attributes', name)) + typeOf(params);
      return (await make({ request: `GET ${path}`, fields: [fieldNames, expands] })).data;
    },
    example: ATTRIBUTE,
  },
  {
    key: 'createAttribute',
    label: '[CRM] Create attribute',
    description: 'Adds a field to a kind of record.',
    fields: [entityId, body],
    perform: (calls, params) => write(calls, params, 'POST'),
    example: { id: 'https://acme.crm.dynamics.com/api/data/v9.2/EntityDefinitions(…)/Attributes(…)' },
  },
  {
    key: 'updateAttribute',
    label: '[CRM] Update attribute',
    description: 'Changes a field of a kind of record.',
    fields: [entityId, body],
    perform: (calls, params) => write(calls, params, 'PUT'),
    example: ATTRIBUTE,
  },
];
