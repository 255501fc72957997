import { asRecord, valueAt } from '../../lib/records.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { type Field, flag, list, needed, number, object, rows, text } from '../kit/fields.ts';

const entityType = needed(
  text('entityType', 'Entity type', 'The kind of record, mostly in the plural.', {
    example: 'accounts',
    dataSource: 'selectEntityType',
  }),
);
const entityId = needed(
  text('entityId', 'Entity ID', 'The ID of the record.', { example: '00000000-0000-0000-0000-000000000002' }),
);
/** A list of names that is sent as one text. */
const names = (key: string, label: string, comments: string, to: string, example: string): Field => {
  const all = list(key, label, comments, { to, example });
  return {
    ...all,
    value(params) {
      const value = all.value(params);
      return Array.isArray(value) ? value.join(',') : undefined;
    },
  };
};
export const fieldNames = names(
  'fieldNames',
  'Field name',
  'Which fields to return; empty: all.',
  '$select',
  'name',
);
export const expands = names(
  'expandPropertyNames',
  'Expand property name',
  'Linked records to return too.',
  '$expand',
  'primarycontactid',
);
export const filter = text('filterExpression', 'Filter expression', 'Which of them, as OData says it.', {
  to: '$filter',
  example: "name eq 'Acme'",
});
const orderBy = names('orderByFieldNames', 'Order by field name', 'What to sort by.', '$orderby', 'name');
const nextPage = text(
  'nextPageId',
  'Next page ID',
  'What an earlier answer calls @odata.nextLink, or its cookie.',
  {
    to: '$skiptoken',
  },
);
const perPage = number('recordsPerPage', 'Records per page', 'How many to return at once.', {
  default: '100',
});
const fieldValues = rows('fieldValues', 'Field value', 'Names of fields, with their values.', { to: '' });
const dynamicValues = object(
  'dynamicValues',
  'Dynamic values',
  'Further fields: an object, or a list of keys and values.',
  {
    to: '',
    example: '{"telephone1": "5551234567"}',
  },
);
const RECORD = { accountid: '00000000-0000-0000-0000-000000000002', name: 'Acme', telephone1: '5551234567' };
const at = '/{entityType}({entityId})';
const shown = { prefer: 'return=representation' };
const written = [entityType, entityId, fieldValues, dynamicValues];

/** Names of records in the address are no more than that. */
const setOf = (value: unknown) => {
  const name = textOf(value);
  if (/^\w+$/.test(name)) return name;
  throw new InputError(
    `The input "Entity type" holds ${JSON.stringify(name)}, which is no name: write it like accounts.`,
  );
};

/** Where the answer goes on stands in the query itself. */
function paged(xml: string, page: unknown, cookie: unknown): string {
  const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const more = `${page === undefined ? '' : ` page="${Number(page)}"`}${cookie === undefined ? '' : ` paging-cookie="${escaped(textOf(cookie))}"`}`;
  return xml.replace(/<fetch\b/, (start) => start + more);
}

const xmlQuery = needed(
  text('xmlQuery', 'XML query', 'The query as FetchXML.', {
    type: 'code',
    language: 'xml',
    example: '<fetch><entity name="account"><attribute name="name"/></entity></fetch>',
  }),
);
const annotations = text(
  'includeAnnotations',
  'Include annotations',
  'Which annotations to return; * for all.',
);
const asUser = text('impersonateUserId', 'Impersonate user ID', 'The ID of a user whose rights are used.');
const pageNumber = number('pageNumber', 'Page number', 'Which page to return.');

const defaultSelected = list(
  'defaultSelected',
  'Default selected entity types',
  'Names of those that are chosen at first.',
);
const wanted = list(
  'entityTypeFilter',
  'Entity type filter',
  'Names of those that are returned; empty: all.',
);
const includeCustom = flag(
  'includeCustom',
  'Include all custom entity types',
  'Whether your own kinds are returned in any case.',
  { default: 'true' },
);
const onlyTopLevel = flag(
  'onlyTopLevel',
  'Include only top level record types',
  'Whether parts of others are left out.',
);
const lowerCase = (value: unknown) =>
  new Set(Array.isArray(value) ? value.map((name) => textOf(name).toLowerCase()) : []);
const labelOf = ({ DisplayName }: Record<string, unknown>) =>
  textOf(valueAt(asRecord(DisplayName), 'UserLocalizedLabel.Label'));

export const entities = (): ActionRow[] => [
  {
    key: 'getCurrentUser',
    label: '[CRM] Get current user',
    description: 'Tells whom the connection belongs to.',
    request: 'GET /WhoAmI',
    example: {
      UserId: '00000000-0000-0000-0000-000000000007',
      OrganizationId: '00000000-0000-0000-0000-000000000001',
    },
  },
  {
    key: 'queryEntities',
    label: '[CRM] Query entities',
    description: 'Finds records of a kind.',
    fields: [entityType, fieldNames, filter, orderBy, expands, perPage, nextPage],
    async perform({ ask, make }, params) {
      const size = Number(perPage.value(params));
      const prefer = `odata.maxpagesize=${Number.isInteger(size) && size > 0 ? size : 100}`;
      const next = textOf(nextPage.value(params));
      const headers = { prefer };
      if (/^https:/i.test(next)) return (await ask({ method: 'GET', path: next, headers })).data;
      const fields = [entityType, fieldNames, filter, orderBy, expands, nextPage];
      return (await make({ request: 'GET /{entityType}', fields, headers })).data;
    },
    example: { value: [RECORD] },
  },
  {
    key: 'getEntity',
    label: '[CRM] Get entity',
    description: 'Fetches a record.',
    request: `GET ${at}`,
    fields: [entityType, entityId, fieldNames, expands],
    example: RECORD,
  },
  {
    key: 'createEntity',
    label: '[CRM] Create entity',
    description: 'Adds a record.',
    request: 'POST /{entityType}',
    fields: [entityType, dynamicValues, fieldValues],
    headers: shown,
    example: RECORD,
  },
  {
    key: 'updateEntity',
    label: '[CRM] Update entity',
    description: 'Changes a record that is there.',
    request: `PATCH ${at}`,
    fields: written,
    // Without it a record that is not there would be made.
    headers: { ...shown, 'if-match': '*' },
    example: RECORD,
  },
  {
    key: 'upsertEntity',
    label: '[CRM] Upsert entity',
    description: 'Changes a record, or adds it where it is not there.',
    request: `PATCH ${at}`,
    fields: written,
    headers: shown,
    example: RECORD,
  },
  {
    key: 'deleteEntity',
    label: '[CRM] Delete entity',
    description: 'Deletes a record.',
    request: `DELETE ${at}`,
    fields: [entityType, entityId],
    example: '',
  },
  {
    key: 'runFetchXmlQuery',
    label: '[CRM] Run fetch XML query',
    description: 'Finds records by a query in FetchXML.',
    fields: [entityType, xmlQuery, annotations, pageNumber, nextPage, asUser],
    async perform({ ask }, params) {
      const [included, user] = [textOf(annotations.value(params)), textOf(asUser.value(params))];
      const fetchXml = paged(
        textOf(xmlQuery.value(params)),
        pageNumber.value(params),
        nextPage.value(params),
      );
      const headers = {
        ...(included === '' ? {} : { prefer: `odata.include-annotations="${included.replaceAll('"', '')}"` }),
        ...(user === '' ? {} : { mscrmcallerid: user }),
      };
      const path = `/${setOf(entityType.value(params))}`;
      return (await ask({ method: 'GET', path, query: { fetchXml }, headers })).data;
    },
    example: { value: [RECORD], '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie': '<cookie page="1" />' },
  },
  {
    key: 'getEntityMetadata',
    label: '[CRM] Get entity metadata',
    description: 'Tells which fields a kind of record has.',
    fields: [
      needed(
        text('entityType', 'Entity type', 'The kind of record, in the singular.', { example: 'account' }),
      ),
      flag('useLogicalName', 'Use logical name for lookup', 'Whether that is its logical name, not its ID.', {
        default: 'true',
      }),
    ],
    async perform({ ask }, { entityType: type, useLogicalName }) {
      const name = encodeURIComponent(textOf(type).replaceAll("'", "''"));
      const key = String(useLogicalName) === 'false' ? name : `LogicalName='${name}'`;
      return (await ask({ method: 'GET', path: `/EntityDefinitions(${key})?$expand=Attributes` })).data;
    },
    example: { LogicalName: 'account', EntitySetName: 'accounts', Attributes: [{ LogicalName: 'name' }] },
  },
  {
    key: 'getEntitiesMetadata',
    label: '[CRM] Get entities metadata',
    description: 'Lists kinds of records, for people to choose from.',
    fields: [defaultSelected, wanted, includeCustom, onlyTopLevel],
    async perform({ ask }, params) {
      const select = 'LogicalName,EntitySetName,DisplayName,IsCustomEntity,IsChildEntity';
      const { data } = await ask({ method: 'GET', path: `/EntityDefinitions?$select=${select}` });
      const [selected, names] = [defaultSelected, wanted].map((field) => lowerCase(field.value(params)));
      const isWanted = (each: Record<string, unknown>) => {
        if (onlyTopLevel.value(params) === true && each.IsChildEntity === true) return false;
        if (includeCustom.value(params) === true && each.IsCustomEntity === true) return true;
        const known = [each.LogicalName, each.EntitySetName, labelOf(each)].map((name) =>
          textOf(name).toLowerCase(),
        );
        return names?.size === 0 || known.some((name) => names?.has(name));
      };
      return recordsIn(valueAt(data, 'value'))
        .filter(isWanted)
        .map((each) => ({
          object: { key: textOf(each.LogicalName), label: labelOf(each) || textOf(each.LogicalName) },
          entitySetName: each.EntitySetName,
          defaultSelected: selected?.has(textOf(each.LogicalName).toLowerCase()) === true,
        }));
    },
    example: [
      { object: { key: 'account', label: 'Account' }, entitySetName: 'accounts', defaultSelected: false },
    ],
  },
];
