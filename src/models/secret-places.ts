import { isDeepStrictEqual } from 'node:util';
import { MASK } from '../lib/secret-fields.ts';

/*
 * A secret that is shown as *** may be kept only where it goes on to the same place: else whoever may change a
 * connection's address, and not read its secrets, would have them sent to an address of their own.
 */

/** What of a connection is kept although it was not given, and which changes would send it elsewhere. */
export type MovedSecrets = { places: string[]; secrets: string[] };

type Fields = Record<string, unknown>;

const nameIn = (path: string) => path.slice(path.indexOf('.') + 1);

const SECRET = /(pass(word|phrase|code)?|secret|token|key|credentials?|signature|certificate|pin)s?$/i;
const HARMLESS =
  /^(user(_?name)?|e?mail|scopes?|client_?id|expires_(in|at)|token_type|grant_?type|version|name|auth_?scheme)$/i;
const PLACE =
  /ur[il]|host|port|domain|endpoint|server|address|site|region|tenant|realm|environment|account|proxy|base|path|audience|instance|cluster|workspace|organi[sz]ation|shop|store|gateway|location|origin|zone|namespace/i;
// Not a list of headers, which are sent beside the secret.
const HEADER = /header(?!s$)/i;

/**
 * Which secrets would be kept and sent elsewhere than before; undefined when none would.
 * @param given by path (`fields.apiKey`, `token.access_token`) as they were given, masks among them
 * @param before as they hold now, defaults included; a secret may stand there as its mask
 * @param after as they would hold
 */
export function movedSecrets(given: Fields, before: Fields, after: Fields): MovedSecrets | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const kept = names.filter((name) => holdsMask(given[name]));
  const changed = names.filter((name) => !isDeepStrictEqual(nothing(before[name]), nothing(after[name])));
  const places = changed.filter((name) => kept.includes(name) || isPlace(name, before[name], after[name]));
  const headers = changed.filter((name) => HEADER.test(nameIn(name)));
  // Another header of the same system gets only what is sent in one: a secret by its name.
  const secrets =
    places.length > 0 ? kept : headers.length > 0 ? kept.filter((name) => SECRET.test(nameIn(name))) : [];
  return secrets.length > 0 ? { places: [...new Set([...places, ...headers])], secrets } : undefined;
}

const nothing = (value: unknown) => (value === '' || value === null ? undefined : value);

function holdsMask(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return given === MASK;
  return Object.values(given).some(holdsMask);
}

function isPlace(path: string, before: unknown, after: unknown): boolean {
  const name = nameIn(path);
  if (HEADER.test(name) || HARMLESS.test(name) || SECRET.test(name)) return false;
  return PLACE.test(name) || isAddress(before) || isAddress(after);
}

/** A URL, an IP address or the name of a host. */
function isAddress(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return (
    /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^(\[[\da-f:.]+\]|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/i.test(value)
  );
}
