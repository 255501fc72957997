import { InputError } from '../conversions.ts';
import { setOwn } from '../records.ts';

const NESTING = '__';
const MOST_LEVELS = 100;

/** The keys that lead to the value of each column. */
export type ColumnPath = string[];

/**
 * A name for each column, none twice: a column without a name gets its number, and one whose name is taken the name
 * with a number behind it.
 */
export function columnNames(header: string[], width: number): string[] {
  const taken = new Set(header);
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return Array.from({ length: width }, (_column, index) => {
    const wanted = header[index] || `column${index + 1}`;
    let name = wanted;
    for (let count = counts.get(wanted) ?? 1; used.has(name) || (name !== wanted && taken.has(name)); ) {
      name = `${wanted}_${++count}`;
      counts.set(wanted, count);
    }
    used.add(name);
    return name;
  });
}

type Branch = Map<string, Branch | undefined>;

/** Where the value of each column belongs; a column that would take the place of another keeps its name as it is. */
export function nestedPaths(names: string[], label: string): ColumnPath[] {
  const root: Branch = new Map();
  const paths = names.map((name) => {
    const path = name.split(NESTING);
    if (path.length > MOST_LEVELS)
      throw new InputError(
        `The input "${label}" has a column of more than ${MOST_LEVELS} levels: give it a shorter name.`,
      );
    return claim(root, path) ? path : undefined;
  });
  return paths.map((path, index) => path ?? claimWhole(root, names[index] ?? ''));
}

function claim(root: Branch, path: ColumnPath): boolean {
  let branch = root;
  for (const key of path.slice(0, -1)) {
    const inner = branch.get(key) ?? new Map<string, Branch | undefined>();
    if (branch.has(key) && branch.get(key) === undefined) return false;
    branch.set(key, inner);
    branch = inner;
  }
  const last = path.at(-1) ?? '';
  if (branch.has(last)) return false;
  branch.set(last, undefined);
  return true;
}

function claimWhole(root: Branch, name: string): ColumnPath {
  let free = name;
  for (let count = 2; root.has(free); count++) free = `${name}_${count}`;
  root.set(free, undefined);
  return [free];
}

/** The object of one row. */
export function recordOf(fields: string[], paths: ColumnPath[], width: number): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  const branches = new Map<string, object>();
  for (let index = 0; index < width; index++) {
    const path = paths[index] ?? [];
    const last = path.length - 1;
    let target: object = record;
    let place = '';
    for (let level = 0; level < last; level++) {
      const key = path[level] ?? '';
      place += `${key}${NESTING}`;
      const inner = branches.get(place) ?? {};
      if (!branches.has(place)) setOwn(target, key, inner);
      branches.set(place, inner);
      target = inner;
    }
    setOwn(target, path[last] ?? '', fields[index] ?? '');
  }
  return record;
}
