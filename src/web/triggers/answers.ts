import type { ActionResult, HttpResponse } from '../../components/component.ts';
import type { Ended } from '../../engine/worker.ts';
import type { Aside } from '../../lib/aside.ts';
import { isBinaryFile } from '../../lib/files.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import { plainJson, plainJsonAside } from '../../lib/plain-json.ts';
import { isRecord } from '../../lib/records.ts';
import type { Deps } from '../kit/deps.ts';

/** Every answer to a call says which execution it made; under the field's own name as well. */
export function executionHeaders(id: string): Record<string, string> {
  return { 'stepwell-executionid': id, 'prismatic-executionid': id };
}

/** The result of the last step as an HTTP answer: text as text, bytes and files as bytes, anything else as JSON; none is empty. */
export async function answerOf(
  { store }: Pick<Deps, 'store'>,
  result: ActionResult | undefined,
  headers: Record<string, string>,
  aside: Aside | undefined,
): Promise<Response> {
  const { data: given = result && null, statusCode = 200, contentType: asked, headers: own } = result ?? {};
  const file = fileIn(given);
  const data = file ? store.blobs.file(file.data.hash, file.data.size) : given;
  const contentType = asked || file?.contentType || (file && 'application/octet-stream');
  const made = isReady(data) ? undefined : plainJsonAside(data, aside);
  const json = made instanceof Promise ? await made : made;
  const type = contentType || (json === undefined ? undefined : JSON_TYPE);
  return responseFrom(
    {
      statusCode,
      ...(type ? { contentType: type } : {}),
      ...(own ? { headers: own } : {}),
      body: json ?? data,
    },
    headers,
  );
}

const JSON_TYPE = 'application/json';

/** Whether HTTP takes it as it is. */
function isReady(data: unknown): boolean {
  const isBytes = data instanceof Uint8Array || data instanceof Blob || isBinaryFile(data);
  return data === undefined || typeof data === 'string' || isBytes;
}

/** A file, alone or with its type, as steps give it. */
function fileIn(data: unknown): { data: KeptFile; contentType: string | undefined } | undefined {
  if (data instanceof KeptFile) return { data, contentType: undefined };
  if (!isRecord(data) || !(data.data instanceof KeptFile)) return undefined;
  return { data: data.data, contentType: String(data.contentType ?? '') || undefined };
}

/** An answer that a trigger or step has made; what HTTP cannot carry in it is left out. */
export function responseFrom(answer: HttpResponse, headers: Record<string, string>): Response {
  const all = new Headers();
  for (const [name, value] of Object.entries(answer.headers ?? {})) setHeader(all, name, value);
  const { body, contentType } = bodyOf(answer.body, answer.contentType);
  if (contentType) setHeader(all, 'content-type', contentType);
  seal(all);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const status = answer.statusCode >= 200 && answer.statusCode <= 599 ? answer.statusCode : 200;
  const hasNoBody = status === 204 || status === 205 || status === 304;
  return new Response(hasNoBody ? null : body, { status, headers: all });
}

function bodyOf(
  data: unknown,
  asked: string | undefined,
): { body: string | Uint8Array<ArrayBuffer> | Blob | null; contentType: string | undefined } {
  if (data instanceof Blob) return { body: data, contentType: asked };
  if (data === undefined) return { body: null, contentType: asked };
  if (typeof data === 'string') return { body: data, contentType: asked || 'text/plain; charset=utf-8' };
  if (data instanceof Uint8Array)
    return { body: new Uint8Array(data), contentType: asked || 'application/octet-stream' };
  if (isBinaryFile(data)) return bodyOf(data.data, asked || data.contentType || undefined);
  const body = plainJson(data, { maxBytes: Number.MAX_SAFE_INTEGER });
  return { body, contentType: asked || JSON_TYPE };
}

// Set by the server alone: a flow must not break the connection.
const HOP_BY_HOP = /^(connection|content-length|transfer-encoding|keep-alive|upgrade|trailer|te|date)$/i;
// What a browser keeps for the whole host: a flow could sign people out of our pages, or into another's session.
const OF_THE_HOST =
  /^(set-cookie2?|clear-site-data|strict-transport-security|service-worker-allowed|nel|report-to|alt-svc)$/i;

/**
 * Our pages have the same origin, and the flow's HTML may repeat what any caller has sent: its scripts run, but in an
 * origin of their own, from which no page of ours can be read or used.
 */
function seal(headers: Headers): void {
  headers.append('content-security-policy', 'sandbox allow-forms allow-modals allow-popups allow-scripts');
  headers.set('x-content-type-options', 'nosniff');
}

function setHeader(headers: Headers, name: string, value: unknown): void {
  if (HOP_BY_HOP.test(name) || OF_THE_HOST.test(name)) return;
  try {
    headers.set(name, String(value));
  } catch {
    // A header that HTTP forbids is the flow's mistake; the rest of its answer still goes out.
  }
}

export function timeoutAnswer(id: string, seconds: number): Response {
  const message = `The run took longer than ${seconds} seconds and goes on. Its result is kept with the execution.`;
  return problem(504, id, 'timeout', message);
}

/** It is kept, so that whoever called must not call again. */
function waitingAnswer(id: string): Response {
  const message =
    'The instance was paused meanwhile. This execution is kept and goes on once the instance is enabled: do not send it again.';
  return problem(202, id, 'instance_paused', message);
}

/** Why a run has failed is for those who may look at it: an error may hold what other systems have answered. */
export function failedAnswer(id: string, ended: Exclude<Ended, { status: 'succeeded' }>): Response {
  if (ended.status === 'waiting') return waitingAnswer(id);
  const { step } = ended.error;
  const where = step === undefined ? '' : ` in the step “${step}”`;
  const said = {
    cancelled: 'The run was cancelled.',
    paused: 'The run was paused and may go on later. Its result is kept with the execution.',
    failed: `The run failed${where}. The execution ${id} says why.`,
  };
  return problem(500, id, `execution_${ended.status}`, said[ended.status], step);
}

function problem(status: number, id: string, code: string, message: string, step?: string): Response {
  const where = step === undefined ? {} : { step };
  const body = { executionId: id, error: { code, message, ...where, issues: [] } };
  return Response.json(body, { status, headers: executionHeaders(id) });
}

/** 303 to the stored result, at an address that carries its own proof. */
export function redirectAnswer(deps: Deps, id: string): Response {
  const location = `${deps.publicUrl()}/results/${id}?signature=${deps.vault.sign(`result:${id}`)}`;
  return new Response(null, { status: 303, headers: { ...executionHeaders(id), location } });
}
