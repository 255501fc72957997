import * as v from 'valibot';
import { createRedactor, type Redactor } from '../../lib/redact.ts';
import { toIso } from '../../lib/time.ts';
import { encode } from '../../lib/wire.ts';
import { readConfigValues, secretsOf } from '../../models/config-values.ts';
import { MASK } from '../../models/config-variables.ts';
import { type Execution, getRequest } from '../../models/executions.ts';
import { isJson, type StoredRequest, unpackRequest } from '../../models/requests.ts';
import type { Deps } from '../deps.ts';
import { id, time } from './fields.ts';

export const error = v.object({
  message: v.string(),
  step: v.optional(v.string()),
  name: v.optional(v.string()),
  stack: v.optional(v.string()),
  detail: v.optional(v.unknown()),
});

export const status = v.picklist([
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
]);

const facts = {
  id,
  instanceId: id,
  customerId: id,
  integrationId: id,
  version: v.number(),
  flow: v.string(),
  kind: v.picklist(['webhook', 'schedule', 'invoked', 'replay', 'deploy', 'remove', 'test']),
  status,
  queuedAt: time,
  runAt: time,
  startedAt: v.nullable(time),
  endedAt: v.nullable(time),
  error: v.nullable(error),
  replayOf: v.nullable(id),
  depth: v.number(),
};

export const executionFacts = v.object(facts);
export const executionAnswer = v.object({
  ...facts,
  request: v.nullable(
    v.object({
      method: v.string(),
      headers: v.record(v.string(), v.string()),
      queryParameters: v.record(v.string(), v.string()),
      pathFragment: v.string(),
      contentType: v.string(),
      body: v.unknown(),
    }),
  ),
});

export function shownExecution(execution: Execution) {
  const { leaseOwner: _, crashes: __, cursor: ___, origin: ____, ...rest } = execution;
  return {
    ...rest,
    queuedAt: toIso(rest.queuedAt),
    runAt: toIso(rest.runAt),
    startedAt: isoOrNull(rest.startedAt),
    endedAt: isoOrNull(rest.endedAt),
  };
}

const isoOrNull = (instant: number | null) => (instant === null ? null : toIso(instant));

const OPENS_DOORS = /^((proxy-)?authorization|(set-)?cookie|(x-)?api-key)$/;

/** What called the flow. It is stored as it came; what opens doors, and secrets that a flow has passed on, are masked. */
export async function shownRequest({ store, vault, compiledVersions }: Deps, execution: Execution) {
  const { id, instanceId, integrationId, version } = execution;
  const stored = await getRequest(store.read, id);
  if (!stored) return null;
  const request = await unpackRequest(stored, store.blobs);
  const { configVars } = await compiledVersions.get(store.read, integrationId, version);
  const redact = createRedactor(secretsOf(await readConfigValues(store.read, vault, instanceId), configVars));
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

function shownBody({ body, contentType }: StoredRequest, redact: Redactor): unknown {
  if (body.kind === 'text') {
    const text = redact(body.text);
    return isJson(contentType) ? jsonOrText(text) : text;
  }
  const value = body.kind === 'bytes' ? body.bytes : body.value;
  return jsonOrText(redact(encode(value, { maxBytes: Number.MAX_SAFE_INTEGER })));
}

/** Masking a secret of odd characters may leave text that is no JSON any more: better shown as it is than not at all. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
