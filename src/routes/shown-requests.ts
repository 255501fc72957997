import { unlessGone } from '../lib/errors.ts';
import { createRedactor, type Redactor } from '../lib/redact.ts';
import { encode } from '../lib/wire.ts';
import { MASK } from '../models/config-variables.ts';
import { type Execution, getRequest } from '../models/executions.ts';
import { readInstanceSecrets } from '../models/instance-secrets.ts';
import { isJson, requestOpener, type StoredRequest, unpackRequest } from '../models/requests.ts';
import type { Deps } from './deps.ts';

const OPENS_DOORS = /^((proxy-)?authorization|(set-)?cookie|(x-)?api-key)$/;

/**
 * What called the flow; null when it is no longer kept. It is stored as it came; what opens doors, and secrets that a
 * flow has passed on, are masked.
 */
export async function shownRequest(deps: Deps, execution: Execution) {
  const found = await storedRequest(deps, execution);
  if (!found) return null;
  const { request, redact } = found;
  const shown = (texts: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, OPENS_DOORS.test(name) ? MASK : redact(text)]),
    );
  return {
    method: request.method,
    headers: shown(request.headers),
    queryParameters: shown(request.queryParameters),
    pathFragment: redact(request.pathFragment),
    contentType: request.contentType,
    body: shownBody(request, redact),
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
  if (body.kind === 'text') return { body: found.redact(body.text), isJson: isJson(contentType) };
  return { body: found.redact(wholeText(body.value)), isJson: true };
}

async function storedRequest(deps: Deps, { id, instanceId, integrationId, version }: Execution) {
  const { store, vault, compiledVersions } = deps;
  const stored = await getRequest(store.read, id);
  if (!stored) return undefined;
  const request = await unlessGone(unpackRequest(stored, store.blobs, requestOpener(vault, id)));
  if (!request) return undefined;
  const compiled = await compiledVersions.get(store.read, integrationId, version);
  const { secrets } = await readInstanceSecrets(store.read, vault, instanceId, compiled);
  return { request, redact: createRedactor(secrets) };
}

function shownBody({ body, contentType }: StoredRequest, redact: Redactor): unknown {
  if (body.kind === 'text') {
    const text = redact(body.text);
    return isJson(contentType) ? jsonOrText(text) : text;
  }
  return jsonOrText(redact(wholeText(body.kind === 'bytes' ? body.bytes : body.value)));
}

const wholeText = (value: unknown) => encode(value, { maxBytes: Number.MAX_SAFE_INTEGER });

/** Masking a secret of odd characters may leave text that is no JSON any more: better shown as it is than not at all. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
