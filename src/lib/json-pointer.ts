/** A place inside a value (RFC 6901): unlike paths with dots it leads to one place, whatever the keys are made of. */
export type JsonPointer = string;

/** The pointer of a member of what the pointer leads to. */
export function pointerTo(parent: JsonPointer, key: string): JsonPointer {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value there; undefined where the pointer leads nowhere. Only own properties are followed. */
export function valueAt(value: unknown, pointer: JsonPointer): unknown {
  let current = value;
  for (const key of keysOf(pointer)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return pointer === '' || pointer.startsWith('/') ? current : undefined;
}

/** The parts of a pointer. */
export function keysOf(pointer: JsonPointer): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
