import type { ConnectionDeclaration, ConnectionValue, Params } from '../component.ts';
import { connectionInput, plain, secret } from '../kit/connections.ts';
import { caCertificate, connectTimeout, ignoreSslErrors, onOff, settingsIn } from '../kit/server-settings.ts';
import { connectionIn } from '../kit/service.ts';

const optional = { required: false };
const port = plain('port', 'Port', 'The port that the server listens on.', { default: '3306' });
const timeout = connectTimeout(5000);
const requireSSL = onOff(
  'requireSSL',
  'Require SSL',
  'Encrypt what is sent, and refuse servers whose certificate cannot be verified. Else nothing is encrypted.',
);

export const serverConnection = connectionInput('mySQLConnection', 'The connection to MySQL or MariaDB.');

export const connectionOf = (params: Params): ConnectionValue =>
  connectionIn({ label: 'MySQL', connectionKey: serverConnection.key }, params);

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const ca = settings.text('caCertificate');
  const rejectUnauthorized = !settings.isOn(ignoreSslErrors);
  return {
    host: settings.needed('host', 'Host'),
    port: settings.port(port),
    user: settings.text('username'),
    database: settings.text('database'),
    password: settings.secret('password'),
    connectMs: settings.connectMs(timeout),
    ...(settings.isOn(requireSSL)
      ? { ssl: { rejectUnauthorized, verifyIdentity: rejectUnauthorized, ...(ca === '' ? {} : { ca }) } }
      : {}),
  };
}

export type Settings = ReturnType<typeof settingsOf>;

/** The connection as it is declared, without its check. */
export const declared: ConnectionDeclaration = {
  key: 'mySQL',
  label: 'MySQL connection',
  comments: 'A user of a database, with a password.',
  inputs: [
    plain('host', 'Host', 'Where the server is, without a port.', { example: 'db.example.com' }),
    port,
    plain('database', 'Database', 'The database (schema).', { example: 'shop' }),
    plain('username', 'Username', 'The user of the database.', { ...optional, example: 'stepwell' }),
    secret('password', 'Password', 'The password of the user.', optional),
    requireSSL,
    caCertificate('caCertificate'),
    ignoreSslErrors,
    timeout,
  ],
};
