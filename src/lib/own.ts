/**
 * What a record itself holds under a key that somebody else chose: `constructor` and the like, which every object has
 * of its prototype, are not there.
 */
export function own<T>(record: Readonly<Record<string, T>> | null | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
