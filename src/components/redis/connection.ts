import type { ConnectionDeclaration, ConnectionValue } from '../component.ts';
import { plain, secret } from '../kit/connections.ts';
import { caCertificate, connectTimeout, ignoreSslErrors, onOff, settingsIn } from '../kit/server-settings.ts';

const optional = { required: false };
const MOST_DATABASES = 1_000_000;

const port = plain('port', 'Port', 'The port that the server listens on.', { default: '6379' });
const db = plain('db', 'Database', 'The number of the logical database.', { ...optional, default: '0' });
const useTls = onOff(
  'useTls',
  'Use TLS',
  'Encrypt what is sent, and refuse servers whose certificate cannot be verified.',
);
const timeout = connectTimeout(5000);

export const declared: ConnectionDeclaration = {
  key: 'redis',
  label: 'Redis connection',
  comments: 'A server of Redis, Valkey or what speaks like them.',
  inputs: [
    plain('host', 'Host', 'Where the server is, without a port.', { example: 'redis.example.com' }),
    port,
    secret('password', 'Password', 'The password of the server or the user.', optional),
    plain('username', 'Username', 'The user, where the server has some.', {
      ...optional,
      example: 'stepwell',
    }),
    db,
    useTls,
    secret(
      'key',
      'Client key',
      'The private key (PEM) of the client certificate, where the server asks for one.',
      optional,
    ),
    plain(
      'cert',
      'Client certificate',
      'The certificate (PEM) that is shown to the server, where it asks for one.',
      {
        ...optional,
        type: 'text',
        example: '-----BEGIN CERTIFICATE-----',
      },
    ),
    caCertificate('ca'),
    ignoreSslErrors,
    timeout,
  ],
};

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const host = settings.needed('host', 'Host');
  const [username, password] = [settings.text('username'), settings.secret('password')];
  const pem = Object.fromEntries(
    ['key', 'cert', 'ca'].flatMap((name) => {
      const text = settings.text(name);
      return text === '' ? [] : [[name, text]];
    }),
  );
  return {
    host,
    port: settings.port(port),
    db: settings.whole(db, 0, MOST_DATABASES),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    connectMs: settings.connectMs(timeout),
    ...(settings.isOn(useTls)
      ? { tls: { ...pem, rejectUnauthorized: !settings.isOn(ignoreSslErrors), host } }
      : {}),
  };
}

export type Settings = ReturnType<typeof settingsOf>;
