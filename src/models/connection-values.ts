import { isDeepStrictEqual } from 'node:util';
import type { ConnectionDeclaration, ConnectionValue } from '../components/component.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Checked as CheckedValue } from '../inputs/kind.ts';
import { isId } from '../lib/ids.ts';
import { asRecord, isRecord } from '../lib/records.ts';
import { MASK, masked } from '../lib/secret-fields.ts';
import { withTemplates } from './connection-templates.ts';
import { type MovedSecrets, movedSecrets } from './secret-places.ts';

/** Of a connection also which fields are to be typed again. */
export type Refused = Extract<CheckedValue, { ok: false }> & { fields?: string[] };
export type Checked = Extract<CheckedValue, { ok: true }> | Refused;

/** As much of a config variable as says what a connection is: one that stands for itself is filled in by no definition. */
export type ConnectionVariable = Pick<CompiledConfigVariable, 'key' | 'dataType' | 'inputs' | 'connection'>;

/** The connection that a value names, where it does: one that is there already. */
export function pointerIn(
  { dataType, connection }: Pick<ConnectionVariable, 'dataType' | 'connection'>,
  value: unknown,
): string | undefined {
  const to = (connection || dataType === 'connection') && isRecord(value) ? value.connection : undefined;
  return typeof to === 'string' && isId('con', to) ? to : undefined;
}

/** Whether a value is for a connection of its own, whatever it points to by now. */
export function isForNew(value: unknown): boolean {
  return isRecord(value) && value.connection === null && 'fields' in value;
}

/** @param before what the connection holds that the value points to */
export function checkConnection(variable: ConnectionVariable, value: unknown, before: unknown): Checked {
  if (!isRecord(value))
    return { ok: false, message: `${variable.key} must be an object with the connection's fields.` };
  const to = pointerIn(variable, value);
  if (to !== undefined) return { ok: true, value: { connection: to } };
  if (isForNew(value)) {
    const checked = checkConnection(variable, { fields: value.fields, token: value.token }, undefined);
    return checked.ok ? { ...checked, value: { ...asRecord(checked.value), connection: null } } : checked;
  }
  const { fields = value, token = MASK } = 'fields' in value ? value : { fields: value };
  if (!isRecord(fields)) return { ok: false, message: `${variable.key}.fields must be an object.` };
  if (token !== MASK && token !== null && !isRecord(token))
    return { ok: false, message: `${variable.key}.token must be an object.` };
  const kept = isRecord(before) ? before : undefined;
  const newToken = unmasked(token, kept?.token) ?? undefined;
  const newFields = unmasked(fields, kept?.fields);
  const moved =
    kept &&
    movedSecrets(...placesOf(variable, { fields, token }, kept, { fields: newFields, token: newToken }));
  if (moved) return typedAnew(variable, moved);
  const isSame = kept?.context !== undefined && isDeepStrictEqual(newToken, kept.token);
  return {
    ok: true,
    value: {
      fields: newFields,
      ...(newToken === undefined ? {} : { token: newToken }),
      // What was told beside the token goes with it.
      ...(isSame ? { context: kept.context } : {}),
    },
  };
}

/**
 * @param filledIn where the secrets belong to another place than this version's: what the version filled in for which
 * they were typed. They wait there to be typed again, or for a version that sends them where they belong.
 */
type Parts = { fields?: unknown; token?: unknown; filledIn?: unknown };

/** Fields and token of a connection in one record each, as given, as it holds and as it would hold. */
function placesOf(
  variable: ConnectionVariable,
  given: Parts,
  before: Parts,
  after: Parts,
): Parameters<typeof movedSecrets> {
  const defaults = defaultFields(variable);
  const former = isRecord(before.filledIn) ? before.filledIn : defaults;
  const within = (part: string, value: unknown, fallbacks: Record<string, unknown> = {}) =>
    Object.entries({ ...fallbacks, ...asRecord(value) }).map(([name, item]) => [`${part}.${name}`, item]);
  const all = ({ fields, token }: Parts, fallbacks: Record<string, unknown>) =>
    Object.fromEntries([...within('fields', fields, fallbacks), ...within('token', token)]);
  // A token that is kept whole is given as one mask.
  const masked =
    given.token === MASK ? Object.keys(asRecord(before.token)).map((name) => [name, MASK]) : undefined;
  const token = masked ? Object.fromEntries(masked) : given.token;
  return [all({ fields: given.fields, token }, {}), all(before, former), all(after, defaults)];
}

/** @returns with the paths and the names of the fields */
export function typedAnew({ key }: Pick<CompiledConfigVariable, 'key'>, { places, secrets }: MovedSecrets) {
  const fields = [...new Set(secrets.map((path) => path.replace(/^token\..*/, 'token')))];
  const named = (paths: string[]) => [
    ...new Set(paths.map((path) => path.replace(/^fields\./, '').replace(/^token\..*/, 'token'))),
  ];
  const names = named(secrets);
  const message = `${key}: where its secrets are sent has changed (${named(places).join(', ')}). Type ${names.join(', ')} anew.`;
  return { ok: false as const, message, fields, names };
}

/** What was given, with what is stored already in place of each mask. */
function unmasked(given: unknown, kept: unknown): unknown {
  if (given === MASK) return kept;
  if (Array.isArray(given))
    return given.map((item, index) => unmasked(item, Array.isArray(kept) ? kept[index] : undefined));
  if (!isRecord(given)) return given;
  const before = new Map(Object.entries(asRecord(kept)));
  return Object.fromEntries(
    Object.entries(given).map(([key, item]) => [key, unmasked(item, before.get(key))]),
  );
}

/** Which secrets of a stored connection would be sent elsewhere than they were typed for; undefined when none would. */
export function elsewhere(variable: ConnectionVariable, stored: unknown): MovedSecrets | undefined {
  const kept = asRecord(stored);
  if (variable.dataType !== 'connection' || kept.filledIn === undefined) return undefined;
  const given = { fields: masked(kept.fields, ''), token: MASK };
  return movedSecrets(...placesOf(variable, given, kept, kept));
}

/** A stored value as callers know it. */
export function withoutFilledIn(stored: unknown): unknown {
  const { filledIn, ...rest } = asRecord(stored);
  return filledIn === undefined ? stored : rest;
}

/**
 * A stored connection for another version: where that one would send its secrets elsewhere, it says for what they were typed.
 * @param older undefined where the version that was left has no such connection
 * @param newer undefined where the next version has none
 */
export function carriedOver(
  older: CompiledConfigVariable | undefined,
  newer: CompiledConfigVariable | undefined,
  stored: unknown,
): unknown {
  if (!isRecord(stored)) return stored;
  const { filledIn = older && defaultFields(older), ...rest } = stored;
  const marked = filledIn === undefined ? rest : { ...rest, filledIn };
  return newer === undefined || elsewhere(newer, marked) ? marked : rest;
}

/**
 * What steps receive for a connection. A secret that belongs elsewhere is none of its fields.
 * @param declared what its component says of it, where that is known: templates and hidden defaults are filled in by it
 */
export function connectionValue(
  variable: ConnectionVariable,
  stored: Record<string, unknown>,
  declared?: ConnectionDeclaration,
): ConnectionValue {
  const secrets = elsewhere(variable, stored)?.secrets ?? [];
  const isHere = (part: string) => (entry: [string, unknown]) => !secrets.includes(`${part}.${entry[0]}`);
  const own = Object.entries(asRecord(stored.fields)).filter(isHere('fields'));
  const isTokenHere = isRecord(stored.token) && !secrets.some((path) => path.startsWith('token.'));
  return {
    key: variable.connection?.connectionKey ?? variable.key,
    configVarKey: variable.key,
    fields: withTemplates({ ...defaultFields(variable), ...Object.fromEntries(own) }, declared?.inputs ?? []),
    ...(isTokenHere ? { token: asRecord(stored.token) } : {}),
    ...(isTokenHere && isRecord(stored.context) ? { context: stored.context } : {}),
  };
}

/** What the definition fills in. */
function defaultFields(variable: ConnectionVariable): Record<string, unknown> {
  return Object.fromEntries(
    variable.inputs.flatMap(({ key, value }) =>
      value.kind === 'value' && value.value !== '' ? [[key, value.value]] : [],
    ),
  );
}
