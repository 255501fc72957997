/** The value at a place, and what it is a part of; only what is its own, since a part may be called like what every object has. */
export function partOf(exported: unknown, path: readonly string[]): { owner: unknown; value: unknown } {
  let owner: unknown;
  let value = exported;
  for (const key of path) {
    owner = value;
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = isThere ? Reflect.get(Object(value), key) : undefined;
  }
  return { owner, value };
}
