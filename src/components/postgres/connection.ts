import type { ConnectionDeclaration, ConnectionValue, Params } from '../component.ts';
import { connectionInput, plain, secret } from '../kit/connections.ts';
import { caCertificate, connectTimeout, ignoreSslErrors, onOff, settingsIn } from '../kit/server-settings.ts';
import { connectionIn } from '../kit/service.ts';

const optional = { required: false };

const port = plain('port', 'Port', 'The port that PostgreSQL listens on.', { default: '5432' });
const timeout = connectTimeout(5000);
const requireSSL = onOff(
  'requireSSL',
  'Require SSL',
  'Encrypt what is sent, and refuse servers whose certificate cannot be verified. Else nothing is encrypted.',
);

export const serverConnection = connectionInput('postgresConnection', 'The connection to PostgreSQL.');

export const connectionOf = (params: Params): ConnectionValue =>
  connectionIn({ label: 'PostgreSQL', connectionKey: serverConnection.key }, params);

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const user = settings.needed('username', 'Username');
  const ca = settings.text('caCertificate');
  return {
    host: settings.needed('host', 'Host'),
    port: settings.port(port),
    user,
    database: settings.text('database') || user,
    password: settings.secret('password'),
    connectMs: settings.connectMs(timeout),
    ssl: settings.isOn(requireSSL) && {
      rejectUnauthorized: !settings.isOn(ignoreSslErrors),
      ...(ca === '' ? {} : { ca }),
    },
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
    caCertificate('caCertificate'),
    ignoreSslErrors,
    timeout,
  ],
};
