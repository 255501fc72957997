import type { ConnectionDeclaration, ConnectionValue, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, toBoolean, toInteger } from '../conversions.ts';
import { fieldText, plain, secret } from '../kit/connections.ts';
import { connectionIn } from '../kit/service.ts';
import { ownValue } from '../records.ts';

const optional = { required: false };
const flag = (key: string, label: string, comments: string) =>
  plain(key, label, comments, { ...optional, type: 'boolean', default: 'false' });

const port = plain('port', 'Port', 'The port that PostgreSQL listens on.', { default: '5432' });
const timeout = plain('timeout', 'Timeout (ms)', 'Milliseconds until an attempt to connect is given up.', {
  ...optional,
  default: '5000',
});
const requireSSL = flag(
  'requireSSL',
  'Require SSL',
  'Encrypt what is sent, and refuse servers whose certificate cannot be verified. Else nothing is encrypted.',
);
const ignoreSslErrors = flag(
  'ignoreSslErrors',
  'Ignore SSL errors',
  'Take any certificate. What is sent can then be read by whoever stands between.',
);

export const connectionInput: InputDeclaration = {
  key: 'postgresConnection',
  label: 'Connection',
  type: 'connection',
  comments: 'The connection to PostgreSQL.',
  required: true,
};

export const connectionOf = (params: Params): ConnectionValue =>
  connectionIn({ label: 'PostgreSQL', connectionKey: connectionInput.key }, params);

const LONGEST_CONNECT_MS = 60_000;

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const needed = (key: string, label: string) => {
    const text = fieldText(connection, key);
    if (text !== '') return text;
    throw new InputError(
      `The connection "${connection.configVarKey}" has no ${label.toLowerCase()}: fill it in.`,
    );
  };
  const whole = ({ key, label, default: usual }: InputDeclaration, most: number) => {
    const value = ownValue(connection.fields, key);
    return toInteger(isUnset(value) ? usual : value, label, 1, most);
  };
  const isOn = ({ key, label }: InputDeclaration) => toBoolean(ownValue(connection.fields, key), label);
  const user = needed('username', 'Username');
  const ca = fieldText(connection, 'caCertificate');
  return {
    host: needed('host', 'Host'),
    port: whole(port, 65_535),
    user,
    database: fieldText(connection, 'database') || user,
    password: String(ownValue(connection.fields, 'password') ?? ''),
    connectMs: whole(timeout, LONGEST_CONNECT_MS),
    ssl: isOn(requireSSL) && { rejectUnauthorized: !isOn(ignoreSslErrors), ...(ca === '' ? {} : { ca }) },
  };
}

/** The connection as it is declared, without its check. */
export const declared: ConnectionDeclaration = {
  key: 'postgres',
  label: 'PostgreSQL connection',
  comments: 'A user of a database, with a password.',
  inputs: [
    plain('host', 'Host', 'Where PostgreSQL is, without a port.', { example: 'db.example.com' }),
    port,
    plain('database', 'Database', 'The database. Empty means the one that is called like the user.', {
      ...optional,
      example: 'shop',
    }),
    plain('username', 'Username', 'The user (role) of the database.', { example: 'stepwell' }),
    secret('password', 'Password', 'The password of the user.', optional),
    requireSSL,
    plain(
      'caCertificate',
      'CA certificate',
      'The certificate (PEM) of the authority that has signed the server’s, where that is none of the well-known ones.',
      { ...optional, type: 'text', example: '-----BEGIN CERTIFICATE-----' },
    ),
    ignoreSslErrors,
    timeout,
  ],
};
