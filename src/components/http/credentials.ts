import { InputError, isUnset, toText } from '../conversions.ts';
import { isRecord, ownValue } from '../records.ts';

/** What a connection adds to a request. */
export type Credentials = {
  headers: Record<string, string>;
  /** The system that the credentials are for, when the connection names one. */
  baseUrl: string | undefined;
  /** Texts that must not be shown. */
  secrets: string[];
};

const NONE: Credentials = { headers: {}, baseUrl: undefined, secrets: [] };
const PUBLIC_FIELDS =
  /^(username|.*url|scopes|clientId|authScheme|headerKey|headerName|headers|host|port|clientAuthentication|pkceMethod)$/i;

/** The credentials of a connection of any kind, told by the fields it has: imported ones keep working. */
export function credentialsOf(value: unknown): Credentials {
  if (isUnset(value)) return NONE;
  const fields = isRecord(value) ? ownValue(value, 'fields') : undefined;
  if (!isRecord(value) || !isRecord(fields)) {
    throw new InputError('The input "Connection" must be a connection: choose one, or leave it empty.');
  }
  const field = (key: string) => toText(ownValue(fields, key), 'Connection').trim();
  const token = ownValue(value, 'token');
  const accessToken = isRecord(token) ? toText(ownValue(token, 'access_token'), 'Connection') : '';
  const headers = authorization(accessToken, field) ?? incomplete(value, fields);
  return {
    headers,
    baseUrl: field('baseUrl') || undefined,
    secrets: [...secretTexts(fields), ...(isRecord(token) ? secretTexts(token) : []), ...encodedIn(headers)],
  };
}

function authorization(token: string, field: (key: string) => string): Record<string, string> | undefined {
  if (token !== '') return { authorization: `Bearer ${token}` };
  const key = field('apiKey');
  const secret = field('apiSecret');
  if (key !== '' && secret !== '') return { authorization: basic(key, secret) };
  // Connections that were set up earlier have a headerName.
  const header = [field('headerKey'), field('headerName')].find(
    (name) => name !== '' && !/^authorization$/i.test(name),
  );
  if (key !== '') return withKey(key, field('authScheme'), header);
  const username = field('username');
  const password = field('password');
  return username === '' && password === '' ? undefined : { authorization: basic(username, password) };
}

function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
}

/** @param own the header that the key has to itself; else it stands in Authorization */
function withKey(key: string, scheme: string, own: string | undefined): Record<string, string> {
  // What was once chosen for a header of its own.
  if (/^header$/i.test(scheme)) return { [own ?? 'X-API-Key']: key };
  const isAlone = /^none$/i.test(scheme) || (scheme === '' && own !== undefined);
  return { [own ?? 'authorization']: isAlone ? key : `${scheme || 'Basic'} ${key}` };
}

function incomplete(value: Record<string, unknown>, fields: Record<string, unknown>): never {
  const name = toText(ownValue(value, 'configVarKey') ?? ownValue(value, 'key'), 'Connection');
  const what = Object.hasOwn(fields, 'clientId')
    ? 'has no access token yet: connect it first'
    : 'has no user name, API key or token: complete it first';
  throw new InputError(`The connection "${name}" ${what}.`);
}

function secretTexts(record: Record<string, unknown>): string[] {
  const entries = Object.entries(record).filter(([key]) => !PUBLIC_FIELDS.test(key));
  return entries.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
}

function encodedIn(headers: Record<string, string>): string[] {
  return Object.values(headers).map((value) => value.replace(/^\S+ /, ''));
}
