import * as v from 'valibot';
import type { Blobs } from '../db/blobs.ts';
import { isApart, type Packed, pack, unpack } from '../db/payload.ts';
import type { Place, Vault } from '../lib/crypto.ts';
import { unsealed } from '../lib/sealed.ts';
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

/**
 * @param seal seals the text where it holds a secret, for `requestPlace`
 * @throws WireError for a value that cannot be stored, or that is too large; a call's body has a limit of its own
 */
export async function packRequest(
  request: StoredRequest,
  blobs: Blobs,
  seal = (text: string) => text,
): Promise<Packed> {
  // A body within its limit may take six times as much room as JSON: each control character is six.
  const isCall = request.body.kind !== 'value';
  const text = isCall ? encode(request, { maxBytes: Number.MAX_SAFE_INTEGER }) : encode(request);
  return await pack(seal(text), blobs);
}

/** What `packRequest` has packed. @param open opens a text that was sealed */
export async function unpackRequest(
  bytes: Uint8Array,
  blobs: Blobs,
  open = (text: string) => text,
): Promise<StoredRequest> {
  return v.parse(Schema, decode(open(await unpack(bytes, blobs))));
}

/** Where the call of an execution is sealed for. */
export function requestPlace(executionId: string): Place {
  return { table: 'execution_requests', column: 'payload', row: executionId };
}

/** Opens calls of an execution, those that hold a secret among them. */
export function requestOpener(vault: Vault, executionId: string): (text: string) => string {
  return (text) => unsealed(text, vault, requestPlace(executionId));
}

/** How many bytes came with a call; undefined for so many that they lie in a file of their own. */
export async function readRequestSize(
  stored: Uint8Array,
  blobs: Blobs,
  open: (text: string) => string,
): Promise<number | undefined> {
  if (isApart(stored)) return undefined;
  const { body } = await unpackRequest(stored, blobs, open);
  if (body.kind === 'bytes') return body.bytes.byteLength;
  return Buffer.byteLength(body.kind === 'text' ? body.text : encode(body.value));
}
