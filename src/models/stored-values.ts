import * as v from 'valibot';
import type { Blobs } from '../db/blobs.ts';
import { isApart, isLost, unpack } from '../db/payload.ts';
import { unlessGone } from '../lib/errors.ts';
import { KeptFile } from '../lib/kept-file.ts';
import { decode } from '../lib/wire.ts';

/**
 * What a step was given or gave, as pages read it: bytes, dates and the like in their own types. `large` is not read,
 * so that no page waits for it; the file of `not-kept` is gone.
 */
export type StoredValue =
  | { kind: 'none' }
  | { kind: 'value'; value: unknown; characters: number }
  | { kind: 'large' }
  | { kind: 'not-kept' };

/** @param most how many characters are read at once; all when it is left out */
export async function readStored(
  stored: Uint8Array | null | undefined,
  blobs: Blobs,
  most = Number.POSITIVE_INFINITY,
): Promise<StoredValue> {
  if (!stored) return { kind: 'none' };
  if (isLost(stored, blobs)) return { kind: 'not-kept' };
  if (isApart(stored) && most < Number.POSITIVE_INFINITY) return { kind: 'large' };
  const text = await unlessGone(unpack(stored, blobs));
  if (text === undefined) return { kind: 'not-kept' };
  if (text.length > most) return { kind: 'large' };
  return { kind: 'value', value: valueIn(text), characters: text.length };
}

/** Masking a secret of odd characters may have left text that is no JSON any more. */
function valueIn(text: string): unknown {
  try {
    return decode(text);
  } catch {
    return text;
  }
}

const Result = v.object({
  data: v.optional(v.unknown()),
  statusCode: v.optional(v.number()),
  contentType: v.optional(v.string()),
  branch: v.optional(v.string()),
  iterations: v.optional(v.object({ count: v.number() })),
});

type Readable = { data?: unknown; contentType?: string | undefined };

/** What later steps read of a result, live and stored alike: bytes with a type are a file, `{ data, contentType }`. */
export function readableData({ data, contentType }: Readable): unknown {
  const isFile = data instanceof Uint8Array || data instanceof KeptFile;
  return isFile && contentType ? { data, contentType } : data;
}

/** Whether a stored value is what an action has answered, as the journal writes it. */
export function isResult(value: unknown): value is v.InferOutput<typeof Result> {
  return v.is(Result, value);
}
