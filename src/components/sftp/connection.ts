import type { ConnectionDeclaration, ConnectionValue, InputDeclaration } from '../component.ts';
import { InputError } from '../conversions.ts';
import { plain, secret } from '../kit/connections.ts';
import { connectTimeout, onOff, settingsIn } from '../kit/server-settings.ts';

const optional = { required: false };
const port = plain('port', 'Port', 'The port that the server listens on.', {
  default: '22',
  example: '2222',
});
const timeout = connectTimeout(3000);
const unsecureHostKeys = onOff(
  'enableUnsecureServerHostKeyAlgorithms',
  'Enable insecure host key algorithms',
  'Take host keys that are no longer thought to be safe, for servers that have no others.',
);
const unsecureCiphers = onOff(
  'enableUnsecureCiphers',
  'Enable insecure ciphers',
  'Take ciphers in CBC mode, for servers that have no others.',
);

const common: InputDeclaration[] = [
  plain('username', 'Username', 'The user of the server.', { example: 'acme' }),
  plain('host', 'Host', 'Where the server is, without a port.', { example: 'sftp.example.com' }),
  port,
  timeout,
  plain(
    'hostKeyFingerprint',
    'Host key fingerprint',
    'What ssh-keygen -lf shows of the server’s key. Where it is given, no other server is talked to.',
    { ...optional, example: 'SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8' },
  ),
  unsecureHostKeys,
  unsecureCiphers,
  plain(
    'customServerHostKeyAlgorithms',
    'Custom host key algorithms',
    'Names with commas, the best one first, in place of the usual ones.',
    { ...optional, example: 'ssh-ed25519, rsa-sha2-512' },
  ),
  plain(
    'customCiphers',
    'Custom ciphers',
    'Names with commas, the best one first, in place of the usual ones.',
    {
      ...optional,
      example: 'aes256-gcm@openssh.com, aes256-ctr',
    },
  ),
];

export const declared: ConnectionDeclaration[] = [
  {
    key: 'basic',
    label: 'Username and password',
    comments: 'A user of the server, with a password.',
    inputs: [secret('password', 'Password', 'The password of the user.'), ...common],
  },
  {
    key: 'privateKey',
    label: 'Private key',
    comments: 'A user of the server, with a key whose public part the server knows.',
    inputs: [
      secret('privateKey', 'Private key', 'The key as text, with its first and last line.', {
        example: '-----BEGIN OPENSSH PRIVATE KEY-----',
      }),
      secret('passphrase', 'Key passphrase', 'What the key is locked with, if it is.', optional),
      secret('password', 'Password', 'The password of the user, where the server wants both.', optional),
      ...common,
    ],
  },
];

const names = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** A fingerprint as `ssh-keygen` shows it, without what others write around it. */
function fingerprintIn(text: string, connection: string): string {
  const [, hash] = /(?:^|\s)(?:SHA256:)?([A-Za-z0-9+/]{43})=?(?:\s|$)/.exec(text) ?? [];
  if (hash === undefined && text !== '')
    throw new InputError(
      `The host key fingerprint of the connection "${connection}" is none: copy what ssh-keygen -lf shows, like SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8.`,
    );
  return hash ?? '';
}

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const key = settings.text('privateKey').replaceAll('\\n', '\n');
  const passphrase = settings.secret('passphrase');
  if (connection.key === 'privateKey') settings.needed('privateKey', 'Private key');
  return {
    host: settings.needed('host', 'Host'),
    port: settings.port(port),
    username: settings.needed('username', 'Username'),
    password: settings.secret('password'),
    ...(key === '' ? {} : { privateKey: `${key}\n` }),
    ...(passphrase === '' ? {} : { passphrase }),
    connectMs: settings.connectMs(timeout),
    fingerprint: fingerprintIn(settings.text('hostKeyFingerprint'), connection.configVarKey),
    hostKeys: names(settings.text('customServerHostKeyAlgorithms')),
    ciphers: names(settings.text('customCiphers')),
    takesOldHostKeys: settings.isOn(unsecureHostKeys),
    takesOldCiphers: settings.isOn(unsecureCiphers),
  };
}

export type Settings = ReturnType<typeof settingsOf>;
