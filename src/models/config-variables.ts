import type { ConnectionDeclaration } from '../components/component.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { declaredValue, variableKind } from '../definition/read/questions.ts';
import { parsedOrText } from '../inputs/kind.ts';
import { isNever, timeZoneOf } from '../lib/cron.ts';
import type { Issue } from '../lib/errors.ts';
import { asRecord } from '../lib/records.ts';
import { MASK } from '../lib/secret-fields.ts';
import {
  type Checked,
  checkConnection,
  connectionValue,
  elsewhere,
  type Refused,
  typedAnew,
} from './connection-values.ts';
import type { Viewer } from './viewer.ts';

/** More than anybody corrects at once: a body of 1 MB can name 100,000 variables that are not there. */
const MOST_ISSUES = 100;

/**
 * Values as given (JSON) turned into values as stored, and one issue per variable that is unknown or wrong, up to 100;
 * one per secret of a connection that has to be typed again.
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

/** One issue for each required variable that has neither a value nor a default, and for each secret to be typed again. */
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

/** Keys of required variables that have neither a value nor a default, and of connections with secrets to be typed again. */
export function missingConfigVariables(
  variables: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): string[] {
  return missing(variables, stored).map(({ variable }) => variable.key);
}

/** The same for people to read: with the fields that are to be typed again. */
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

/** Config variables that may be seen and set within the scope: those of the organization alone are hidden from customers. */
export function visibleVariables(
  viewer: Viewer,
  variables: CompiledConfigVariable[],
): CompiledConfigVariable[] {
  return viewer.scope.kind === 'organization' ? variables : variables.filter((variable) => !variable.orgOnly);
}

/** Those that each person answers alone, as they are asked for there. */
export function userVariables(variables: CompiledConfigVariable[]): CompiledConfigVariable[] {
  return variables.flatMap((variable) =>
    variable.ofUsers ? [{ ...variable, required: variable.ofUsers.required }] : [],
  );
}

/** All of them, with those that each person answers as they are asked of them. */
export function withUserVariables(variables: CompiledConfigVariable[]): CompiledConfigVariable[] {
  return variables.map((each) => ({ ...each, required: each.ofUsers?.required ?? each.required }));
}

/** Whether its value is sealed, and shown to nobody. */
export function isSecretVariable(variable: CompiledConfigVariable): boolean {
  return variableKind(variable).isSecret;
}

function checkValue(variable: CompiledConfigVariable, value: unknown, before: unknown): Checked {
  if (variable.connection || variable.dataType === 'connection')
    return checkConnection(variable, value, before);
  const kind = variableKind(variable);
  if (!kind.isSecret || value !== MASK) return kind.check(value, declaredValue(variable));
  return before === undefined
    ? { ok: false, message: `${variable.key} needs a value.` }
    : { ok: true, value: before };
}

/**
 * What steps receive for a variable: the stored value, or the default turned into its data type
 * (`views/help/configuration.md#config-variables`: boolean → bool, number → number, schedule → an object, connection
 * → a connection).
 * @param declared as of `connectionValue`
 */
export function runtimeValue(
  variable: CompiledConfigVariable,
  stored: unknown,
  declared?: ConnectionDeclaration,
): unknown {
  if (variable.dataType === 'connection') return connectionValue(variable, asRecord(stored), declared);
  if (stored !== undefined) return stored;
  if (variable.dataType === 'schedule' && isNever(variable.declaration.scheduleType))
    return { value: '', schedule_type: 'none', time_zone: timeZoneOf(variable.scheduleTimeZone) };
  const { defaultValue } = variable;
  const kind = variableKind(variable);
  if (defaultValue === undefined || defaultValue === '') return kind.empty() ?? defaultValue;
  const checked = checkValue(variable, kind.isJson ? parsedOrText(defaultValue) : defaultValue, undefined);
  return checked.ok ? checked.value : defaultValue;
}
