import { isRecord } from '../../lib/records.ts';
import type { Path } from '../document/problem.ts';

/** One thing to put back: a value, a field that was not there, or a piece of a list. */
export type Change =
  | { path: Path; value: unknown }
  | { path: Path; isGone: true }
  | { path: Path; at: number; removed: number; inserted: unknown[] };

/** What makes `from` of `to`, where the two have in common what was not changed: equal parts are the very same. */
export function difference(from: unknown, to: unknown, path: Path = []): Change[] {
  if (from === to) return [];
  if (Array.isArray(from) && Array.isArray(to)) return listDifference(from, to, path);
  if (!isRecord(from) || !isRecord(to)) return [{ path, value: from }];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key): Change[] => {
    const place = [...path, key];
    if (!Object.hasOwn(from, key)) return [{ path: place, isGone: true }];
    return Object.hasOwn(to, key)
      ? difference(from[key], to[key], place)
      : [{ path: place, value: from[key] }];
  });
}

function listDifference(from: unknown[], to: unknown[], path: Path): Change[] {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < most - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  if (from.length === to.length) {
    return from
      .slice(start, from.length - end)
      .flatMap((item, index) => difference(item, to[start + index], [...path, start + index]));
  }
  const inserted = from.slice(start, from.length - end);
  return [{ path, at: start, removed: to.length - end - start, inserted }];
}

/** The value with all that done to it. @throws for a place that is not there */
export function patched(value: unknown, changes: readonly Change[]): unknown {
  return changes.reduce((made, change) => patchedAt(made, change, 0), value);
}

function patchedAt(value: unknown, change: Change, depth: number): unknown {
  const part = change.path[depth];
  if (part === undefined) return patchedHere(value, change);
  if (Array.isArray(value) && typeof part === 'number' && part < value.length) {
    return value.map((item, index) => (index === part ? patchedAt(item, change, depth + 1) : item));
  }
  if (!isRecord(value)) throw new Error(`There is nothing at ${change.path.join('.')}.`);
  const key = String(part);
  const isLast = depth === change.path.length - 1;
  if (isLast && 'isGone' in change)
    return Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
  return { ...value, [key]: patchedAt(value[key], change, depth + 1) };
}

function patchedHere(value: unknown, change: Change): unknown {
  if ('value' in change) return change.value;
  if ('isGone' in change || !Array.isArray(value))
    throw new Error(`There is no list at ${change.path.join('.')}.`);
  const { at, removed, inserted } = change;
  return [...value.slice(0, at), ...inserted, ...value.slice(at + removed)];
}
