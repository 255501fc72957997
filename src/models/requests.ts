import * as v from 'valibot';
import type { Blobs } from '../db/blobs.ts';
import { isApart, type Packed, pack, packedAtOnce, unpack } from '../db/payload.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { readPath } from '../definition/document/references.ts';
import { bodyData } from '../lib/body-data.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { unsealed, unsealedInTurns } from '../lib/sealed.ts';
import { isSecretName } from '../lib/secret-fields.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import type { Fields } from '../lib/urlencoded.ts';
import { decode, encode } from '../lib/wire.ts';
import { jsonDepthExceeds, MOST_LEVELS } from '../lib/wire-depth.ts';

const isText = (value: unknown) => typeof value === 'string';
const isRecordOf = (value: unknown, isRight: (item: unknown) => boolean) =>
  typeof value === 'object' && value !== null && Object.values(value).every(isRight);
// Not v.record, which leaves out keys such as `constructor`: names of headers and parameters are whatever was sent.
const Texts = v.custom<Record<string, string>>((value) => isRecordOf(value, isText));
const Parameters = v.custom<Fields<string>>((value) =>
  isRecordOf(value, (item) => isText(item) || (Array.isArray(item) && item.every(isText))),
);
const Schema = v.object({
  method: v.string(),
  headers: Texts,
  queryParameters: Parameters,
  pathFragment: v.string(),
  contentType: v.string(),
  body: v.variant('kind', [
    v.object({ kind: v.literal('text'), text: v.string() }),
    v.object({ kind: v.literal('bytes'), bytes: v.instance(Uint8Array) }),
    v.object({ kind: v.literal('value'), value: v.unknown() }),
  ]),
  /** Of a run that its trigger leads to: a part of what it has found, or a page that it is to look at. */
  batch: v.exactOptional(
    v.variant('kind', [
      v.object({ kind: v.literal('part'), branch: v.exactOptional(v.string()), more: v.looseObject({}) }),
      v.object({ kind: v.literal('page'), number: v.number(), state: v.unknown(), isSync: v.boolean() }),
    ]),
  ),
});

/**
 * What called a flow, as it is stored: the raw body of an HTTP call (text where it is UTF-8 text, else bytes), or the
 * value that another flow or a deployment passed. Header names are in lower case.
 */
export type StoredRequest = v.InferOutput<typeof Schema>;

/** The stored form: headers and parameters that open doors elsewhere are apart, sealed. */
const Stored = v.object({ ...Schema.entries, sealed: v.optional(v.string()) });
const Doors = v.object({ headers: Texts, queryParameters: Parameters });

/** What a call says, for whatever asks: its trigger, the choice of its flow and customer, its steps. */
export function requestData({ body, contentType }: StoredRequest): unknown {
  if (body.kind === 'value') return body.value;
  return bodyData(body.kind === 'text' ? body.text : Buffer.from(body.bytes), contentType);
}

/** A text in a call, at a path such as `body.data.flow` or `headers.x-flow`. */
export function textIn(request: StoredRequest, path: string[] | undefined): string | undefined {
  const value = path && valueIn(request, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** What stands in the call at a path such as `body.data.flow` or `headers.x-flow`. */
export function valueIn(request: StoredRequest, path: string[]): unknown {
  const { method, headers, queryParameters, pathFragment, contentType } = request;
  const body = path[0] === 'body' ? { data: requestData(request), contentType } : undefined;
  const lower = path[0] === 'headers' ? path.map((part) => part.toLowerCase()) : path;
  return readPath({ method, headers, queryParameters, pathFragment, body }, lower);
}

/** Whether who has called waits for the end of the run: the call may say it, else its flow does. */
export function isSynchronous({ headers }: Pick<StoredRequest, 'headers'>, flow: CompiledFlow): boolean {
  const asked = headers['stepwell-synchronous'] ?? headers['prismatic-synchronous'];
  if (asked === 'true') return true;
  return asked === 'false' ? false : flow.isSynchronous;
}

/** A call from inside, with a value for its body; JSON text stays as it was written. */
export function internalRequest(value: unknown): StoredRequest {
  return {
    method: 'POST',
    headers: {},
    queryParameters: {},
    pathFragment: '',
    contentType: 'application/json',
    body: isJsonText(value) ? { kind: 'text', text: value } : { kind: 'value', value: value ?? null },
  };
}

/** Text that stands for a list or an object: reading and writing it again would change its numbers. */
function isJsonText(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value) || jsonDepthExceeds(value, MOST_LEVELS))
    return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param seal seals the text where it holds a secret, for `requestPlace`
 * @throws WireError for a value that cannot be stored, or that is too large; a call's body has a limit of its own
 */
export async function packRequest(
  request: StoredRequest,
  blobs: Blobs,
  vault: Vault,
  seal: (text: string) => string | Promise<string> = (text) => text,
): Promise<Packed> {
  // A body within its limit may take six times as much room as JSON: each control character is six.
  const isCall = request.body.kind !== 'value';
  const text = encode(
    sealedRequest(request, vault),
    isCall ? { maxBytes: Number.MAX_SAFE_INTEGER } : undefined,
  );
  const made = seal(text);
  const sealed = made instanceof Promise ? await made : made;
  return packedAtOnce(sealed) ?? (await pack(sealed, blobs));
}

// A replay takes the payload of another execution as it is.
const PLACE: Place = { table: 'execution_requests', column: 'payload', row: 'sealed' };

/** Most calls open no doors, and are stored as they are. */
function sealedRequest(request: StoredRequest, vault: Vault): v.InferOutput<typeof Stored> {
  const [headers, secretHeaders] = apart(request.headers);
  const [queryParameters, secretParameters] = apart(request.queryParameters);
  if (!secretHeaders && !secretParameters) return request;
  const doors = { headers: secretHeaders ?? {}, queryParameters: secretParameters ?? {} };
  const sealed = vault.seal(new Secret(JSON.stringify(doors)), PLACE);
  return { ...request, headers, queryParameters, sealed };
}

/** What has an ordinary name, and what has that of a secret, where there is any. */
function apart<Value>(
  all: Record<string, Value>,
): [Record<string, Value>, Record<string, Value> | undefined] {
  let isApart = false;
  for (const name in all) isApart ||= isSecretName(name);
  if (!isApart) return [all, undefined];
  const [secret = [], ordinary = []] = partition(Object.entries(all), ([name]) => isSecretName(name));
  return [Object.fromEntries(ordinary), Object.fromEntries(secret)];
}

function partition<Item>(items: Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** Opens what is sealed of the call of an execution. */
export type RequestOpener = { text(text: string): string | Promise<string>; doors(sealed: string): string };

/** Where the call of an execution is sealed for. */
export function requestPlace(executionId: string): Place {
  return { table: 'execution_requests', column: 'payload', row: executionId };
}

/** Opens calls of an execution, those that hold a secret among them. */
export function requestOpener(vault: Vault, executionId: string): RequestOpener {
  return {
    text: (text) =>
      text.length > LARGE_TEXT
        ? unsealedInTurns(text, vault, requestPlace(executionId))
        : unsealed(text, vault, requestPlace(executionId)),
    doors: (sealed) => vault.open(sealed, PLACE).reveal(),
  };
}

/** What `packRequest` has packed. */
export async function unpackRequest(
  bytes: Uint8Array,
  blobs: Blobs,
  open: RequestOpener,
): Promise<StoredRequest> {
  const { sealed, ...request } = v.parse(Stored, decode(await open.text(await unpack(bytes, blobs))));
  if (sealed === undefined) return request;
  const doors = v.parse(Doors, JSON.parse(open.doors(sealed)));
  return {
    ...request,
    headers: { ...request.headers, ...doors.headers },
    queryParameters: { ...request.queryParameters, ...doors.queryParameters },
  };
}

/** How many bytes came with a call; undefined for so many that they lie in a file of their own. */
export async function readRequestSize(
  stored: Uint8Array,
  blobs: Blobs,
  open: RequestOpener,
): Promise<number | undefined> {
  if (isApart(stored)) return undefined;
  const { body } = v.parse(Stored, decode(await open.text(await unpack(stored, blobs))));
  if (body.kind === 'bytes') return body.bytes.byteLength;
  return Buffer.byteLength(body.kind === 'text' ? body.text : encode(body.value));
}
