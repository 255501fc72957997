import type { ConnectionValue } from '../components/component.ts';
import { cronFault, timeZoneFault } from '../definition/check-schedule.ts';
import type { CompiledConfigVariable } from '../definition/compiled.ts';
import { scheduleValue } from '../definition/schedule-value.ts';
import { isNever, timeZoneOf } from '../lib/cron.ts';
import { readInstant } from '../lib/dates.ts';
import type { Issue } from '../lib/errors.ts';
import { MASK, type MovedSecrets, movedSecrets } from './secret-places.ts';

export { MASK };

/** More than anybody corrects at once: a body of 1 MB can name 100,000 variables that are not there. */
const MOST_ISSUES = 100;

type Checked = { ok: true; value: unknown } | { ok: false; message: string; fields?: string[] };

/**
 * Values as given (JSON) turned into values as stored, and one issue per variable that is unknown or wrong, up to 100;
 * one per secret of a connection that has to be typed anew.
 * @param stored values that are there already: a masked secret field keeps its own, as long as it goes to the same place
 */
export function checkConfigVariables(
  variables: CompiledConfigVariable[],
  given: Record<string, unknown>,
  stored: ReadonlyMap<string, unknown>,
): { values: Map<string, unknown>; issues: Issue[] } {
  const issues: Issue[] = [];
  const values = new Map<string, unknown>();
  const byKey = new Map(variables.map((variable) => [variable.key, variable]));
  for (const [key, value] of Object.entries(given)) {
    if (issues.length >= MOST_ISSUES) break;
    const path = `configVariables.${key}`;
    const variable = byKey.get(key);
    if (!variable) {
      const known = variables.map((each) => each.key).join(', ') || 'none';
      issues.push({ path, message: `There is no config variable ${key}; this version has: ${known}.` });
      continue;
    }
    const checked = checkValue(variable, value, stored.get(key));
    if (checked.ok) values.set(key, checked.value);
    else if (!checked.fields) issues.push({ path, message: checked.message });
    else
      issues.push(...checked.fields.map((field) => ({ path: `${path}.${field}`, message: checked.message })));
  }
  return { values, issues };
}

/** One issue for each required variable that has neither a value nor a default. */
export function missingIssues(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): Issue[] {
  return missingConfigVariables(variables, stored).map((key) => ({
    path: `configVariables.${key}`,
    message: `${key} needs a value.`,
  }));
}

/** Keys of required variables that have neither a value nor a default. */
export function missingConfigVariables(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  return variables
    .filter(
      (variable) => variable.required && !stored.has(variable.key) && variable.defaultValue === undefined,
    )
    .map((variable) => variable.key);
}

/** Whether its value is sealed, and shown to nobody. */
export function isSecretVariable({ dataType }: CompiledConfigVariable): boolean {
  return dataType === 'connection' || dataType === 'password';
}

function checkValue(variable: CompiledConfigVariable, value: unknown, before: unknown): Checked {
  if (variable.dataType === 'password' && value === MASK)
    return before === undefined
      ? { ok: false, message: `${variable.key} needs a value.` }
      : { ok: true, value: before };
  if (variable.connection || variable.dataType === 'connection')
    return checkConnection(variable, value, before);
  if (variable.collectionType === 'valuelist') return checkList(variable, value);
  if (variable.collectionType === 'keyvaluelist') return checkPairs(variable, value);
  return checkSingle(variable, value);
}

function checkSingle(variable: CompiledConfigVariable, value: unknown): Checked {
  const wrong = (what: string): Checked => ({ ok: false, message: `${variable.key} must be ${what}.` });
  switch (variable.dataType) {
    case 'boolean':
      if (value === true || value === 'true') return { ok: true, value: true };
      if (value === false || value === 'false') return { ok: true, value: false };
      return wrong('true or false');
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number)
        ? { ok: true, value: number }
        : wrong('a number');
    }
    case 'picklist': {
      if (typeof value !== 'string') return wrong('a text');
      const known = variable.pickList.length === 0 || variable.pickList.includes(value);
      return known ? { ok: true, value } : wrong(`one of ${variable.pickList.join(', ')}`);
    }
    case 'schedule':
      return checkSchedule(variable, value);
    case 'date':
    case 'timestamp':
      return typeof value === 'string' && readInstant(value)
        ? { ok: true, value }
        : wrong(`a ${variable.dataType}, such as 2026-01-31`);
    case 'objectSelection':
    case 'objectFieldMap':
    case 'jsonForm':
      return value !== null && value !== undefined ? { ok: true, value } : wrong('a JSON value');
    default:
      return typeof value === 'string' ? { ok: true, value } : wrong('a text');
  }
}

function checkSchedule(variable: CompiledConfigVariable, value: unknown): Checked {
  const given = scheduleValue(value);
  if (!given) return { ok: false, message: `${variable.key} must be a cron line, such as */15 * * * *.` };
  const zone = timeZoneOf(given.timeZone ?? variable.scheduleTimeZone);
  const fault = timeZoneFault(zone) ?? (isNever(given.scheduleType) ? undefined : cronFault(given.cron));
  if (fault) return { ok: false, message: `${variable.key}: ${fault}` };
  const taken = { value: given.cron, schedule_type: given.scheduleType ?? 'custom', time_zone: zone };
  return { ok: true, value: taken };
}

function checkList(variable: CompiledConfigVariable, value: unknown): Checked {
  if (!Array.isArray(value)) return { ok: false, message: `${variable.key} must be a list.` };
  const items = [];
  for (const item of value) {
    const checked = checkSingle(variable, item);
    if (!checked.ok)
      return { ok: false, message: `${variable.key} must be a list whose items fit: ${checked.message}` };
    items.push(checked.value);
  }
  return { ok: true, value: items };
}

function checkPairs(variable: CompiledConfigVariable, value: unknown): Checked {
  const pairs = Array.isArray(value)
    ? value.map(record)
    : Object.entries(record(value) ?? {}).map(([key, item]) => ({ key, value: item }));
  const whole = pairs.every((pair) => typeof pair?.key === 'string' && 'value' in pair);
  if (!whole || typeof value !== 'object')
    return { ok: false, message: `${variable.key} must be a list of { key, value }.` };
  return { ok: true, value: pairs };
}

function checkConnection(variable: CompiledConfigVariable, value: unknown, before: unknown): Checked {
  const own = record(value);
  if (!own) return { ok: false, message: `${variable.key} must be an object with the connection's fields.` };
  const { fields = own, token = MASK } = 'fields' in own ? own : { fields: own };
  if (!record(fields)) return { ok: false, message: `${variable.key}.fields must be an object.` };
  if (token !== MASK && token !== null && !record(token))
    return { ok: false, message: `${variable.key}.token must be an object.` };
  const kept = record(before);
  const newToken = unmasked(token, kept?.token) ?? undefined;
  const newFields = unmasked(fields, kept?.fields);
  const moved =
    kept &&
    movedSecrets(...placesOf(variable, { fields, token }, kept, { fields: newFields, token: newToken }));
  if (moved) return typedAnew(variable, moved);
  return { ok: true, value: { fields: newFields, ...(newToken === undefined ? {} : { token: newToken }) } };
}

type Parts = { fields?: unknown; token?: unknown };

/** Fields and token of a connection in one record each, as given, as it holds and as it would hold. */
function placesOf(
  variable: CompiledConfigVariable,
  given: Parts,
  before: Parts,
  after: Parts,
): Parameters<typeof movedSecrets> {
  const defaults = defaultFields(variable);
  const within = (part: string, value: unknown, fallbacks: Record<string, unknown> = {}) =>
    Object.entries({ ...fallbacks, ...record(value) }).map(([name, item]) => [`${part}.${name}`, item]);
  const all = ({ fields, token }: Parts, fallbacks: Record<string, unknown>) =>
    Object.fromEntries([...within('fields', fields, fallbacks), ...within('token', token)]);
  // A token that is kept whole is given as one mask.
  const masked =
    given.token === MASK ? Object.keys(record(before.token) ?? {}).map((name) => [name, MASK]) : undefined;
  const token = masked ? Object.fromEntries(masked) : given.token;
  return [all({ fields: given.fields, token }, {}), all(before, defaults), all(after, defaults)];
}

function typedAnew(variable: CompiledConfigVariable, { places, secrets }: MovedSecrets): Checked {
  const names = (paths: string[]) => [
    ...new Set(paths.map((path) => path.replace(/^fields\./, '').replace(/^token\..*/, 'token'))),
  ];
  const fields = [...new Set(secrets.map((path) => path.replace(/^token\..*/, 'token')))];
  const message = `${variable.key}: where its secrets are sent has changed (${names(places).join(', ')}). Type ${names(secrets).join(', ')} anew.`;
  return { ok: false, message, fields };
}

/** What was given, with what is stored already in place of each mask. */
function unmasked(given: unknown, kept: unknown): unknown {
  if (given === MASK) return kept;
  if (Array.isArray(given))
    return given.map((item, index) => unmasked(item, Array.isArray(kept) ? kept[index] : undefined));
  const own = record(given);
  if (!own) return given;
  const before = new Map(Object.entries(record(kept) ?? {}));
  return Object.fromEntries(Object.entries(own).map(([key, item]) => [key, unmasked(item, before.get(key))]));
}

/**
 * What steps receive for a variable: the stored value, or the default turned into its data type
 * (BEHAVIOUR §1.5: boolean → bool, number → number, schedule → an object, connection → a connection).
 */
export function runtimeValue(variable: CompiledConfigVariable, stored: unknown): unknown {
  if (variable.dataType === 'connection') return connectionValue(variable, record(stored) ?? {});
  if (stored !== undefined) return stored;
  const fallback = variable.defaultValue;
  if (variable.dataType === 'schedule' && isNever(variable.declaration.scheduleType))
    return { value: '', schedule_type: 'none', time_zone: timeZoneOf(variable.scheduleTimeZone) };
  if (fallback === undefined || fallback === '') {
    if (variable.collectionType) return [];
    return variable.dataType === 'boolean' ? false : (fallback ?? undefined);
  }
  const parsed = variable.collectionType || isStructured(variable) ? parseJson(fallback) : fallback;
  const checked = checkValue(variable, parsed, undefined);
  return checked.ok ? checked.value : fallback;
}

function connectionValue(variable: CompiledConfigVariable, stored: Record<string, unknown>): ConnectionValue {
  const token = record(stored.token);
  return {
    key: variable.connection?.connectionKey ?? variable.key,
    configVarKey: variable.key,
    fields: { ...defaultFields(variable), ...record(stored.fields) },
    ...(token ? { token } : {}),
  };
}

/** What the definition fills in. */
function defaultFields(variable: CompiledConfigVariable): Record<string, unknown> {
  return Object.fromEntries(
    variable.inputs.flatMap(({ key, value }) =>
      value.kind === 'value' && value.value !== '' ? [[key, value.value]] : [],
    ),
  );
}

function isStructured(variable: CompiledConfigVariable): boolean {
  return ['objectSelection', 'objectFieldMap', 'jsonForm'].includes(variable.dataType);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
