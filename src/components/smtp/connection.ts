import type { ConnectionDeclaration, ConnectionValue } from '../component.ts';
import { plain, secret } from '../kit/connections.ts';
import { caCertificate, connectTimeout, onOff, settingsIn } from '../kit/server-settings.ts';

const optional = { required: false };
/** Where TLS begins with the first byte. */
const TLS_PORT = 465;

/** Ports of submission. Port 25 is for servers among themselves, and open where the organization allows it by name. */
export const PORTS = [TLS_PORT, 587];

const port = plain(
  'port',
  'Port',
  'The port for submission: 587 for STARTTLS, 465 for TLS from the first byte on.',
  { default: '587' },
);
const secure = onOff(
  'secure',
  'Use TLS',
  'Send nothing to a server without TLS. Else TLS is used where the server has it.',
  true,
);
const allowUnauthorized = onOff(
  'allowUnauthorized',
  'Ignore self-signed certificates',
  'Take any certificate. What is sent can then be read by whoever stands between.',
);
const timeout = connectTimeout(10_000);

export const declared: ConnectionDeclaration = {
  key: 'smtpConnection',
  label: 'SMTP connection',
  comments: 'A server that takes mail to be sent.',
  inputs: [
    plain('host', 'Host', 'Where the server is, without a port.', { example: 'smtp.example.com' }),
    port,
    secure,
    allowUnauthorized,
    caCertificate('caCertificate'),
    plain('username', 'Username', 'The user of the server, if it asks for one.', {
      ...optional,
      example: 'acme@example.com',
    }),
    secret('password', 'Password', 'The password of the user.', optional),
    timeout,
  ],
};

/** Where the server is, and who asks. @throws InputError for what is missing or is none */
export function settingsOf(connection: ConnectionValue) {
  const settings = settingsIn(connection);
  const number = settings.port(port);
  const isTlsPort = number === TLS_PORT;
  const user = settings.text('username');
  const ca = settings.text('caCertificate');
  return {
    host: settings.needed('host', 'Host'),
    port: number,
    secure: isTlsPort,
    requireTLS: settings.isOn(secure) && !isTlsPort,
    user,
    ...(user === '' ? {} : { auth: { user, pass: settings.secret('password') } }),
    tls: { rejectUnauthorized: !settings.isOn(allowUnauthorized), ...(ca === '' ? {} : { ca }) },
    connectMs: settings.connectMs(timeout),
  };
}
