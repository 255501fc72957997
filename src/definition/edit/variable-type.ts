import type { Catalog } from '../../components/catalog.ts';
import { type Declared, readJson } from '../../inputs/kind.ts';
import { kindOf } from '../../inputs/registry.ts';
import { isList } from '../../lib/records.ts';
import { literalText } from '../compile/value.ts';
import type { ConfigVar } from '../document/schema.ts';
import { isSecret } from '../document/secret-inputs.ts';

type Collection = 'valuelist' | 'keyvaluelist' | undefined;
/** What a config variable is to be. */
export type VariableType = { dataType: string; collection: Collection };

/** The types that a config variable can have, in the order of a list to choose from. */
export const VARIABLE_TYPES = [
  ...([
    'string',
    'number',
    'boolean',
    'picklist',
    'date',
    'timestamp',
    'schedule',
    'code',
    'password',
  ] as const),
  ...(['connection', 'objectSelection', 'objectFieldMap', 'jsonForm', 'htmlElement'] as const),
];

const NEVER_LISTS = [
  'schedule',
  'objectSelection',
  'objectFieldMap',
  'jsonForm',
  'connection',
  'htmlElement',
];

/** Whether a list of values of that type, or of keys with values, can be asked for. */
export function mayBeList(dataType: string): boolean {
  return !NEVER_LISTS.includes(dataType);
}

/** Fields that one type alone has, and what people call them. */
const FIELDS_OF_ONE = [
  { field: 'pickList', of: 'picklist', word: 'choices' },
  { field: 'codeLanguage', of: 'code', word: 'language' },
  { field: 'scheduleType', of: 'schedule', word: 'way to repeat' },
  { field: 'timeZone', of: 'schedule', word: 'time zone' },
  { field: 'connection', of: 'connection', word: 'connection' },
  { field: 'useScopedConfigVar', of: 'connection', word: 'shared connection' },
  { field: 'onPremiseConnectionConfig', of: 'connection', word: 'rule for systems on site' },
] as const;

/**
 * A config variable as another type: what fits the type stays.
 * @returns it, and what of it is lost, as people call it
 */
export function inType(
  before: ConfigVar,
  { dataType, collection }: VariableType,
  catalog: Pick<Catalog, 'dataSource'>,
): { configVar: ConfigVar; lost: string[] } {
  const isList = mayBeList(dataType) ? collection : undefined;
  const gone = new Set<string>();
  const lost: string[] = [];
  for (const { field, of, word } of FIELDS_OF_ONE) {
    if (of === dataType) continue;
    gone.add(field);
    const value = before[field];
    if (Array.isArray(value) ? value.length > 0 : Boolean(value)) lost.push(word);
  }
  const { dataSource } = before;
  if (dataSource && catalog.dataSource(dataSource)?.dataSourceType !== dataType) {
    gone.add('dataSource');
    lost.push('data source');
  }
  const isFilledIn =
    (before.connection && !gone.has('connection')) || (dataSource && !gone.has('dataSource'));
  if (!isFilledIn) gone.add('inputs');
  if (isList === undefined) gone.add('collectionType');
  const text = literalText(before.defaultValue);
  const defaultValue = text === '' ? text : defaultIn(text, before, { dataType, collection: isList });
  if (defaultValue === undefined) lost.push('default value');
  const kept = Object.fromEntries(Object.entries(before).filter(([field]) => !gone.has(field)));
  const configVar: ConfigVar = {
    ...kept,
    key: before.key,
    dataType,
    ...(before.defaultValue !== undefined && { defaultValue: defaultValue ?? '' }),
    ...(isList && { collectionType: isList }),
  };
  return { configVar, lost };
}

/** What is declared of a default; what it may be otherwise the kind of its variable says. */
export function declaredDefault({ pickList, timeZone }: ConfigVar): Declared {
  return {
    label: 'The default value',
    options: (pickList ?? []).map((value) => ({ value: String(value), label: String(value) })),
    required: false,
    fallback: undefined,
    placeholder: undefined,
    timeZone: timeZone || undefined,
  };
}

/** The kind of a config variable's default; a name that says so makes it a secret. */
export function kindOfDefault({ key, dataType, collectionType }: ConfigVar) {
  const collection = collectionType ?? undefined;
  return kindOf({ type: dataType, collection, isHidden: isSecret(key) });
}

/** A default as text of another type; undefined where it does not fit, or would be shown although it was hidden. */
function defaultIn(text: string, before: ConfigVar, to: VariableType): string | undefined {
  if (to.dataType === 'connection' || before.dataType === 'connection') return undefined;
  const after = { ...before, dataType: to.dataType, collectionType: to.collection };
  const kind = kindOfDefault(after);
  if (kindOfDefault(before).isSecret && !kind.isSecret) return undefined;
  return candidates(text, before.collectionType ?? undefined, to.collection).find((candidate) => {
    const read = kind.isJson ? readJson(candidate) : { is: 'value' as const, value: candidate };
    return read.is === 'value' && kind.check(read.value, declaredDefault(after)).ok;
  });
}

/** The text itself; a single value becomes a list of one, and such a list the value. */
function candidates(text: string, from: Collection, to: Collection): string[] {
  if (from === undefined && to === 'valuelist') return [text, JSON.stringify([text])];
  if (from !== 'valuelist' || to !== undefined) return [text];
  const read = readJson(text);
  const items = read.is === 'value' && isList(read.value) ? read.value : [];
  return items.length === 1 ? [literalText(items[0])] : [];
}
