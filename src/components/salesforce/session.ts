import { BoundedCache } from '../../lib/bounded-cache.ts';
import { MINUTE, SECOND } from '../../lib/time.ts';
import type { ConnectionValue, InputDeclaration, Params, PartContext } from '../component.ts';
import { InputError } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { fieldText } from '../kit/connections.ts';
import { sha256 } from '../kit/webhook.ts';
import { xmlOf } from '../kit/xml.ts';
import { read } from '../read.ts';

/** Later versions have no login by user name and password; a session of this one serves all of them. */
const LOGIN = '/services/Soap/u/63.0';
/** Sessions that are used last longer; a password that was changed should not be kept from them for long. */
const LONGEST_KEPT = 10 * MINUTE;
const LIMITS = { timeout: 20 * SECOND, maxBytes: 256 * 1024, redirect: 'error' } as const;

type Session = { instance: string; token: string };
const sessions = new BoundedCache<Session & { until: number }>({ most: 100 });

export const version: InputDeclaration = {
  key: 'version',
  label: 'Version',
  type: 'string',
  comments: 'The version of Salesforce’s API.',
  default: '63.0',
  example: '63.0',
};

/** `v59.0`, `59.0` and `59` are the same one. */
export function versionOf(params: Params): string {
  const text = read.text(params, version).trim() || '63.0';
  const [, major, minor = '0'] = /^v?(\d{1,3})(?:\.(\d))?$/i.exec(text) ?? [];
  if (major === undefined)
    throw new InputError(`The input "Version" must be a version of the API such as 63.0, not "${text}".`);
  return `${major}.${minor}`;
}

/** The instance that a connection leads to, and what opens it. */
export async function sessionOf(connection: ConnectionValue, context: PartContext): Promise<Session> {
  if (connection.key === 'basic') return loggedIn(connection, context);
  const { configVarKey, token = {} } = connection;
  const instance = URL.parse(textOf(token.instance_url) || fieldText(connection, 'instanceUrl'));
  const access = textOf(token.access_token);
  if (!instance || access === '')
    throw new InputError(
      `The connection "${configVarKey}" has no access token that says where its Salesforce is: connect it.`,
    );
  return { instance: instance.origin, token: access };
}

async function loggedIn(connection: ConnectionValue, context: PartContext): Promise<Session> {
  const [username, password] = [fieldText(connection, 'username'), fieldText(connection, 'password')];
  const login = URL.parse(fieldText(connection, 'loginUrl'));
  if (!login || username === '' || password === '')
    throw new InputError(
      `The connection "${connection.configVarKey}" needs a user name, a password and a login URL such as https://login.salesforce.com: complete it.`,
    );
  const name = sha256(login.origin, '\n', username, '\n', password);
  const kept = sessions.get(name);
  if (kept && kept.until > Date.now()) return kept;
  const { host, signal } = context;
  const response = await host.fetch(login.origin + LOGIN, {
    ...LIMITS,
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: envelope(username, password),
    signal,
  });
  const { text } = xmlOf(await response.text());
  const said = text('soapenv:Body.loginResponse.result');
  const instance = URL.parse(said('serverUrl'));
  if (!response.ok || !instance || said('sessionId') === '')
    throw new InputError(
      `Salesforce does not take the connection "${connection.configVarKey}": ${text('soapenv:Body.soapenv:Fault')('faultstring') || `it answered ${response.status}`}. Correct its user name, its password with the security token after it, and its login URL.`,
    );
  const session = { instance: instance.origin, token: said('sessionId') };
  const seconds = Number(said('userInfo.sessionSecondsValid')) || 0;
  sessions.set(name, { ...session, until: Date.now() + Math.min((seconds / 2) * SECOND, LONGEST_KEPT) });
  return session;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replaceAll(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);

const envelope = (username: string, password: string) =>
  `<?xml version="1.0" encoding="utf-8"?><se:Envelope xmlns:se="http://schemas.xmlsoap.org/soap/envelope/"><se:Body><login xmlns="urn:partner.soap.sforce.com"><username>${escaped(username)}</username><password>${escaped(password)}</password></login></se:Body></se:Envelope>`;
