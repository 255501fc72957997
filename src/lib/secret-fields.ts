/*
 * What is a secret by its name alone, and what shows in its place. Three kinds of names, since they come from elsewhere:
 * headers and parameters of calls, where few are secret; inputs of steps, which are named for people; and fields of
 * connections, where all are secret but those that are known to be plain.
 */

/** What shows in place of a secret; sent back unchanged it means "keep what is there". */
export const MASK = '***';

const SECRET_NAME =
  /authorization|cookie|passw|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|session|x-auth/i;

/** Whether a header, parameter or field of that name holds a credential: it is never shown. */
export function isSecretName(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = SECRET_NAME.test(name);
  if (verdicts.size < MOST_KNOWN && name.length < LONGEST_KNOWN) verdicts.set(name, verdict);
  return verdict;
}

// Each call has the same few headers.
const verdicts = new Map<string, boolean>();
const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 100;

/** What is written as `name=value` in a text, where the name says that it is a credential: the first group ends with the `=`. */
export const SECRET_PAIR =
  /((?:^|[&?\s])[\w.-]{0,60}(?:passw|secret|token|api_?key|signature|credential)[\w.-]{0,60}=)[^&\s]+/gi;

/** Names of inputs and headers that hold secrets, where no declaration says so. */
const SECRET_INPUT =
  /pass(word|phrase)|secret|private.?key|api.?key|access.?key|signing.?key|bearer|credential|^(proxy.)?authorization$|^cookie$|(^|[^a-z])token$|[a-z]Token$/i;

/** Whether an input of a step is treated as a secret, by its name. */
export function isSecretInput(name: string): boolean {
  return SECRET_INPUT.test(name);
}

// Names of fields that are plain facts; any other field of a connection is treated as a secret.
const PLAIN_FIELDS =
  /^(host|port|(base|authorize|token|refresh|revoke|auth|instance)?_?ur[li]|endpoint|username|user|email|scopes?|client_?id|region|tenant|domain|database|realm|audience|expires_(in|at)|token_type|grant_?type|environment|version|site|account|name|auth_?scheme|client_?authentication|pkce_?method|header_?(name|key))$/i;

/** Whether a field of a connection is treated as a secret, by its name. */
export function isSecretField(name: string): boolean {
  return name !== '' && !PLAIN_FIELDS.test(name);
}

/**
 * A value as it may be shown, with masks in the place of what is a secret by the name of its field. Whether something is
 * on or off is none.
 */
export function masked(value: unknown, key: string): unknown {
  if (Array.isArray(value) && !isSecretField(key)) return value.map((item) => masked(item, key));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, masked(item, isSecretField(key) ? key : name)]),
    );
  }
  return isSecretField(key) && !isOnOff(value) ? MASK : value;
}

/** Forms answer texts. */
export function isOnOff(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'true' || value === 'false';
}
