import * as v from 'valibot';
import type { Blobs } from '../db/blobs.ts';
import { type Packed, pack, unpack } from '../db/payload.ts';
import { decode, encode } from '../lib/wire.ts';

const Texts = v.record(v.string(), v.string());
const Schema = v.object({
  method: v.string(),
  headers: Texts,
  queryParameters: Texts,
  pathFragment: v.string(),
  contentType: v.string(),
  body: v.variant('kind', [
    v.object({ kind: v.literal('text'), text: v.string() }),
    v.object({ kind: v.literal('bytes'), bytes: v.instance(Uint8Array) }),
    v.object({ kind: v.literal('value'), value: v.unknown() }),
  ]),
});

/**
 * What called a flow, as it is stored: the raw body of an HTTP call (text where it is UTF-8 text, else bytes), or the
 * value that another flow or a deployment passed. Header names are in lower case.
 */
export type StoredRequest = v.InferOutput<typeof Schema>;

/** Whether a content type says JSON: `application/json`, `text/json`, `application/…+json`. */
export function isJson(contentType: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json\b/i.test(contentType);
}

/** A call from inside, with a value for its body. */
export function internalRequest(value: unknown): StoredRequest {
  return {
    method: 'POST',
    headers: {},
    queryParameters: {},
    pathFragment: '',
    contentType: 'application/json',
    body: { kind: 'value', value: value ?? null },
  };
}

/** @throws WireError for a value that cannot be stored */
export async function packRequest(request: StoredRequest, blobs: Blobs): Promise<Packed> {
  return await pack(encode(request), blobs);
}

export async function unpackRequest(bytes: Uint8Array, blobs: Blobs): Promise<StoredRequest> {
  return v.parse(Schema, decode(await unpack(bytes, blobs)));
}
