import * as v from 'valibot';
import type { Blobs } from '../db/blobs.ts';
import { isApart, type Packed, pack, unpack } from '../db/payload.ts';
import { decode, encode } from '../lib/wire.ts';

// Not v.record, which leaves out keys such as `constructor`: names of headers and parameters are whatever was sent.
const Texts = v.custom<Record<string, string>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text) => typeof text === 'string'),
);
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

/** @throws WireError for a value that cannot be stored, or that is too large; a call's body has a limit of its own */
export async function packRequest(request: StoredRequest, blobs: Blobs): Promise<Packed> {
  // A body within its limit may take six times as much room as JSON: each control character is six.
  const isCall = request.body.kind !== 'value';
  return await pack(isCall ? encode(request, { maxBytes: Number.MAX_SAFE_INTEGER }) : encode(request), blobs);
}

/** What `packRequest` has packed. */
export async function unpackRequest(bytes: Uint8Array, blobs: Blobs): Promise<StoredRequest> {
  return v.parse(Schema, decode(await unpack(bytes, blobs)));
}

/** How many bytes came with a call; undefined for so many that they lie in a file of their own. */
export async function readRequestSize(stored: Uint8Array, blobs: Blobs): Promise<number | undefined> {
  if (isApart(stored)) return undefined;
  const { body } = await unpackRequest(stored, blobs);
  if (body.kind === 'bytes') return body.bytes.byteLength;
  return Buffer.byteLength(body.kind === 'text' ? body.text : encode(body.value));
}
