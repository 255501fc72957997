import { nextTurn } from './next-turn.ts';
import { LARGE_TEXT, piecesOf } from './text-pieces.ts';
import { decode, encode, MAX_WIRE_BYTES, WireError, writePlain } from './wire.ts';
import { sizeOf } from './wire-write.ts';

/**
 * A large value in pieces, each of which is quickly written and read: `text` and `bytes` as they are, `value` the wire
 * text of a small value, `items` and `fields` that of several neighbours in a list or an object.
 */
export type Slice =
  | { kind: 'text'; text: string }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'value' | 'items' | 'fields'; text: string }
  | { kind: 'list'; parts: Slice[] }
  | { kind: 'record'; parts: (Slice | { kind: 'field'; key: string; value: Slice })[] };

/**
 * What crosses between our own threads is told apart by its form alone: to look at every part would take as long as to
 * copy it.
 */
export function isSlice(value: unknown): value is Slice {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** Characters, or so, that are written or read at once: some milliseconds. */
const PIECE = 128 * 1024;
/** What holds more levels of lists and objects than this above a large part is written at once. */
const MOST_LEVELS = 400;

/** About how many characters a value takes, or more than `most`. */
export function weightOf(value: unknown, most: number, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 4;
  // Of what contains itself there is no end.
  if (depth > MOST_LEVELS) return most + 1;
  let sum = 4;
  for (const key in value) {
    sum += key.length + 2 + weightOf(Reflect.get(value, key), most - sum, depth + 1);
    if (sum > most) break;
  }
  return sum;
}

/** Cuts a value into slices; pauses after each, so that whoever drives it may do something else in between. */
export function* slicesOf(value: unknown, maxBytes = MAX_WIRE_BYTES): Generator<undefined, Slice> {
  return yield* cut(value, { left: maxBytes, maxBytes }, 0);
}

/** What may still be written: without a limit, a few objects that share each other would fill the memory. */
type Budget = { left: number; maxBytes: number };

function* cut(value: unknown, budget: Budget, depth: number): Generator<undefined, Slice> {
  if (typeof value === 'string' || value instanceof Uint8Array) spend(value.length, budget);
  if (typeof value === 'string' && value.length > PIECE) return { kind: 'text', text: value };
  if (value instanceof Uint8Array && value.byteLength > PIECE) return { kind: 'bytes', bytes: value };
  const isCut = depth < MOST_LEVELS && typeof value === 'object' && value !== null && isPlain(value);
  if (!isCut || weightOf(value, PIECE) <= PIECE) {
    const text = wire(value, budget);
    yield;
    return { kind: 'value', text };
  }
  return Array.isArray(value)
    ? yield* listSlices(value, budget, depth)
    : yield* recordSlices(value, budget, depth);
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    !('toJSON' in value) &&
    !Object.hasOwn(value, '$wire')
  );
}

function* listSlices(list: unknown[], budget: Budget, depth: number): Generator<undefined, Slice> {
  const parts: Slice[] = [];
  let from = 0;
  let weight = 0;
  for (let at = 0; at <= list.length; at++) {
    const size = at === list.length ? 0 : weightOf(list[at], PIECE);
    weight += size;
    if (at < list.length && weight <= PIECE) continue;
    if (at > from) parts.push({ kind: 'items', text: wire(list.slice(from, at), budget) });
    yield;
    if (size > PIECE) parts.push(yield* cut(list[at], budget, depth + 1));
    from = size > PIECE ? at + 1 : at;
    weight = size > PIECE ? 0 : size;
  }
  return { kind: 'list', parts };
}

function* recordSlices(record: object, budget: Budget, depth: number): Generator<undefined, Slice> {
  const parts: (Slice & { kind: 'record' })['parts'] = [];
  let group: [string, unknown][] = [];
  let weight = 0;
  const flush = () => {
    if (group.length > 0) parts.push({ kind: 'fields', text: wire(Object.fromEntries(group), budget) });
    group = [];
    weight = 0;
  };
  for (const key of Object.keys(record)) {
    const value: unknown = Reflect.get(record, key);
    const size = weightOf(value, PIECE);
    if (size > PIECE || weight + size > PIECE) {
      flush();
      yield;
    }
    if (size > PIECE) parts.push({ kind: 'field', key, value: yield* cut(value, budget, depth + 1) });
    else if (value !== undefined) {
      group.push([key, value]);
      weight += size + key.length;
    }
  }
  flush();
  return { kind: 'record', parts };
}

function wire(value: unknown, budget: Budget): string {
  const text = encode(value, { maxBytes: Number.MAX_SAFE_INTEGER });
  spend(text.length, budget);
  return text;
}

/** There is too much of it: known before the whole is written. */
class TooLarge extends WireError {}

function spend(size: number, budget: Budget): void {
  budget.left -= size;
  if (budget.left < 0) throw new TooLarge([], `is larger than ${sizeOf(budget.maxBytes)}`);
}

/** Puts a value together again; pauses after each slice. */
export function* valueOfSlice(slice: Slice): Generator<undefined, unknown> {
  if (slice.kind === 'text') return slice.text;
  if (slice.kind === 'bytes') {
    const { buffer, byteOffset, byteLength } = slice.bytes;
    return Buffer.from(buffer, byteOffset, byteLength);
  }
  if (slice.kind === 'list') return yield* listOf(slice.parts);
  if (slice.kind === 'record') return yield* recordOf(slice.parts);
  yield;
  return decode(slice.text);
}

function* listOf(parts: Slice[]): Generator<undefined, unknown[]> {
  const list: unknown[] = [];
  for (const part of parts) {
    const value = yield* valueOfSlice(part);
    if (part.kind !== 'items') list.push(value);
    else if (Array.isArray(value)) for (const item of value) list.push(item);
  }
  return list;
}

function* recordOf(parts: (Slice & { kind: 'record' })['parts']): Generator<undefined, object> {
  const record = {};
  const set = (key: string, value: unknown) =>
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  for (const part of parts) {
    if (part.kind === 'field') set(part.key, yield* valueOfSlice(part.value));
    else for (const [key, value] of Object.entries(Object(yield* valueOfSlice(part)))) set(key, value);
  }
  return record;
}

/** The wire text of what was cut into slices; pauses after each. @throws WireError where it is larger than the limit */
export function* textOfSlices(slice: Slice, maxBytes: number): Generator<undefined, string> {
  const parts: string[] = [];
  let bytes = 0;
  for (const part of written(slice)) {
    parts.push(part);
    bytes += Buffer.byteLength(part);
    yield;
  }
  if (bytes > maxBytes) throw new TooLarge([], `is larger than ${sizeOf(maxBytes)}`);
  return parts.join('');
}

function* written(slice: Slice): Generator<string> {
  if (slice.kind === 'list' || slice.kind === 'record') yield* writtenInside(slice);
  else if (slice.kind === 'text') yield* quoted(slice.text);
  else if (slice.kind === 'bytes') yield* writtenBytes(slice.bytes);
  else yield slice.text;
}

function* quoted(text: string): Generator<string> {
  yield '"';
  for (const piece of piecesOf(text)) yield JSON.stringify(piece).slice(1, -1);
  yield '"';
}

/** Three bytes are four characters of base64: pieces of whole threes follow each other without a seam. */
const THREES = 96 * 1024;
const NO_BYTES = encode(Buffer.alloc(0));

function* writtenBytes(bytes: Uint8Array): Generator<string> {
  yield NO_BYTES.slice(0, -2);
  for (let at = 0; at < bytes.byteLength; at += THREES)
    yield Buffer.from(bytes.subarray(at, at + THREES)).toString('base64');
  yield NO_BYTES.slice(-2);
}

function* writtenInside(slice: Slice & { kind: 'list' | 'record' }): Generator<string> {
  yield slice.kind === 'list' ? '[' : '{';
  let isFirst = true;
  for (const part of slice.parts) {
    // Of neighbours without brackets nothing may be left: then there is no comma either.
    const inside = part.kind === 'items' || part.kind === 'fields' ? part.text.slice(1, -1) : undefined;
    if (inside === '') continue;
    if (!isFirst) yield ',';
    isFirst = false;
    if (inside !== undefined) yield inside;
    else if (part.kind === 'field') {
      yield `${JSON.stringify(part.key)}:`;
      yield* written(part.value);
    } else yield* written(part);
  }
  yield slice.kind === 'list' ? ']' : '}';
}

/** Does all at once: what another thread does, which holds nobody up. */
export function atOnce<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Milliseconds of work between two turns of the loop. */
const TURN_MS = 8;

/** Does it in turns, between which others are served; what follows begins in a turn of its own where the last took long. */
export async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  for (let until = performance.now() + TURN_MS; ; ) {
    const next = work.next();
    if (performance.now() >= until) {
      await nextTurn();
      until = performance.now() + TURN_MS;
    }
    if (next.done) return next.value;
  }
}

/**
 * The wire text of a value as `encode` writes it: at once where it is small, in turns where it is not.
 * @throws WireError
 */
export function encodeInTurns(value: unknown, maxBytes: number): string | Promise<string> {
  const plain = writePlain(value, LARGE_TEXT);
  if (plain !== undefined && plain.length * 3 <= maxBytes) return plain;
  if (weightOf(value, LARGE_TEXT) <= LARGE_TEXT) return encode(value, { maxBytes });
  return writeInTurns(value, maxBytes);
}

async function writeInTurns(value: unknown, maxBytes: number): Promise<string> {
  try {
    return await inTurns(textOfSlices(await inTurns(slicesOf(value, maxBytes)), maxBytes));
  } catch (error) {
    // Only the whole knows the path to what cannot be written.
    if (error instanceof WireError && !(error instanceof TooLarge)) return encode(value, { maxBytes });
    throw error;
  }
}
