import { bytes, plural, shortened } from '../../lib/format.ts';
import { type JsonPointer, pointerTo, valueAt } from '../../lib/json-pointer.ts';
import { MASK } from '../../lib/secret-fields.ts';
import { parseReference, readPath } from '../document/references.ts';

/** A value that an input can refer to, and those inside it. */
export type ReferenceNode = {
  key: string;
  /** The reference to it; undefined where none can say its key. */
  path: string | undefined;
  type: 'text' | 'number' | 'yes or no' | 'nothing' | 'date' | 'file' | 'hidden' | 'list' | 'object';
  /** Itself, shortened; of a list or an object how much is in it. */
  text: string;
  at: JsonPointer;
  members: ReferenceNode[];
  /** How many members it has, and the one that would be shown next: the rest is read when it is asked for. */
  size: number;
  next: number;
};

/** Where a value begins: the reference to the whole, and what of it is shown. */
type Begin = { root: string; at?: JsonPointer; from?: number };

const DEPTH = 2;
const BREADTH = 40;
const MOST = 150;
const LONGEST = 80;

/** What a step can refer to in a value, cut to what a page can hold. */
export function referenceTree(value: unknown, { root, at = '', from = 0 }: Begin): ReferenceNode {
  const reading: Reading = { whole: value, root, left: MOST };
  return nodeOf(root, valueAt(value, at), { at, path: pathOf(root, at) }, reading, 0, from);
}

type Reading = { whole: unknown; root: string; left: number };
type Place = { at: JsonPointer; path: string };

const pathOf = (root: string, at: JsonPointer) =>
  at
    .split('/')
    .slice(1)
    .reduce((path, part) => `${path}.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`, root);

function nodeOf(
  key: string,
  value: unknown,
  { at, path }: Place,
  reading: Reading,
  depth: number,
  begin: number,
): ReferenceNode {
  const keys = keysOf(value);
  const from = Math.min(begin, Math.max(0, keys.length - 1));
  const most = depth < DEPTH ? Math.min(BREADTH, Math.max(0, reading.left)) : 0;
  const next = Math.min(keys.length, from + most);
  reading.left -= next - from;
  const members = keys.slice(from, next).map((each) => {
    const place = { at: pointerTo(at, each), path: `${path}.${each}` };
    return nodeOf(each, memberOf(value, each), place, reading, depth + 1, 0);
  });
  return {
    ...{ key, at, members, next, size: keys.length },
    path: leadsTo(reading, path, value) ? path : undefined,
    ...kindOfValue(value),
  };
}

const isInside = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Date || value instanceof Uint8Array);

const keysOf = (value: unknown) => (isInside(value) ? Object.keys(value) : []);

const memberOf = (value: unknown, key: string): unknown =>
  isInside(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;

/** Keys with dots may be hidden by others; a field loses blanks at its ends, and lines. */
function leadsTo({ whole, root }: Reading, path: string, value: unknown): boolean {
  if (path !== path.trim() || /[\r\n]/.test(path)) return false;
  const start = parseReference(root)?.path.length ?? 0;
  const below = parseReference(path)?.path.slice(start);
  return below !== undefined && Object.is(readPath(whole, below), value);
}

function kindOfValue(value: unknown): Pick<ReferenceNode, 'type' | 'text'> {
  if (value === MASK) return { type: 'hidden', text: '' };
  if (typeof value === 'string') return { type: 'text', text: shortened(value, LONGEST) };
  if (typeof value === 'boolean') return { type: 'yes or no', text: String(value) };
  if (typeof value === 'number' || typeof value === 'bigint') return { type: 'number', text: String(value) };
  if (value instanceof Date) return { type: 'date', text: String(value.toJSON() ?? '') };
  if (value instanceof Uint8Array) return { type: 'file', text: bytes(value.byteLength) };
  if (Array.isArray(value))
    return { type: 'list', text: value.length === 0 ? '[]' : plural(value.length, 'item') };
  const { length } = keysOf(value);
  if (isInside(value)) return { type: 'object', text: length === 0 ? '{}' : plural(length, 'field') };
  return { type: 'nothing', text: '' };
}

const MOST_LOOKED_AT = 20_000;
const MOST_FOUND = 60;
/** Items of a list are alike: a search looks into so many. */
const ITEMS = 20;

/** What matches every word, by its reference or by what it holds: the outer ones first. */
export function foundIn(value: unknown, root: string, words: readonly string[]): ReferenceNode[] {
  const reading: Reading = { whole: value, root, left: 0 };
  const found: ReferenceNode[] = [];
  const all: { value: unknown; place: Place }[] = [{ value, place: { at: '', path: root } }];
  // The list grows while it is gone through.
  for (const { value: each, place } of all) {
    if (found.length >= MOST_FOUND) break;
    const text = `${place.path} ${kindOfValue(each).text}`.toLowerCase();
    if (words.every((word) => text.includes(word)))
      found.push(nodeOf(place.path, each, place, reading, DEPTH, 0));
    const most = Array.isArray(each) ? ITEMS : MOST_LOOKED_AT;
    for (const key of keysOf(each).slice(0, Math.min(most, MOST_LOOKED_AT - all.length)))
      all.push({
        value: memberOf(each, key),
        place: { at: pointerTo(place.at, key), path: `${place.path}.${key}` },
      });
  }
  return found;
}
