/**
 * What a record itself holds under a key that somebody else chose: `constructor` and the like, which every object has
 * of its prototype, are not there.
 */
export function own<T>(record: Readonly<Record<string, T>> | null | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** An object that is no list: what YAML calls a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of a record; an empty one for anything else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? { ...value } : {};
}

/** A list whose items are not known yet; `Array.isArray` alone would leave them unchecked. */
export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** What stands where the path leads, its names separated by dots; undefined where it leads nowhere. */
export function valueAt(data: unknown, path: string): unknown {
  if (path === '') return data;
  return path.split('.').reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.getOwnPropertyDescriptor(value, key)?.value;
  }, data);
}
