import type { ConnectionValue, InputDeclaration } from '../component.ts';
import { InputError, isUnset, toBoolean, toInteger } from '../conversions.ts';
import { ownValue } from '../records.ts';
import { fieldText, plain } from './connections.ts';

/** Longest time that an attempt to connect to a server may take. */
const LONGEST_CONNECT_MS = 60_000;
const LAST_PORT = 65_535;

const optional = { required: false };

/** What is on or off in a connection, and off unless it says otherwise. */
export const onOff = (key: string, label: string, comments: string, isOn = false): InputDeclaration =>
  plain(key, label, comments, { ...optional, type: 'boolean', default: String(isOn) });

/** A certificate, in a connection that may do without one. */
export const caCertificate = (key: string): InputDeclaration =>
  plain(
    key,
    'CA certificate',
    'The certificate (PEM) of the authority that has signed the server’s, where that is none of the well-known ones.',
    { ...optional, type: 'text', example: '-----BEGIN CERTIFICATE-----' },
  );

/** How long an attempt to connect may take. */
export const connectTimeout = (usual: number): InputDeclaration =>
  plain('timeout', 'Timeout (ms)', 'Milliseconds until an attempt to connect is given up.', {
    ...optional,
    default: String(usual),
  });

export const ignoreSslErrors = onOff(
  'ignoreSslErrors',
  'Ignore SSL errors',
  'Take any certificate. What is sent can then be read by whoever stands between.',
);

/** The fields of a connection to a server. @throws InputError for what is missing or is none */
export function settingsIn(connection: ConnectionValue) {
  const { configVarKey, fields } = connection;
  const given = ({ key, default: usual }: InputDeclaration) => {
    const value = ownValue(fields, key);
    return isUnset(value) ? usual : value;
  };
  const whole = (input: InputDeclaration, least: number, most: number) =>
    toInteger(given(input), input.label, least, most);
  return {
    text: (key: string) => fieldText(connection, key),
    /** As it was typed, since spaces may be part of it. */
    secret: (key: string) => String(ownValue(fields, key) ?? ''),
    needed(key: string, label: string) {
      const text = fieldText(connection, key);
      if (text !== '') return text;
      throw new InputError(`The connection "${configVarKey}" has no ${label.toLowerCase()}: fill it in.`);
    },
    whole,
    port: (input: InputDeclaration) => whole(input, 1, LAST_PORT),
    connectMs: (input: InputDeclaration) => whole(input, 1, LONGEST_CONNECT_MS),
    isOn: (input: InputDeclaration) => toBoolean(given(input), input.label),
  };
}
