/** What shows in place of a secret; sent back unchanged it means "keep what is there". */
export const MASK = '***';

// Names of fields that are plain facts; any other field of a connection is treated as a secret.
const PLAIN_FIELDS =
  /^(host|port|(base|authorize|token|refresh|revoke|auth)?_?ur[li]|endpoint|username|user|email|scopes?|client_?id|region|tenant|domain|database|realm|audience|expires_(in|at)|token_type|grant_?type|environment|version|site|account|name|auth_?scheme|header_?(name|key))$/i;

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
