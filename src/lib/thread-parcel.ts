/*
 * A text that is sent to another thread by itself is handed over, not copied; within an object it is copied twice, which
 * takes ten milliseconds a megabyte. So long texts and bytes go ahead, one by one, and the message has their numbers.
 */

type Post = (message: unknown, transfer: ArrayBuffer[]) => void;

/** What crosses: what went ahead of it is its last `parts`. */
type Parcel = { message: unknown; parts: number };

const AHEAD = 'went ahead';
/** Shorter ones are copied sooner than sent. */
const LONG = 4096;

/**
 * Sends a value; pauses after each part that goes ahead.
 * @param piece how many bytes are copied at once
 * @throws when something in it cannot be copied
 */
export function* sending(value: unknown, post: Post, piece: number): Generator<undefined, void> {
  const parts: (string | Uint8Array)[] = [];
  const parcel: Parcel = { message: apart(value, parts, piece), parts: parts.length };
  for (const part of parts) {
    // A copy of ours, since what is handed over is gone here.
    const copy = typeof part === 'string' ? part : new Uint8Array(part);
    post(copy, typeof copy === 'string' ? [] : [copy.buffer]);
    yield;
  }
  post(parcel, []);
}

function apart(value: unknown, parts: (string | Uint8Array)[], piece: number): unknown {
  if (typeof value === 'string') return value.length > LONG ? { [AHEAD]: [parts.push(value) - 1] } : value;
  if (value instanceof Uint8Array) {
    if (value.byteLength <= LONG) return value;
    const numbers = [];
    for (let at = 0; at < value.byteLength; at += piece)
      numbers.push(parts.push(value.subarray(at, at + piece)) - 1);
    return { [AHEAD]: numbers };
  }
  if (Array.isArray(value)) return value.map((each) => apart(each, parts, piece));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, apart(each, parts, piece)]));
}

/** Takes what `sending` posts, bit by bit: answers the value once it is there, in a box since it may be undefined. */
export function createReceiver(): (data: unknown) => { value: unknown } | undefined {
  let before: (string | Uint8Array)[] = [];
  return (data) => {
    if (typeof data === 'string' || data instanceof Uint8Array) {
      before.push(data);
      return undefined;
    }
    if (!isParcel(data)) return undefined;
    // A parcel that could not be sent has left its own behind.
    const parts = data.parts === 0 ? [] : before.slice(-data.parts);
    before = [];
    return { value: together(data.message, parts) };
  };
}

function together(message: unknown, parts: (string | Uint8Array)[]): unknown {
  if (Array.isArray(message)) return message.map((each) => together(each, parts));
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return message;
  const numbers: unknown = Reflect.get(message, AHEAD);
  if (Array.isArray(numbers)) return joined(numbers.map((each) => parts[Number(each)]));
  return Object.fromEntries(Object.entries(message).map(([key, each]) => [key, together(each, parts)]));
}

function joined(parts: (string | Uint8Array | undefined)[]): unknown {
  const [first] = parts;
  const pieces = parts.filter((part) => part instanceof Uint8Array);
  return pieces.length > 1 ? Buffer.concat(pieces) : first;
}

function isParcel(data: unknown): data is Parcel {
  return typeof data === 'object' && data !== null && 'parts' in data;
}
