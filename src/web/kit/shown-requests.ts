import { bodyText } from '../../lib/body-data.ts';
import { charsetOf, markedCharset, withoutMark } from '../../lib/charset.ts';
import { unlessGone } from '../../lib/errors.ts';
import { encodeInTurns } from '../../lib/in-turns.ts';
import { isJson } from '../../lib/media-type.ts';
import { plainJsonAside } from '../../lib/plain-json.ts';
import { createRedactor } from '../../lib/redact.ts';
import { isSecretName, MASK } from '../../lib/secret-fields.ts';
import { type Execution, getRequest } from '../../models/executions.ts';
import { readRunSecrets } from '../../models/instance-secrets.ts';
import { requestOpener, type StoredRequest, unpackRequest } from '../../models/requests.ts';
import type { Deps } from './deps.ts';

/** What called the flow; null when it is no longer kept. Credentials, and secrets that a flow passed on, are masked. */
export async function shownRequest(deps: Deps, execution: Execution) {
  const found = await storedRequest(deps, execution);
  if (!found) return null;
  const { request, redact, redactBody } = found;
  const shown = <Value extends string | string[]>(
    all: Record<string, Value>,
    clean: (value: Value) => Value | string,
  ) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, isSecretName(name) ? MASK : clean(value)]),
    );
  return {
    method: request.method,
    headers: shown(request.headers, redact),
    queryParameters: shown(request.queryParameters, (value) =>
      typeof value === 'string' ? redact(value) : value.map((text) => redact(text)),
    ),
    pathFragment: redact(request.pathFragment),
    contentType: request.contentType,
    body: await shownBody(request, redactBody),
  };
}

/** The body of the call as it came, but for secrets: text as text, bytes as bytes, a value of ours as JSON. */
export async function requestBody(
  deps: Deps,
  execution: Execution,
): Promise<{ body: string | Uint8Array; isJson: boolean } | undefined> {
  const found = await storedRequest(deps, execution);
  if (!found) return undefined;
  const { body, contentType } = found.request;
  if (body.kind === 'bytes') return { body: body.bytes, isJson: false };
  if (body.kind === 'text') return { body: await found.redactBody(body.text), isJson: isJson(contentType) };
  return { body: await found.redactBody(await plainJsonAside(body.value, found.aside)), isJson: true };
}

async function storedRequest(deps: Deps, execution: Execution) {
  const { id, customerId, integrationId, version } = execution;
  const { store, vault, compiledVersions } = deps;
  const stored = await getRequest(store.read, id);
  if (!stored) return undefined;
  const request = await unlessGone(unpackRequest(stored, store.blobs, requestOpener(vault, id)));
  if (!request) return undefined;
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  // Of a test whose draft is no longer kept nobody knows what in it was secret.
  if (!compiled) return undefined;
  const { secrets } = await readRunSecrets(store.read, deps, execution, compiled);
  const redact = createRedactor(secrets);
  const aside = deps.asideOf?.(customerId);
  return { request, redact, aside, redactBody: async (text: string) => redact.inTurns(text, aside?.mask) };
}

async function shownBody(
  { body, contentType }: StoredRequest,
  redact: (text: string) => Promise<string>,
): Promise<unknown> {
  const text = textIn(body, contentType);
  if (text === undefined)
    return jsonOrText(await redact(await encodeInTurns(valueIn(body), Number.MAX_SAFE_INTEGER)));
  const clean = await redact(text);
  return isJson(contentType) ? jsonOrText(clean) : clean;
}

function valueIn(body: StoredRequest['body']): unknown {
  if (body.kind === 'value') return body.value;
  return body.kind === 'bytes' ? body.bytes : body.text;
}

/** Bytes are shown as text where the call says in which charset they are. */
function textIn(body: StoredRequest['body'], contentType: string): string | undefined {
  if (body.kind === 'text') return withoutMark(body.text);
  const charset = body.kind === 'bytes' && (markedCharset(body.bytes) ?? charsetOf(contentType));
  return charset ? bodyText(body.bytes, contentType) : undefined;
}

/** Masking a secret of odd characters may leave text that is no JSON any more: better shown as it is than not at all. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
