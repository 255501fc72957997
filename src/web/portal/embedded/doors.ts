import type { Context } from 'hono';
import { MB } from '../../../lib/bytes.ts';
import { AppError, messageOf } from '../../../lib/errors.ts';
import { asRecord } from '../../../lib/records.ts';
import { SECOND } from '../../../lib/time.ts';
import { arrive, enterFrame, readArrival } from '../../../models/embedded-people.ts';
import { getEmbedding } from '../../../models/embedding.ts';
import type { EmbeddingKey } from '../../../models/embedding-keys.ts';
import type { Actor } from '../../../models/rights.ts';
import { EMBEDDED_LIFETIME } from '../../../models/sessions.ts';
import { ORGANIZATION } from '../../../models/viewer.ts';
import { embedded } from '../../kit/audience.ts';
import { readBytes, readText } from '../../kit/bodies.ts';
import { change } from '../../kit/change.ts';
import { cookieLine, isHttps, readCookie } from '../../kit/cookies.ts';
import type { Deps } from '../../kit/deps.ts';
import { failureOf } from '../../kit/errors.ts';
import { viewOf } from './view.ts';

/** A query that the field's client library sends has a tenth of it. */
const LARGEST_QUERY = MB / 32;
const LARGEST_VIEW = MB / 16;

type Door = (deps: Deps, c: Context) => Promise<Response>;

/** Before a script of another site asks. */
export async function preflight(deps: Deps, c: Context): Promise<Response> {
  const headers = {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, accept',
    'access-control-max-age': '600',
  };
  return await allowed(deps, c, new Response(null, { status: 204, headers }));
}

/** Only scripts of listed sites read the answer; what is no browser says no origin. */
async function allowed({ store }: Deps, c: Context, response: Response): Promise<Response> {
  const origin = c.req.header('origin');
  response.headers.append('vary', 'origin');
  const { origins } = await getEmbedding(store.read);
  if (origin !== undefined && origins.includes(origin))
    response.headers.set('access-control-allow-origin', origin);
  return response;
}

/** What scripts of other sites call. */
export function fromSite(door: Door): Door {
  const open = answered(door);
  return async (deps, c) => await allowed(deps, c, await open(deps, c));
}

/** Refusals are plain text: the field's client library shows it to whoever builds the page. */
export function answered(door: Door): Door {
  return async (deps, c) => {
    const response = await door(deps, c).catch((error: unknown) => {
      const { status, message } = failureOf(error, deps.log);
      return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    });
    response.headers.set('cache-control', 'no-store');
    response.headers.set('x-content-type-options', 'nosniff');
    return response;
  };
}

function tokenIn(c: Context): string {
  const [, token] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (token !== undefined) return token;
  throw new AppError('unauthorized', 'Send the token as Authorization: Bearer …');
}

/** Whether a token is taken; whom it names is made where that is allowed. */
export async function authenticate(deps: Deps, c: Context): Promise<Response> {
  const arrival = await readArrival(deps.store.read, tokenIn(c));
  await change(deps, listedAs(arrival.key), (tx) => arrive(tx, arrival));
  return Response.json({});
}

/** Whoever has the private key does it. */
function listedAs({ id, name }: EmbeddingKey): Actor {
  return { kind: 'token', id, name, role: 'admin', scope: ORGANIZATION };
}

const NOT_HERE = 'This server answers the marketplace alone: nothing is built or queried by this address.';

/** The one query that the library cannot do without; all others are told that there is nothing here. */
export async function answerQuery(deps: Deps, c: Context): Promise<Response> {
  await readArrival(deps.store.read, tokenIn(c));
  const { query } = await bodyOf(c, LARGEST_QUERY);
  const asked = typeof query === 'string' ? query.replaceAll(/\s+/g, ' ').trim() : '';
  if (
    /^(query\b[^{]*)?\{ ?authenticatedUser ?\{ ?customer ?\{ ?allowEmbeddedDesigner ?\} ?\} ?\}$/.test(asked)
  )
    return Response.json({ data: { authenticatedUser: { customer: { allowEmbeddedDesigner: false } } } });
  return Response.json({ data: null, errors: [{ message: NOT_HERE }] });
}

async function bodyOf(c: Context, limit: number): Promise<Record<string, unknown>> {
  const text = readText(await readBytes(c.req.raw, limit));
  try {
    return asRecord(JSON.parse(text ?? ''));
  } catch (error) {
    throw new AppError('bad_request', `The body is no JSON: ${messageOf(error)}.`);
  }
}

/** The script of a frame, with the token that the page around it has handed in. */
export async function beginSession(deps: Deps, c: Context): Promise<Response> {
  const request = c.req.raw;
  embedded.csrf.refuseForeign(request, deps);
  const view = viewOf(await bodyOf(c, LARGEST_VIEW));
  const visit = {
    session: readCookie(request, 'session', isHttps(deps), embedded.cookies),
    view,
    address: typeof c.env?.address === 'string' ? c.env.address : '',
    agent: c.req.header('user-agent') ?? '',
  };
  const { token, isOther } = await enterFrame(
    deps.store,
    (key, work) => change(deps, listedAs(key), work),
    tokenIn(c),
    visit,
  );
  const response = Response.json({ isOther });
  if (token !== undefined) {
    const line = cookieLine('session', token, EMBEDDED_LIFETIME / SECOND, isHttps(deps), embedded.cookies);
    response.headers.append('set-cookie', line);
  }
  return response;
}
