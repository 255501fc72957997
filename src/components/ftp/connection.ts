import type { ConnectionDeclaration, ConnectionValue } from '../component.ts';
import { InputError } from '../conversions.ts';
import { plain, secret } from '../kit/connections.ts';
import { caCertificate, connectTimeout, ignoreSslErrors, settingsIn } from '../kit/server-settings.ts';

const optional = { required: false };
const port = plain(
  'port',
  'Port',
  'The port that the server listens on: 21, or 990 where TLS begins with the first byte.',
  {
    default: '21',
  },
);
const timeout = connectTimeout(10_000);
const WORDS = ['true', 'false', 'implicit'];

export const declared: ConnectionDeclaration = {
  key: 'basic',
  label: 'Username and password',
  comments: 'A user of the server, with a password; or nobody, where the server lets everybody in.',
  inputs: [
    plain('username', 'Username', 'The user of the server.', { ...optional, example: 'acme' }),
    secret('password', 'Password', 'The password of the user.', optional),
    plain('host', 'Host', 'Where the server is, without a port.', { example: 'ftp.example.com' }),
    port,
    plain(
      'secure',
      'Secure',
      'true: TLS after a plain greeting (FTPS); implicit: TLS from the first byte; false: none.',
      {
        ...{ default: 'false', model: WORDS.map((value) => ({ label: value, value })) },
      },
    ),
    caCertificate('caCertificate'),
    ignoreSslErrors,
    timeout,
  ],
};

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const secure = settings.text('secure').toLowerCase() || 'false';
  if (!WORDS.includes(secure))
    throw new InputError(
      `The connection "${connection.configVarKey}" says “${secure}” for Secure: it can be true, false or implicit.`,
    );
  const ca = settings.text('caCertificate');
  return {
    host: settings.needed('host', 'Host'),
    port: settings.port(port),
    user: settings.text('username') || 'anonymous',
    password: settings.secret('password') || 'guest',
    secure,
    tls: { rejectUnauthorized: !settings.isOn(ignoreSslErrors), ...(ca === '' ? {} : { ca }) },
    connectMs: settings.connectMs(timeout),
  };
}

export type Settings = ReturnType<typeof settingsOf>;
