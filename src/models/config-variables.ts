import { cronFault, timeZoneFault } from '../definition/check-schedule.ts';
import type { CompiledConfigVariable } from '../definition/compiled.ts';
import { scheduleValue } from '../definition/schedule-value.ts';
import { isNever, timeZoneOf } from '../lib/cron.ts';
import { readInstant } from '../lib/dates.ts';
import type { Issue } from '../lib/errors.ts';
import {
  type Checked,
  checkConnection,
  connectionValue,
  elsewhere,
  type Refused,
  record,
  typedAnew,
} from './connection-values.ts';
import { MASK } from './secret-places.ts';

export { MASK };

/** More than anybody corrects at once: a body of 1 MB can name 100,000 variables that are not there. */
const MOST_ISSUES = 100;

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
    else issues.push(...issuesOf(path, checked));
  }
  return { values, issues };
}

function issuesOf(path: string, { message, fields }: Refused): Issue[] {
  return fields ? fields.map((field) => ({ path: `${path}.${field}`, message })) : [{ path, message }];
}

/** One issue for each required variable that has neither a value nor a default, and for each secret to be typed anew. */
export function missingIssues(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): Issue[] {
  return missing(variables, stored).flatMap(({ variable, moved }) => {
    const path = `configVariables.${variable.key}`;
    if (moved) return issuesOf(path, typedAnew(variable, moved));
    return [{ path, message: `${variable.key} needs a value.` }];
  });
}

/** Keys of required variables that have neither a value nor a default, and of connections with secrets to be typed anew. */
export function missingConfigVariables(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  return missing(variables, stored).map(({ variable }) => variable.key);
}

/** The same for people to read: with the fields that are to be typed anew. */
export function missingNames(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  return missing(variables, stored).map(({ variable, moved }) =>
    moved ? `${variable.key} (${typedAnew(variable, moved).names.join(', ')})` : variable.key,
  );
}

function missing(variables: CompiledConfigVariable[], stored: ReadonlyMap<string, unknown>) {
  return variables.flatMap((variable) => {
    const { key, required, defaultValue } = variable;
    const moved = elsewhere(variable, stored.get(key));
    const isMissing = required && !stored.has(key) && defaultValue === undefined;
    return moved || isMissing ? [{ variable, moved }] : [];
  });
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
