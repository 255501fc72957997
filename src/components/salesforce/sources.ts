import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { InputError, toBoolean, toList } from '../conversions.ts';
import { choicesIn, recordsIn, textOf } from '../kit/answers.ts';
import type { SourceRow } from '../kit/calls.ts';
import { flag, list, needed, text } from '../kit/fields.ts';
import { ask, type CallContext, type Service } from '../kit/service.ts';
import { nameIn, quoted } from './soql.ts';

const filterQuery = text('filterQuery', 'Filter', 'Only choices with this text are offered.', {
  example: 'account',
});
const dynamicRecordType = needed(
  text('dynamicRecordType', 'Record type', 'The API name of the object.', { example: 'Account' }),
);
const defaultSelected = list('defaultSelectedRecordTypes', 'Selected at first', 'API names of objects.', {
  example: 'Account',
});
const recordTypeFilter = list('recordTypeFilter', 'Record types', 'Names or labels of what is offered.', {
  example: 'Account',
});
const includeCustom = flag(
  'includeAllCustomRecordTypes',
  'Include custom record types',
  'Whether all objects of the customer’s own are offered, too.',
  { default: 'true' },
);
const onlyTopLevel = flag(
  'includeOnlyTopLevelRecordTypes',
  'Only top level record types',
  'Whether objects that are parts of others are left out.',
);
const onlyTriggerable = flag(
  'showTriggerableOnly',
  'Only triggerable record types',
  'Whether only objects are offered whose changes can start something.',
);
const selection = [defaultSelected, recordTypeFilter, includeCustom, onlyTopLevel, onlyTriggerable];

/** Fields are asked for one object after another: more of them would keep who chooses waiting. */
const MOST_WITH_FIELDS = 50;
/** What one answer to a query holds. */
const MOST_CHOICES = 2000;

type Json = Record<string, unknown>;

export function sources(service: Service): SourceRow[] {
  const get = async (context: CallContext, params: Params, path: string, query?: Json) =>
    (await ask(service, context, params, { method: 'GET', path, query })).data;
  const objectsOf = async (context: CallContext, params: Params) =>
    recordsIn(valueAt(await get(context, params, '/sobjects'), 'sobjects'));
  const fieldsOf = async (context: CallContext, params: Params, type: string) => {
    const name = nameIn(type, dynamicRecordType.input.label);
    const described = await get(context, params, `/sobjects/${name}/describe`);
    return choicesIn(valueAt(described, 'fields'), 'name', 'label');
  };

  /** The records of a type by their names. */
  const recordsOf = (type: string, key: string, label: string): SourceRow => ({
    ...{ key, label, description: `Offers ${label.toLowerCase()} by their names.` },
    fields: [filterQuery],
    async perform(context, params) {
      const wanted = textOf(filterQuery.value(params));
      const where = wanted === '' ? '' : ` WHERE Name LIKE ${quoted(`%${wanted}%`)}`;
      const q = `SELECT Id, Name FROM ${type}${where} ORDER BY Name LIMIT ${MOST_CHOICES}`;
      return choicesIn(valueAt(await get(context, params, '/query', { q }), 'records'), 'Id', 'Name');
    },
  });

  return [
    {
      key: 'selectRecordType',
      label: 'Record types',
      description: 'Offers the objects of this Salesforce.',
      fields: [filterQuery],
      async perform(context, params) {
        const wanted = textOf(filterQuery.value(params)).toLowerCase();
        return choicesIn(await objectsOf(context, params), 'name', 'label')
          .filter(({ key, label }) => `${label} ${key}`.toLowerCase().includes(wanted))
          .toSorted((a, b) => a.label.localeCompare(b.label));
      },
    },
    {
      key: 'previewRecordTypeFields',
      label: 'Fields of a record type',
      description: 'Offers the fields of an object.',
      fields: [dynamicRecordType],
      perform: (context, params) => fieldsOf(context, params, textOf(dynamicRecordType.value(params))),
    },
    {
      key: 'selectRecordTypes',
      label: 'Several record types',
      description: 'Offers objects, of which several may be chosen.',
      type: 'objectSelection',
      fields: selection,
      async perform(context, params) {
        return (await objectsOf(context, params)).filter(isOffered(params, true)).map(selectable(params));
      },
    },
    {
      key: 'selectRecordTypesWithFields',
      label: 'Several record types with fields',
      description: 'Offers objects with their fields, of which several may be chosen.',
      type: 'objectSelection',
      fields: selection,
      async perform(context, params) {
        const offered = (await objectsOf(context, params)).filter(isOffered(params, false));
        if (offered.length > MOST_WITH_FIELDS)
          throw new InputError(
            `${offered.length} record types fit, but their fields are looked up for ${MOST_WITH_FIELDS} at most: name fewer in "Record types", or leave out custom ones.`,
          );
        const found: Json[] = [];
        for (const each of offered) {
          const fields = await fieldsOf(context, params, textOf(each.name));
          found.push({ ...selectable(params)(each), fields });
        }
        return found;
      },
    },
    recordsOf('Contact', 'selectContact', 'Contacts'),
    recordsOf('Customer', 'selectCustomer', 'Customers'),
    recordsOf('Lead', 'selectLead', 'Leads'),
    recordsOf('Opportunity', 'selectOpportunity', 'Opportunities'),
    recordsOf('Profile', 'selectProfile', 'Profiles'),
    recordsOf('User', 'selectUser', 'Users'),
    {
      key: 'selectBulkJob',
      label: 'Bulk jobs',
      description: 'Offers the bulk jobs by their objects and operations.',
      fields: [filterQuery],
      async perform(context, params) {
        const wanted = textOf(filterQuery.value(params)).toLowerCase();
        return recordsIn(valueAt(await get(context, params, '/jobs/ingest'), 'records'))
          .map(({ id, object, operation, state }) => ({
            key: textOf(id),
            label: `${textOf(object)} ${textOf(operation)} (${textOf(state)}, ${textOf(id)})`,
          }))
          .filter(({ label }) => label.toLowerCase().includes(wanted));
      },
    },
  ];
}

/** @param areAllMeant whether all are offered where no names are given */
function isOffered(params: Params, areAllMeant: boolean) {
  const names = new Set(
    toList(recordTypeFilter.value(params) ?? [], recordTypeFilter.input.label).map((name) =>
      textOf(name).trim().toLowerCase(),
    ),
  );
  const is = (field: { value(params: Params): unknown }) => toBoolean(field.value(params), '');
  return ({ name, label, custom, isSubtype, triggerable }: Json): boolean => {
    if (is(onlyTriggerable) && triggerable !== true) return false;
    if (is(onlyTopLevel) && isSubtype === true) return false;
    if (is(includeCustom) && custom === true) return true;
    const isNamed = [name, label].some((text) => names.has(textOf(text).trim().toLowerCase()));
    return isNamed || (areAllMeant && names.size === 0);
  };
}

function selectable(params: Params) {
  const selected = new Set(toList(defaultSelected.value(params) ?? [], defaultSelected.input.label));
  return ({ name, label }: Json): Json => ({
    object: { key: textOf(name), label: textOf(label) },
    defaultSelected: selected.has(textOf(name)),
  });
}
