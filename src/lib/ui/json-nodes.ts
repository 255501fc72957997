import { type JsonPointer, pointerTo } from '../json-pointer.ts';
import { KeptFile } from '../kept-file.ts';
import { MASK } from '../secret-fields.ts';

/** A value as the tree shows it: cut where it would be too much for a page. */
export type JsonNode =
  | {
      kind: 'list';
      form: 'object' | 'array';
      at: JsonPointer;
      size: number;
      members: JsonMember[];
      next: number;
    }
  | { kind: 'text'; text: string; left: number }
  | { kind: 'plain'; text: string }
  | { kind: 'bytes'; size: number }
  | { kind: 'hidden' };

export type JsonMember = { key: string; path: string; node: JsonNode };

export type JsonLimits = {
  /** How deep lists are shown. */
  depth: number;
  /** Members shown of one list. */
  breadth: number;
  /** Members shown in all. */
  members: number;
  /** Characters shown of one text. */
  text: number;
};

const JSON_LIMITS: JsonLimits = { depth: 12, breadth: 100, members: 1500, text: 2000 };

/** Where a value begins: its path as references use it, with dots, and its pointer; and the member to begin with. */
export type JsonStart = {
  path?: string | undefined;
  at?: JsonPointer | undefined;
  from?: number | undefined;
};

/** The nodes of a value. */
export function jsonNodes(value: unknown, start: JsonStart = {}, limits: JsonLimits = JSON_LIMITS): JsonNode {
  const { path = '', at = '', from = 0 } = start;
  const pen = { limits, left: limits.members };
  const isLeaf = value instanceof Date || value instanceof Uint8Array || value instanceof KeptFile;
  const isList = typeof value === 'object' && value !== null && !isLeaf;
  return isList ? listOf(value, { path, at }, 0, pen, from) : nodeOf(value, { path, at }, 0, pen);
}

type Pen = { limits: JsonLimits; left: number };
type Place = { path: string; at: JsonPointer };

function nodeOf(value: unknown, place: Place, depth: number, pen: Pen): JsonNode {
  if (value === MASK) return { kind: 'hidden' };
  if (typeof value === 'string') {
    const most = pen.limits.text;
    return { kind: 'text', text: value.slice(0, most), left: Math.max(0, value.length - most) };
  }
  if (value instanceof Date)
    return { kind: 'text', text: Number.isNaN(value.getTime()) ? '' : value.toISOString(), left: 0 };
  if (value instanceof Uint8Array) return { kind: 'bytes', size: value.byteLength };
  if (value instanceof KeptFile) return { kind: 'bytes', size: value.size };
  if (typeof value !== 'object' || value === null) return { kind: 'plain', text: String(value ?? null) };
  return listOf(value, place, depth, pen, 0);
}

function listOf(value: object, { path, at }: Place, depth: number, pen: Pen, from: number): JsonNode {
  const isArray = Array.isArray(value);
  const keys = isArray ? undefined : Object.keys(value);
  const size = isArray ? value.length : (keys?.length ?? 0);
  const most = Math.min(pen.limits.breadth, Math.max(0, pen.left));
  const next = depth >= pen.limits.depth ? from : Math.min(size, from + most);
  pen.left -= next - from;
  const members: JsonMember[] = [];
  for (let index = from; index < next; index++) {
    const key = keys?.[index] ?? String(index);
    const place = { path: path === '' ? key : `${path}.${key}`, at: pointerTo(at, key) };
    members.push({ key, path: place.path, node: nodeOf(Reflect.get(value, key), place, depth + 1, pen) });
  }
  return { kind: 'list', form: isArray ? 'array' : 'object', at, size, members, next };
}
