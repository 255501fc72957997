import type { OutputUnit } from '@cfworker/json-schema';
import { keysOf } from '../json-pointer.ts';
import { isList, isRecord } from '../records.ts';
import { choicesOf } from './controls.ts';
import { type JsonSchema, resolved } from './schema.ts';
import type { DataPath } from './scope.ts';
import { unitsOf } from './validator.ts';

/** What is wrong with a value, as words that follow its label. */
export type Fault = { path: DataPath; words: string };

/** What does not fit a schema, one fault for each value, in plain words. */
export function faultsOf(schema: JsonSchema, data: unknown): Fault[] {
  const faults = collected(unitsOf(schema, data ?? null), schema);
  const seen = new Set<string>();
  return faults.filter(({ path }) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}

/** Keywords that only say that something below them does not fit. */
const AROUND = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems', 'additionalItems'],
  ...['allOf', '$ref', 'if', 'dependentSchemas', 'dependencies', 'unevaluatedProperties', 'propertyNames'],
]);

function collected(units: OutputUnit[], root: JsonSchema): Fault[] {
  const done = new Set<OutputUnit>();
  return units.flatMap((unit) => {
    if (done.has(unit)) return [];
    if (unit.keyword !== 'oneOf' && unit.keyword !== 'anyOf')
      return AROUND.has(unit.keyword) && !isMissing(unit) ? [] : faultOf(unit, root);
    const inner = units.filter(({ keywordLocation }) =>
      keywordLocation.startsWith(`${unit.keywordLocation}/`),
    );
    for (const each of inner) done.add(each);
    return ofAlternatives(unit, inner, root);
  });
}

/** Of several schemas that a value may fit, those faults are told of which there are fewest. */
function ofAlternatives(unit: OutputUnit, inner: OutputUnit[], root: JsonSchema): Fault[] {
  const path = pathOf(unit);
  const around = schemaBy(parentOf(unit.keywordLocation), root);
  if (isRecord(around) && choicesOf(around, root)) return [{ path, words: CHOOSE }];
  const groups = Map.groupBy(
    inner,
    ({ keywordLocation }) => keywordLocation.slice(unit.keywordLocation.length + 1).split('/')[0],
  );
  const [fewest] = [...groups.values()]
    .map((group) => collected(group, root))
    .sort((a, b) => a.length - b.length);
  return fewest ?? [{ path, words: 'fits more than one of what it may be.' }];
}

const CHOOSE = 'must be one of those that are offered.';
const isMissing = ({ keyword, error }: OutputUnit) =>
  keyword === 'dependencies' && error.includes('does not have');

function faultOf(unit: OutputUnit, root: JsonSchema): Fault[] {
  const path = pathOf(unit);
  if (
    unit.keyword === 'required' ||
    unit.keyword === 'dependentRequired' ||
    unit.keyword === 'dependencies'
  ) {
    const key = / "((?:[^"]|"(?!\.$))*)"\.$/.exec(unit.error)?.[1];
    return key === undefined ? [] : [{ path: [...path, key], words: 'needs a value.' }];
  }
  return [{ path, words: wordsFor(unit.keyword, schemaBy(unit.keywordLocation, root)) }];
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'empty',
};

const FORMATS: Record<string, string> = {
  email: 'an e-mail address, such as ada@example.com',
  uri: 'a web address, such as https://example.com',
  date: 'a date, such as 2026-01-31',
  'date-time': 'a date and time, such as 2026-01-31T08:00:00Z',
};

/** @param given what the schema says under that keyword */
function wordsFor(keyword: string, given: unknown): string {
  switch (keyword) {
    case 'type':
      return `must be ${(isList(given) ? given : [given]).map((type) => TYPES[String(type)] ?? String(type)).join(' or ')}.`;
    case 'enum':
    case 'const':
      return CHOOSE;
    case 'format':
      return `must be ${FORMATS[String(given)] ?? `of the form ${given}`}.`;
    case 'minLength':
      return given === 1 ? 'needs a value.' : `must have at least ${given} characters.`;
    case 'maxLength':
      return `must have at most ${given} characters.`;
    case 'minimum':
      return `must be ${given} or more.`;
    case 'maximum':
      return `must be ${given} or less.`;
    case 'exclusiveMinimum':
      return `must be more than ${given}.`;
    case 'exclusiveMaximum':
      return `must be less than ${given}.`;
    case 'multipleOf':
      return `must be a multiple of ${given}.`;
    case 'minItems':
    case 'contains':
      return `needs at least ${typeof given === 'number' ? given : 1}.`;
    case 'maxItems':
      return `can have at most ${given}.`;
    case 'uniqueItems':
      return 'has the same more than once.';
    case 'pattern':
      return `must be of the form ${given}.`;
    case 'false':
      return 'is not asked for here. Leave it out.';
    default:
      return 'does not fit what is asked for.';
  }
}

const pathOf = ({ instanceLocation }: OutputUnit) =>
  keysOf(decodeURIComponent(instanceLocation).replace(/^#/, ''));
const parentOf = (location: string) => location.slice(0, location.lastIndexOf('/'));

/** What stands in the schema where the library has been, through all references. */
function schemaBy(location: string, root: JsonSchema): unknown {
  return keysOf(decodeURIComponent(location).replace(/^#/, '')).reduce<unknown>((schema, key) => {
    if (key === '$ref') return resolved(schema, root);
    return typeof schema === 'object' && schema !== null && Object.hasOwn(schema, key)
      ? Reflect.get(schema, key)
      : undefined;
  }, root);
}
