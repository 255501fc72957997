import { type Context, Hono } from 'hono';
import type { Catalog } from '../../components/catalog.ts';
import type { HttpResponse } from '../../components/component.ts';
import type { CompiledFlow } from '../../definition/compile/compiled.ts';
import { evaluate } from '../../definition/compile/evaluate.ts';
import { MB } from '../../lib/bytes.ts';
import { crashPoint } from '../../lib/crash-points.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import { targetOf } from '../../models/deployments.ts';
import { findEndpoint, partsOfAddress } from '../../models/endpoints.ts';
import type { Execution } from '../../models/executions.ts';
import { countRefusal } from '../../models/refused-calls.ts';
import { type Taken as CallTaken, enqueueCall, requestKeysOf } from '../../models/request-keys.ts';
import { isSynchronous, packRequest, type StoredRequest } from '../../models/requests.ts';
import { isOfTests } from '../../models/test-customer.ts';
import { startTest } from '../../models/test-runs.ts';
import type { Deps } from '../kit/deps.ts';
import { errorAnswer } from '../kit/errors.ts';
import { mount, type PlainRoute } from '../kit/mount.ts';
import { isAccepted, notAcceptedAnswer } from './acceptance.ts';
import {
  answerOf,
  executionHeaders,
  failedAnswer,
  redirectAnswer,
  responseFrom,
  timeoutAnswer,
} from './answers.ts';
import { isAllowedOrigin, preflightAnswer, shownTo } from './cors.ts';
import { type Head, readCall, readHead, unpackedUpload } from './intake.ts';
import { type Called, type Door, doorOf, type Found, userOf } from './routing.ts';
import { createUploads, type Upload, type Uploads } from './uploads.ts';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'];

type Intake = { deps: Deps; uploads: Uploads };

/** `/trigger/<id>[/any/path]`: other systems call flows here. */
export const triggerRoutes: PlainRoute<Intake>[] = ['/trigger/:id', '/trigger/:id/*'].flatMap((path) =>
  [...METHODS, 'OPTIONS'].map((method) => ({
    ...{ method, path, access: 'whoever knows the address' },
    answer: method === 'OPTIONS' ? answerPreflight : answerCall,
  })),
);

export function triggers(deps: Deps): Hono {
  const app = new Hono();
  mount(app, triggerRoutes, { deps, uploads: createUploads() });
  app.all('/trigger/:id/*', methodNotAllowed);
  return app;
}

const ALLOWED = [...METHODS, 'HEAD'].join(', ');

function answerCall({ deps, uploads }: Intake, c: Context): Promise<Response> {
  // Hono sends HEAD the way of GET; who asks for headers alone must not start a run.
  if (c.req.method === 'HEAD') return answerHead(deps, c);
  const origin = c.req.header('origin');
  return origin === undefined ? handle(deps, uploads, c) : handleForPage(deps, uploads, c, origin);
}

/** The call of a page in a browser, which reads the answer, also that of a fault, where its origin is allowed. */
async function handleForPage(deps: Deps, uploads: Uploads, c: Context, origin: string): Promise<Response> {
  const found = await findCalled(deps, partsOfAddress(c.req.param('id') ?? '').endpointId);
  if (!(await isAllowedOrigin(deps, found, origin))) return await handle(deps, uploads, c);
  const answer = await handle(deps, uploads, c).catch((error) => errorAnswer(error, deps.log));
  return shownTo(origin, answer);
}

async function answerPreflight({ deps }: Intake, c: Context): Promise<Response> {
  const found = await findCalled(deps, partsOfAddress(c.req.param('id') ?? '').endpointId);
  const origin = c.req.header('origin') ?? '';
  if (origin !== '' && (await isAllowedOrigin(deps, found, origin)))
    return preflightAnswer(c, origin, METHODS.join(', '));
  return methodNotAllowed();
}

function methodNotAllowed(): Response {
  return errorAnswer({
    status: 405,
    code: 'method_not_allowed',
    message: `A webhook takes ${METHODS.join(', ')}.`,
    headers: { allow: ALLOWED },
  });
}

/** Those who set up a webhook elsewhere ask whether there is one at the address. */
async function answerHead(deps: Deps, c: Context): Promise<Response> {
  await findCalled(deps, partsOfAddress(c.req.param('id') ?? '').endpointId);
  return new Response(null, { headers: { allow: ALLOWED } });
}

async function findCalled(deps: Deps, id: string): Promise<Found> {
  const found = await findEndpoint(deps.store, id);
  if (found) return found;
  throw new AppError('not_found', 'There is no webhook at this address. Was its instance removed?');
}

async function handle(deps: Deps, uploads: Uploads, c: Context): Promise<Response> {
  if (!deps.isOpen())
    throw new AppError('unavailable', 'Stepwell is stopping. Send this again in a few seconds.');
  const { condition } = deps.store;
  // Before the disk is full, so that what was accepted has room to come to its end: once it is, the room that was kept
  // back is given up for that, and not for new calls.
  if (condition?.fault === 'nearly-full' || condition?.fault === 'full') throw condition;
  const id = c.req.param('id') ?? '';
  const { endpointId, configurationId } = partsOfAddress(id);
  const door = await doorOf(deps, await findCalled(deps, endpointId), c.req.header('api-key'));
  if (door.kind === 'flow') refusePaused(door.called);
  const head = readHead(c, pathFragmentOf(c, id));
  const limit = deps.settings.STEPWELL_MAX_BODY_MB * MB;
  const upload = await uploads.read(c.req.raw, limit);
  let taken: Taken | undefined;
  try {
    taken = await take(deps, { door, configurationId }, head, upload, limit);
  } finally {
    upload.end();
  }
  if (!taken) return notAcceptedAnswer();
  if (taken.isSync) return await answerInTime(deps, c, taken);
  return taken.isRepeat ? answerAccepted(deps, taken) : await answerAtOnce(deps, c, taken);
}

/** A call that is on disk; its request, where that is kept in memory until it runs. */
type Taken = {
  queued: Execution;
  /** The call has come before, and this is the execution of the first one. */
  isRepeat: boolean;
  isSync: boolean;
  flow: CompiledFlow;
  request: StoredRequest | undefined;
};

/** Where a call comes in. @property configurationId of the person whose own address it is */
type Entrance = { door: Door; configurationId: string | undefined };

/** @returns nothing for a call that the flow does not take */
async function take(
  deps: Deps,
  { door, configurationId }: Entrance,
  head: Head,
  upload: Upload,
  limit: number,
): Promise<Taken | undefined> {
  const isPlain = head.codings.length === 0 && !upload.isLarge;
  const request = readCall(head, isPlain ? upload.bytes : await unpackedUpload(head, upload, limit));
  const called = door.kind === 'flow' ? door.called : await door.find(request);
  refusePaused(called);
  if (!isAccepted(called.flow, request)) {
    const place = { instanceId: called.instance.id, flowKey: called.flow.stableKey };
    countRefusal(deps.store, place, (error) =>
      deps.log.warn('Calls that were not taken could not be counted', { error: messageOf(error) }),
    );
    return undefined;
  }
  if (upload.isLarge) await upload.turn();
  const { execution: queued, isRepeat } = await accept(deps, called, request, configurationId);
  const { flow } = called;
  // Many large ones that wait for their turn are read again from disk.
  const isKept = !upload.isLarge || queued.leaseOwner !== null;
  const isSync = isSynchronous(request, flow);
  return { queued, isRepeat, isSync, flow, request: isKept ? request : undefined };
}

function refusePaused({ instance }: Called): void {
  if (instance.state === 'active') return;
  throw new AppError(
    'instance_paused',
    'This instance is paused and takes no calls. Enable it, then send this again.',
  );
}

/**
 * Puts the call on disk; where the worker has a slot free, the run is leased in the same write.
 * @throws AppError `queue_full`, `storage_full`; `bad_request` as `userOf` does
 */
async function accept(
  deps: Deps,
  called: Called,
  request: StoredRequest,
  configurationId: string | undefined,
): Promise<CallTaken> {
  const { instance, flow } = called;
  if (isOfTests(instance)) {
    const execution = await startTest(deps, instance.integrationId, { flow: flow.name, request });
    return { execution, isRepeat: false };
  }
  const userId = await userOf(deps, called, request, configurationId);
  const payload = await packRequest(request, deps.store.blobs, deps.vault);
  const target = targetOf(instance, flow.name);
  const keys = requestKeysOf(flow, instance.id, request);
  const place = deps.engine.reserve({ ...target, kind: 'webhook' }, called.compiled);
  const run = { ...target, kind: 'webhook' as const, userId, payload, leaseOwner: place.leaseOwner };
  try {
    const taken = await deps.store.write((tx) => enqueueCall(tx, run, keys), 'accept');
    if (taken.isRepeat) place.release();
    return taken;
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

async function answerAtOnce(deps: Deps, c: Context, taken: Taken): Promise<Response> {
  const { queued, flow, request } = taken;
  const answersCalls = deps.catalog.trigger(flow.trigger.trigger)?.answersCalls;
  const responded = answersCalls ? triggerResponse(deps, c, queued.id) : undefined;
  crashPoint('accept:before-answer');
  deps.engine.wake(queued, request);
  const answer = responded && (await responded);
  return answer ? responseFrom(answer, executionHeaders(queued.id)) : answerAccepted(deps, taken);
}

function answerAccepted({ catalog }: Deps, { queued: { id }, flow }: Taken): Response {
  const answer = staticAnswer(catalog, flow);
  if (answer) return responseFrom(answer, executionHeaders(id));
  return Response.json({ executionId: id }, { headers: executionHeaders(id) });
}

/** What the trigger's function answers; nothing where the run ends, or the time is over, before it has. */
async function triggerResponse(deps: Deps, c: Context, id: string): Promise<HttpResponse | undefined> {
  const time = deps.settings.STEPWELL_SYNC_SECONDS * 1000;
  const isAnswered = new AbortController();
  const signal = AbortSignal.any([c.req.raw.signal, isAnswered.signal]);
  const ended = deps.ended.wait(id, time, signal).then(() => undefined);
  return await Promise.race([deps.responses.wait(id, time, signal), ended]).finally(() => isAnswered.abort());
}

async function answerInTime(deps: Deps, c: Context, { queued, isRepeat, request }: Taken): Promise<Response> {
  const ended = deps.ended.wait(queued.id, deps.settings.STEPWELL_SYNC_SECONDS * 1000, c.req.raw.signal);
  if (isRepeat) await deps.engine.tellEnd(queued.id);
  else deps.engine.wake(queued, request);
  const outcome = await ended;
  crashPoint('sync:before-answer');
  if (!outcome) return timeoutAnswer(queued.id, deps.settings.STEPWELL_SYNC_SECONDS);
  if (outcome.status !== 'succeeded') return failedAnswer(queued.id, outcome);
  const asked = c.req.header('prefer') ?? '';
  const isRedirect = /\bredirect\b/i.test(asked) || deps.settings.STEPWELL_SYNC_ANSWER === 'redirect';
  if (isRedirect) return redirectAnswer(deps, queued.id);
  const aside = deps.asideOf?.(queued.customerId);
  return await answerOf(deps, outcome.answer, executionHeaders(queued.id), aside);
}

const staticAnswers = new WeakMap<CompiledFlow, { answer: HttpResponse | undefined }>();

/** The answer that the trigger's inputs fix for asynchronous calls; the same for every call, so made once. */
function staticAnswer(catalog: Catalog, flow: CompiledFlow): HttpResponse | undefined {
  const known = staticAnswers.get(flow);
  if (known) return known.answer;
  const answer = madeAnswer(catalog, flow);
  staticAnswers.set(flow, { answer });
  return answer;
}

function madeAnswer(catalog: Catalog, flow: CompiledFlow): HttpResponse | undefined {
  try {
    return catalog.trigger(flow.trigger.trigger)?.staticResponse?.(fixedParams(flow));
  } catch {
    // Wrong inputs are the flow's mistake, not the caller's: the call is on disk, and is answered as usual.
    return undefined;
  }
}

function fixedParams(flow: CompiledFlow): Record<string, unknown> {
  const scope = { read: () => undefined, configVar: () => undefined };
  return Object.fromEntries(flow.trigger.inputs.map(({ key, value }) => [key, evaluate(value, scope) ?? '']));
}
