import { isList, isRecord } from '../records.ts';

/** Where a value stands in the data: keys of objects and positions in lists. */
export type DataPath = readonly string[];

/** The parts of a scope as a schema is followed by it: `#/properties/a` → properties, a. */
export function keywordsOf(scope: string): string[] {
  return scope
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((part) => part !== '#' && part !== '');
}

const LISTS = new Set(['anyOf', 'allOf', 'oneOf']);

/** Where the value of a scope stands: `#/properties/a/anyOf/0/properties/b` → a, b. */
export function dataPath(scope: string): string[] {
  const path = [];
  const [first, ...others] = scope.split('/');
  const keys = (first === '#' || first === '' ? others : scope.split('/')).map(decoded);
  for (let at = 0; at < keys.length; ) {
    const keyword = keys[at] ?? '';
    if (keyword === 'then' || keyword === 'else') at += 1;
    else if (LISTS.has(keyword)) at += 2;
    else {
      const key = keys[at + 1];
      if (key !== undefined) path.push(key);
      at += 2;
    }
  }
  return path;
}

const decoded = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** The scope of a property of what a scope leads to. */
export function propertyScope(scope: string, key: string): string {
  return `${scope}/properties/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value at a path; undefined where there is none. Only what the data itself holds is followed. */
export function valueAt(data: unknown, path: DataPath): unknown {
  let current = data;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** The data with another value at a path; undefined takes the property away. What is on the way there is made. */
export function withValue(data: unknown, path: DataPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (isList(data))
    return data.map((item, index) => (String(index) === key ? withValue(item, rest, value) : item));
  const before = isRecord(data) ? data : {};
  const inner = withValue(Object.hasOwn(before, key) ? before[key] : undefined, rest, value);
  if (inner === undefined && !Object.hasOwn(before, key)) return data;
  const others = Object.entries(before).filter(([name]) => name !== key);
  // A property stays where it stood.
  const entries = Object.hasOwn(before, key)
    ? Object.entries(before).map(([name, each]) => [name, name === key ? inner : each] as const)
    : [...others, [key, inner] as const];
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}
