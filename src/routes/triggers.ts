import { type Context, Hono } from 'hono';
import type { HttpResponse } from '../components/component.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compiled.ts';
import { evaluate } from '../definition/evaluate.ts';
import { readPath } from '../definition/references.ts';
import { crashPoint } from '../lib/crash.ts';
import { AppError } from '../lib/errors.ts';
import { customerByExternalId } from '../models/customers.ts';
import { targetOf } from '../models/deployments.ts';
import { type Endpoint, findEndpoint, isApiKeyOf } from '../models/endpoints.ts';
import { type Execution, enqueue } from '../models/executions.ts';
import { anyActiveInstance, type Instance, instanceOfCustomer } from '../models/instances.ts';
import { isJson, packRequest, type StoredRequest } from '../models/requests.ts';
import {
  answerOf,
  executionHeaders,
  failedAnswer,
  redirectAnswer,
  responseFrom,
  timeoutAnswer,
} from './answers.ts';
import type { Deps } from './deps.ts';
import { readCall } from './intake.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'];

/** `/trigger/<id>[/any/path]`: other systems call flows here. */
export function triggers(deps: Deps): Hono {
  const app = new Hono();
  app.on(METHODS, ['/:id', '/:id/*'], (c) => {
    // Hono sends HEAD the way of GET; who asks for headers alone must not start a run.
    return c.req.method === 'HEAD' ? refuseMethod() : handle(deps, c);
  });
  app.all('/:id/*', refuseMethod);
  return app;
}

function refuseMethod(): never {
  throw new AppError('bad_request', `A webhook takes ${METHODS.join(', ')}.`);
}

type Found = { endpoint: Endpoint; instance: Instance | undefined };
type Called = { instance: Instance; compiled: CompiledIntegration; flow: CompiledFlow };

async function handle(deps: Deps, c: Context): Promise<Response> {
  if (!deps.isOpen())
    throw new AppError('unavailable', 'Stepwell is stopping. Send this again in a few seconds.');
  const { condition } = deps.store;
  // Before the disk is full, so that what was accepted has room to come to its end.
  if (condition?.fault === 'nearly-full') throw condition;
  const id = c.req.param('id') ?? '';
  const found = await findEndpoint(deps.store, id);
  if (!found)
    throw new AppError('not_found', 'There is no webhook at this address. Was its instance removed?');
  const request = await readCall(c, pathFragmentOf(c, id), deps.settings.STEPWELL_MAX_BODY_MB);
  const called = await route(deps, found, request);
  if (called.instance.state !== 'active') {
    throw new AppError(
      'instance_paused',
      'This instance is paused and takes no calls. Enable it, then send this again.',
    );
  }
  await refuseWrongKey(deps, called, c.req.header('api-key'));
  const queued = await accept(deps, called, request);
  return isSynchronous(c, called.flow)
    ? await answerInTime(deps, c, queued, request)
    : answerAtOnce(deps, called.flow, queued, request);
}

/**
 * Puts the call on disk; where the worker has a slot free, the run is leased in the same write.
 * @throws AppError `queue_full`
 */
async function accept(deps: Deps, { instance, flow }: Called, request: StoredRequest): Promise<Execution> {
  const payload = await packRequest(request, deps.store.blobs);
  const target = targetOf(instance, flow.name);
  const place = deps.engine.reserve(target);
  const run = { ...target, kind: 'webhook' as const, payload, leaseOwner: place.leaseOwner };
  try {
    return await deps.store.write((tx) => enqueue(tx, run), 'accept');
  } catch (error) {
    place.release();
    throw error;
  }
}

function pathFragmentOf(c: Context, id: string): string {
  const path = c.req.path;
  const start = path.indexOf(id) + id.length + 1;
  const fragment = path.slice(start);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Which instance and flow a call is for: by its address, or by what the definition says to read from the call. */
async function route(
  deps: Deps,
  { endpoint, instance: own }: Found,
  request: StoredRequest,
): Promise<Called> {
  const instance = own ?? (await sharedInstance(deps, endpoint, request));
  if (!instance || instance.state === 'removed')
    throw new AppError('not_found', 'There is no webhook at this address. Was its instance removed?');
  const compiled = await deps.compiledVersions.get(deps.store.read, instance.integrationId, instance.version);
  const flow =
    endpoint.flowKey === null
      ? flowByContent(compiled, request)
      : compiled.flows.find((each) => each.stableKey === endpoint.flowKey);
  if (!flow)
    throw new AppError('not_found', 'The flow of this address is not in the version that is deployed now.');
  return { instance, compiled, flow };
}

async function sharedInstance(
  deps: Deps,
  endpoint: Endpoint,
  request: StoredRequest,
): Promise<Instance | undefined> {
  const compiled = await deps.compiledVersions.newest(deps.store.read, endpoint.integrationId);
  if (compiled?.preprocessFlowName) return await anyActiveInstance(deps.store.read, endpoint.integrationId);
  const externalId = textAt(request, compiled?.externalCustomerIdField);
  if (externalId === undefined) {
    throw new AppError(
      'bad_request',
      'This address serves several customers, and the call does not say which one it is for.',
    );
  }
  const customer = await customerByExternalId(deps.store.read, externalId);
  return customer && (await instanceOfCustomer(deps.store.read, endpoint.integrationId, customer.id));
}

function flowByContent(compiled: CompiledIntegration, request: StoredRequest): CompiledFlow | undefined {
  if (compiled.flows.length === 1) return compiled.flows[0];
  // A preprocess flow reads the call itself; where it leads is known when it has run.
  const name = compiled.preprocessFlowName ?? textAt(request, compiled.flowNameField);
  const flow = compiled.flows.find((each) => each.name === name);
  if (flow) return flow;
  const names = compiled.flows.map((each) => each.name).join(', ');
  throw new AppError(
    'bad_request',
    `This address serves several flows, and the call does not name one of them (${names}).`,
  );
}

/** A text in the call, at a path such as `body.data.flow` or `headers.x-flow`. */
function textAt(
  { headers, queryParameters, pathFragment, contentType, body }: StoredRequest,
  path: string[] | undefined,
): string | undefined {
  if (!path) return undefined;
  const data =
    body.kind === 'text' && isJson(contentType)
      ? JSON.parse(body.text)
      : body.kind === 'text'
        ? body.text
        : undefined;
  const lower = path[0] === 'headers' ? path.map((part) => part.toLowerCase()) : path;
  const value = readPath({ headers, queryParameters, pathFragment, body: { data, contentType } }, lower);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

async function refuseWrongKey(
  deps: Deps,
  { instance, flow }: Called,
  key: string | undefined,
): Promise<void> {
  if (flow.endpointSecurity === 'unsecured') return;
  if (await isApiKeyOf(deps.store, instance.id, flow, key)) return;
  throw new AppError(
    'unauthorized',
    'The header Api-Key is missing or has a key that does not open this flow.',
  );
}

function isSynchronous(c: Context, flow: CompiledFlow): boolean {
  const asked = c.req.header('stepwell-synchronous') ?? c.req.header('prismatic-synchronous');
  if (asked === 'true') return true;
  return asked === 'false' ? false : flow.isSynchronous;
}

function answerAtOnce(deps: Deps, flow: CompiledFlow, queued: Execution, request: StoredRequest): Response {
  crashPoint('accept:before-answer');
  deps.engine.wake(queued, request);
  const fixed = staticAnswer(flow);
  if (fixed) return responseFrom(fixed, executionHeaders(queued.id));
  return Response.json({ executionId: queued.id }, { headers: executionHeaders(queued.id) });
}

async function answerInTime(
  deps: Deps,
  c: Context,
  queued: Execution,
  request: StoredRequest,
): Promise<Response> {
  const ended = deps.ended.wait(queued.id, deps.settings.STEPWELL_SYNC_SECONDS * 1000, c.req.raw.signal);
  deps.engine.wake(queued, request);
  const outcome = await ended;
  crashPoint('sync:before-answer');
  if (!outcome) return timeoutAnswer(queued.id, deps.settings.STEPWELL_SYNC_SECONDS);
  if (outcome.status !== 'succeeded') return failedAnswer(queued.id, outcome);
  const asked = c.req.header('prefer') ?? '';
  const isRedirect = /\bredirect\b/i.test(asked) || deps.settings.STEPWELL_SYNC_ANSWER === 'redirect';
  return isRedirect ? redirectAnswer(deps, queued.id) : answerOf(outcome.answer, executionHeaders(queued.id));
}

const staticAnswers = new WeakMap<CompiledFlow, { answer: HttpResponse | undefined }>();

/** The answer that the trigger's inputs fix for asynchronous calls; the same for every call, so made once. */
function staticAnswer(flow: CompiledFlow): HttpResponse | undefined {
  const known = staticAnswers.get(flow);
  if (known) return known.answer;
  const answer = madeAnswer(flow);
  staticAnswers.set(flow, { answer });
  return answer;
}

function madeAnswer(flow: CompiledFlow): HttpResponse | undefined {
  try {
    return flow.trigger.trigger?.staticResponse?.(fixedParams(flow));
  } catch {
    // Wrong inputs are the flow's mistake, not the caller's: the call is on disk, and is answered as usual.
    return undefined;
  }
}

function fixedParams(flow: CompiledFlow): Record<string, unknown> {
  const scope = { read: () => undefined, configVar: () => undefined };
  return Object.fromEntries(flow.trigger.inputs.map(({ key, value }) => [key, evaluate(value, scope) ?? '']));
}
