/** Objects made of keys: not lists, bytes or dates. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date || value instanceof Uint8Array);
}

/** What the record itself holds under that key; never what its prototype does. */
export function ownValue(record: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(record, key)?.value;
}

/** Sets a key that a user chose: `__proto__` becomes a key like any other. */
export function setOwn(record: object, key: string, value: unknown): void {
  // The one key that an assignment would not make a key of; to define each takes ten times as long.
  if (key === '__proto__')
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else Reflect.set(record, key, value);
}

export type Pair = { key: string; value: unknown };

/** Later pairs win over earlier ones of the same key. */
export function fromPairs(pairs: Pair[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { key, value } of pairs) setOwn(record, key, value);
  return record;
}

/** Indexes the parts of a component by their keys. */
export function byKey<Part extends { key: string }>(parts: Part[]): Record<string, Part> {
  return Object.fromEntries(parts.map((part) => [part.key, part]));
}
