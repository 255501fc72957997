import type { Algorithms, CipherAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import { InputError } from '../conversions.ts';
import type { Settings } from './connection.ts';

const HOST_KEYS: ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];
const OLD_HOST_KEYS: ServerHostKeyAlgorithm[] = ['ssh-rsa', 'ssh-dss'];

const CIPHERS: CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
];
const OLD_CIPHERS: CipherAlgorithm[] = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'];

/** Which of the algorithms are offered: those that are named, else the safe ones, with the old ones where they are let in. */
export function algorithmsOf(settings: Settings, connection: string): Algorithms {
  const { hostKeys, ciphers, takesOldHostKeys, takesOldCiphers } = settings;
  return {
    serverHostKey:
      hostKeys.length > 0
        ? named(hostKeys, [...HOST_KEYS, ...OLD_HOST_KEYS], 'host key algorithm', connection)
        : [...HOST_KEYS, ...(takesOldHostKeys ? OLD_HOST_KEYS : [])],
    cipher:
      ciphers.length > 0
        ? named(ciphers, [...CIPHERS, ...OLD_CIPHERS], 'cipher', connection)
        : [...CIPHERS, ...(takesOldCiphers ? OLD_CIPHERS : [])],
  };
}

function named<Name extends string>(
  names: readonly string[],
  all: readonly Name[],
  what: string,
  connection: string,
): Name[] {
  return names.map((name) => {
    const known = all.find((each) => each === name);
    if (known !== undefined) return known;
    throw new InputError(
      `The connection "${connection}" names the ${what} "${name}", which is not known here: it can be ${all.join(', ')}.`,
    );
  });
}
