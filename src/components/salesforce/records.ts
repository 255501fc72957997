import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError, toBoolean, toNumber, toText } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls, Pages } from '../kit/calls.ts';
import { type Field, flag, json, needed, number, object, objectOf, rows, text } from '../kit/fields.ts';
import { isRecord, ownValue } from '../records.ts';
import { nameIn, orderOf, whereOf } from './soql.ts';

export const recordType = needed(
  text('recordType', 'Record type', 'The API name of the object.', {
    example: 'Account',
    dataSource: 'selectRecordType',
  }),
);
export const recordId = needed(
  text('recordId', 'Record ID', 'The ID of the record.', { example: '0017000000hOMChAAO' }),
);
export const fieldValues = rows('fieldValues', 'Field values', 'API names of fields, with their values.', {
  to: '',
});
export const dynamicValues = object(
  'dynamicValues',
  'Dynamic fields',
  'Further fields: an object, or a list of keys and values.',
  { to: '', example: '{"Phone": "5551234567"}' },
);
export const externalIdFieldName = text(
  'externalIdFieldName',
  'External ID field name',
  'The API name of the field by which records are known elsewhere.',
  { example: 'ExtId__c' },
);
export const fieldValueTypes = rows(
  'fieldValueTypes',
  'Field value types',
  'Names of the fields above, with Boolean, Number or String; they are texts where nothing is said.',
);
const sort = text('sort', 'Sort criteria', 'Fields to sort by, separated by spaces, with - for descending.', {
  example: '-CreatedDate Name',
});
const pageSize = number('pageSize', 'Page size', 'How many to return at once; the page number says which.', {
  example: '20',
});
const pageNumber = number('pageNumber', 'Page number', 'Which page to return, from 1.', { example: '3' });
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.');
export const maxRecords = number('maxRecordsToFetch', 'Max records to fetch', 'Most records to fetch.', {
  default: '20000',
});
const finding = [dynamicValues, fieldValues, fieldValueTypes];
export const listing = [...finding, pageSize, pageNumber, sort, fetchAll, maxRecords];

/** An address is read as browsers read it, so that this leads from the API’s to the root of the instance. */
export const fromRoot = (path: string) => `/../../..${path}`;

/** What is left is at an address of its own. */
export const pages: Pages = {
  items: 'records',
  next({ data }) {
    const next = textOf(valueAt(data, 'nextRecordsUrl'));
    return next === '' ? undefined : fromRoot(next);
  },
};

export const base = '/sobjects/{recordType}';
const ID = '0017000000hOMChAAO';
export const SAVED = { id: ID, success: true, errors: [] };
export const RECORD = { attributes: { type: 'Account' }, Id: ID, Name: 'Acme', Phone: '5551234567' };

/** Salesforce answers nothing; the step says what it was done to. */
export async function saved(work: Promise<unknown>, params: Params) {
  await work;
  return { id: recordId.value(params), success: true, errors: [] };
}

/** What records are looked for by. */
export function conditionsIn(params: Params): Record<string, unknown> {
  const types = objectOf([{ ...fieldValueTypes, to: '' }], params);
  const typed = Object.entries(objectOf([fieldValues], params)).map(([key, value]) => {
    const type = textOf(ownValue(types, key)).toLowerCase();
    if (type === 'boolean') return [key, toBoolean(value, key)];
    return [key, type === 'number' ? toNumber(value, key) : value];
  });
  return { ...objectOf([dynamicValues], params), ...Object.fromEntries(typed) };
}

/** All fields of the records that fit, in the order that is asked for. */
async function queryOf({ make }: Calls, type: string, params: Params, limit: string): Promise<string> {
  const name = nameIn(type, recordType.input.label);
  const where = whereOf(conditionsIn(params), fieldValues.input.label);
  const { data } = await make({ request: `GET /sobjects/${name}/describe` });
  const names = recordsIn(valueAt(data, 'fields')).map((field) => textOf(field.name));
  const asked = textOf(sort.value(params)).split(/\s+/).filter(Boolean);
  const usual = ['-CreatedDate', 'Name'].filter((word) => names.includes(word.replace('-', '')));
  const order = orderOf(asked.length === 0 ? usual : asked, sort.input.label);
  return `SELECT ${names.join(', ')} FROM ${name}${where}${order}${limit}`;
}

function limitOf(params: Params): string {
  const [size, page] = [pageSize.value(params), pageNumber.value(params)].map(Number);
  if (!size || !page || toBoolean(params.fetchAll, fetchAll.input.label)) return '';
  const isWhole = Number.isInteger(size) && Number.isInteger(page) && size > 0 && page > 0;
  if (!isWhole) throw new InputError('The inputs "Page size" and "Page number" must be whole, from 1.');
  return ` LIMIT ${size} OFFSET ${size * (page - 1)}`;
}

/** Finds records of a type. Without a page or all of them asked for, it is as many as Salesforce returns at once. */
export async function findIn(calls: Calls, type: string, params: Params): Promise<unknown[]> {
  const most = Number(maxRecords.value(params));
  const isAll = toBoolean(params.fetchAll, fetchAll.input.label);
  const q = await queryOf(calls, type, params, limitOf(params));
  let answer = await calls.ask({ method: 'GET', path: '/query', query: { q } });
  const found: unknown[] = recordsIn(valueAt(answer.data, 'records'));
  for (let next = pages.next(answer); isAll && typeof next === 'string'; next = pages.next(answer)) {
    if (found.length >= most) break;
    answer = await calls.ask({ method: 'GET', path: next });
    for (const each of recordsIn(valueAt(answer.data, 'records'))) found.push(each);
  }
  return isAll ? found.slice(0, most) : found;
}

/** What Salesforce takes at once. */
const MOST_RECORDS = 200;

const recordList = needed(
  json('records', 'Records', 'A list of records, each with its external ID.', {
    example: '[{"Name": "Record #1", "ExtId__c": "ID-0000001"}]',
  }),
);
const query = (field: Field, path: string) => ({ request: `GET ${path}`, fields: [needed(field)] });

export const records = (): ActionRow[] => [
  {
    key: 'query',
    label: 'Query',
    description: 'Runs a query in SOQL.',
    ...query(
      text('queryString', 'SOQL query', 'What to ask.', {
        to: 'q',
        example: 'SELECT Id, Name FROM Opportunity',
      }),
      '/query',
    ),
    pages,
    example: { totalSize: 1, done: true, records: [RECORD] },
  },
  {
    key: 'search',
    label: 'Search',
    description: 'Runs a search in SOSL over several types of records.',
    ...query(
      text('searchString', 'SOSL search', 'What to look for, and where.', {
        to: 'q',
        example: 'FIND {Acme} IN NAME FIELDS RETURNING Account(Id, Name)',
      }),
      '/search',
    ),
    example: { searchRecords: [RECORD] },
  },
  {
    key: 'findRecord',
    label: 'Find record',
    description: 'Fetches the first record whose fields have these values; nothing where there is none.',
    fields: [recordType, ...finding],
    async perform(calls, params) {
      const q = await queryOf(calls, textOf(recordType.value(params)), params, ' LIMIT 1');
      const { data } = await calls.ask({ method: 'GET', path: '/query', query: { q } });
      return valueAt(data, 'records.0') ?? null;
    },
    example: RECORD,
  },
  {
    key: 'findRecords',
    label: 'Find records',
    description: 'Lists the records whose fields have these values.',
    fields: [recordType, ...listing],
    perform: (calls, params) => findIn(calls, textOf(recordType.value(params)), params),
    example: [RECORD],
  },
  {
    key: 'getRecord',
    label: 'Get record',
    description: 'Fetches a record by its ID.',
    request: `GET ${base}/{recordId}`,
    fields: [recordType, recordId],
    example: RECORD,
  },
  {
    key: 'createRecord',
    label: 'Create record',
    description: 'Adds a record.',
    request: `POST ${base}`,
    fields: [recordType, dynamicValues, fieldValues],
    example: SAVED,
  },
  {
    key: 'updateRecord',
    label: 'Update record',
    description: 'Changes a record; fields that are not named stay as they are.',
    fields: [recordType, recordId, dynamicValues, fieldValues],
    perform({ make }, params) {
      const fields = [recordType, recordId, dynamicValues, fieldValues];
      return saved(make({ request: `PATCH ${base}/{recordId}`, fields }), params);
    },
    example: SAVED,
  },
  {
    key: 'upsertRecord',
    label: 'Upsert record',
    description: 'Changes records that are known by their external IDs, and adds the others.',
    fields: [recordType, needed(externalIdFieldName), recordList],
    async perform({ make }, params) {
      const given = recordList.value(params);
      const all = (Array.isArray(given) ? given : [given]).map((record) => {
        if (isRecord(record)) return { ...record, attributes: { type: recordType.value(params) } };
        throw new InputError('The input "Records" must be a list of objects: correct it.');
      });
      const results: unknown[] = [];
      for (let at = 0; at < all.length; at += MOST_RECORDS) {
        const { data } = await make({
          request: 'PATCH /composite/sobjects/{recordType}/{externalIdFieldName}',
          fields: [recordType, needed(externalIdFieldName)],
          fixed: { allOrNone: false, records: all.slice(at, at + MOST_RECORDS) },
        });
        results.push(...recordsIn(data));
      }
      return results;
    },
    example: [{ ...SAVED, created: true }],
  },
  {
    key: 'deleteRecord',
    label: 'Delete record',
    description: 'Moves a record to the recycle bin.',
    fields: [recordType, recordId],
    perform: ({ make }, params) =>
      saved(make({ request: `DELETE ${base}/{recordId}`, fields: [recordType, recordId] }), params),
    example: SAVED,
  },
  {
    key: 'describeObject',
    label: 'Describe object',
    description: 'Fetches what a type of records has: fields, their types and relationships.',
    request: `GET ${base}/describe`,
    fields: [recordType],
    example: { name: 'Account', label: 'Account', fields: [{ name: 'Name', type: 'string' }] },
  },
  {
    key: 'describePermissions',
    label: 'Describe permissions',
    description: 'Lists the fields of a type of records that are permissions.',
    request: `GET ${base}/describe`,
    fields: [recordType],
    result: (data) =>
      recordsIn(valueAt(data, 'fields')).filter(({ name }) => toText(name, 'name').startsWith('Permissions')),
    example: [{ name: 'PermissionsApiEnabled', type: 'boolean' }],
  },
];
