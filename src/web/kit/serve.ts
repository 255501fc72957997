import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { Frame } from '../../../views/kit/frame.ts';
import type { UserRole } from '../../db/schema.ts';
import { AppError } from '../../lib/errors.ts';
import { randomToken } from '../../lib/ids.ts';
import { withQuery } from '../../lib/query.ts';
import { getEmbedding } from '../../models/embedding.ts';
import { getOrganization } from '../../models/organization.ts';
import { may, RIGHTS, type User } from '../../models/rights.ts';
import { sessionOf } from '../../models/sessions.ts';
import { staffWhoMay } from '../../models/users.ts';
import type { Audience } from './audience.ts';
import { isHttps, readCookie } from './cookies.ts';
import { CSRF_FIELD, hasRightToken } from './csrf.ts';
import type { Deps } from './deps.ts';
import { failureOf } from './errors.ts';
import { EMPTY_FORM, type Form, readForm } from './form.ts';
import { frameOf, UNREAD } from './frame.ts';
import { sealPage } from './headers.ts';
import { mountedHtml, mountedPath } from './mounted.ts';
import { cameFrom, KEPT_FOR_BACK, type PageRoute, type Received, STRANGERS_MB } from './page.ts';
import { signedInUser } from './session.ts';
import { holdForm, releaseForm } from './stash.ts';
import { NO_FILES, readStreamedForm, type SentFile, type StreamedForm } from './streamed-form.ts';

/** Every page of an audience's table. */
export function pages(deps: Deps, audience: Audience, table: PageRoute[]): Hono {
  const app = new Hono();
  for (const route of table) app.on(route.method, route.path, (c) => serve({ deps, audience }, route, c));
  return app;
}

/** Whether a request comes from somebody who looks at pages, and wants an answer that can be read. */
export function wantsPage(request: Request): boolean {
  return request.method === 'GET' && /\btext\/html\b/.test(request.headers.get('accept') ?? '');
}

/** The page for an address that leads nowhere. */
export function noSuchPage(deps: Deps, audience: Audience, c: Context): Promise<Response> {
  const route: Served = {
    access: 'anyone',
    limitMb: 1,
    handle: async () => {
      throw new AppError('not_found', `There is nothing at ${c.req.path}.`);
    },
  };
  return serve({ deps, audience }, route, c);
}

type Served = Pick<PageRoute, 'access' | 'limitMb' | 'takesFiles' | 'handle'>;
type Server = Pick<Received, 'deps' | 'audience'>;

async function serve(server: Server, route: Served, c: Context): Promise<Response> {
  const { deps, audience } = server;
  const { cookies, headers } = audience;
  const request = c.req.raw;
  const isSafe = isHttps(deps);
  const nonce = randomToken(12);
  const around = { audience, request, nonce, theme: readCookie(request, 'theme', isSafe, cookies) };
  const received: Omit<Received, 'frame' | 'user'> = {
    ...{ deps, audience, request, form: EMPTY_FORM, files: NO_FILES },
    address: textOf(c.env?.address),
    param: (name) => c.req.param(name) ?? '',
    cookie: (name) => readCookie(request, name, isSafe, cookies),
    keepOpen: (seconds) => c.env?.keepOpen?.(seconds),
  };
  const answer = async () => {
    const user = await signedInUser(deps, audience, readCookie(request, 'session', isSafe, cookies));
    const organization = await getOrganization(deps.store.read);
    const origins = audience.isFramed ? (await getEmbedding(deps.store.read)).origins : [];
    const frame = frameOf(deps, { ...around, user, organization, origins });
    return await answerOf(route, { ...received, frame, user });
  };
  const response = await answer().catch((error) =>
    errorPage(server, request, frameOf(deps, { ...around, ...UNREAD }), error),
  );
  const listed = async () => await headers.frameAncestors(deps.store.read);
  const frameAncestors = await listed().catch(() => `'none'`);
  sealPage(response.headers, nonce, isSafe, { ...headers, frameAncestors });
  const location = response.headers.get('location');
  if (location !== null) response.headers.set('location', mountedPath(audience, location));
  // Nobody reads the body: a stream would go on for ever.
  if (request.method === 'HEAD') await response.body?.cancel();
  return response;
}

async function answerOf(route: Served, received: Received): Promise<Response> {
  const { deps, audience, request, user, frame } = received;
  try {
    if (route.access !== 'anyone') {
      if (!user || audience.asksAnew(request)) return await withoutSession(received);
      refuseWithoutRight(audience, user, route.access);
    }
    if (request.method !== 'POST') return await answerTo(route, received);
    audience.csrf.refuseForeign(request, deps);
    const { form, files } = await readSent(route, received);
    if (user) {
      // A form may take its time to arrive, and its sender may have been removed meanwhile.
      if (!(await sessionOf(deps.store.read, user.session))) return toSignIn(received);
      if (!hasRightToken(deps.vault, user.session, form)) return await outdated(received, form);
    }
    // A sign-in carries what waits along, and is not what is sent.
    const sent = route.access === 'anyone' ? form : releaseForm(deps.vault, frame.path, form);
    return await answerTo(route, { ...received, form: sent, files: whileSignedIn(received, files) });
  } catch (error) {
    return await errorPage(received, request, frame, error);
  }
}

async function readSent(
  { takesFiles, limitMb }: Served,
  { request, keepOpen }: Received,
): Promise<StreamedForm> {
  if (takesFiles) return await readStreamedForm(request, limitMb, keepOpen);
  return { form: await readForm(request, limitMb), files: NO_FILES };
}

async function* whileSignedIn(
  { deps, user }: Received,
  files: AsyncIterable<SentFile>,
): AsyncGenerator<SentFile> {
  yield* files;
  if (user && !(await sessionOf(deps.store.read, user.session)))
    throw new AppError('unauthorized', 'You were signed out while this was sent. Sign in and send it again.');
}

async function answerTo(route: Served, received: Received): Promise<Response> {
  const answer = await route.handle(received);
  if (answer instanceof Response) return answer;
  const response = await htmlAnswer(received, answer.view, answer.status ?? 200);
  for (const [name, value] of answer.headers ?? []) response.headers.append(name, value);
  // Passwords are not printed back into a form that is to be corrected.
  if (answer.status === 422 || answer.status === 409) response.headers.set(...KEPT_FOR_BACK);
  return answer.status === 409 ? inPlaceOfAll(received.request, response) : response;
}

/** Leads to the sign-in; what somebody has typed while their session ended waits there until they have another. */
async function withoutSession(received: Received): Promise<Response> {
  const { deps, audience, request, frame, cookie } = received;
  const guest = await signedInElsewhere(received);
  if (guest) {
    const view = audience.layout.failed({ frame, kind: 'guest', ...guest });
    return await htmlAnswer(received, view, 403);
  }
  const isKnown = cookie('session') !== undefined || cookie('device') !== undefined;
  if (request.method !== 'POST' || !isKnown || frame.isFragment) return toSignIn(received);
  audience.csrf.refuseForeign(request, deps);
  const form = await readForm(request, STRANGERS_MB).catch(() => EMPTY_FORM);
  const held = holdForm(deps.vault, frame.path, form);
  const back = cameFrom(request);
  const view = audience.layout.signIn({ frame, email: '', back, held, isLost: true, isSetUp: true });
  return await htmlAnswer(received, view, 401);
}

/** Who is signed in in this browser as one of another audience, and where their own pages begin. */
async function signedInElsewhere({
  deps,
  audience,
  request,
}: Received): Promise<{ name: string; home: string } | undefined> {
  for (const other of audience.others()) {
    const user = await signedInUser(
      deps,
      other,
      readCookie(request, 'session', isHttps(deps), other.cookies),
    );
    if (user) return { name: user.name, home: other.at.home };
  }
  return undefined;
}

/** A form that was printed for an earlier sign-in: what was typed waits until somebody says that it is still meant. */
async function outdated(received: Received, form: Form): Promise<Response> {
  const { deps, audience, request, frame } = received;
  const hasToken = form.text(CSRF_FIELD) !== '';
  const held = hasToken ? holdForm(deps.vault, frame.path, form) : undefined;
  if (!held)
    throw new AppError('forbidden', 'This page is out of date. Open it again and repeat what you did.');
  const view = audience.layout.held({
    ...{ frame, held, back: cameFrom(request) },
    title: 'This page is out of date',
    text: 'It was opened before you last signed in.',
  });
  return await htmlAnswer(received, view, 403);
}

function refuseWithoutRight(
  { admits }: Audience,
  user: User,
  access: Exclude<PageRoute['access'], 'anyone'>,
): void {
  const right = access === 'staff' || access === 'customers' ? undefined : access;
  const isAllowed = admits(user) && (right === undefined || may(user, right));
  // Customers are not told who works here.
  if (!isAllowed) throw new Refused(admits(user) && right !== undefined ? RIGHTS[right] : []);
}

/** Refused because the right is missing: the page says who has it. */
class Refused extends Error {
  readonly roles: readonly UserRole[];
  constructor(roles: readonly UserRole[]) {
    super('This needs a right that the role does not have.');
    this.roles = roles;
  }
}

/** htmx follows a redirect in its own request, so it is told to leave the page instead. */
function toSignIn({ request, audience: { at } }: Received): Response {
  const url = new URL(request.url);
  const seen = request.method === 'GET' ? url.pathname + url.search : '/';
  const location = withQuery(at.signIn, { return: seen === '/' ? undefined : seen });
  if (request.headers.has('hx-request')) {
    // A page that is left open asks for its stream again and again, and less and less often only after a refusal.
    if (url.pathname.endsWith('/stream')) return new Response(null, { status: 401 });
    return new Response(null, { status: 200, headers: { 'hx-redirect': at.signIn } });
  }
  return new Response(null, { status: 303, headers: { location } });
}

async function errorPage(
  { deps, audience }: Server,
  request: Request,
  frame: Frame,
  error: unknown,
): Promise<Response> {
  if (error instanceof Refused) {
    const people = await staffWhoMay(deps.store.read, error.roles);
    const view = audience.layout.failed({
      frame,
      kind: 'forbidden',
      people: people.map(({ name, email }) => ({ name, email })),
    });
    return await htmlAnswer({ audience, request }, view, 403);
  }
  const id = randomToken(6);
  const { status, code, message, headers } = failureOf(error, deps.log, id);
  const view = audience.layout.failed({ frame, kind: 'failed', status, code, message, requestId: id });
  const response = await htmlAnswer({ audience, request }, view, status);
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value);
  return inPlaceOfAll(request, response);
}

/** A form that is saved in place looks for its own part in the answer; this is another page, and takes all of the sheet. */
function inPlaceOfAll({ method, headers }: Request, response: Response): Response {
  if (method !== 'POST' || !headers.has('hx-request')) return response;
  const whole = { 'hx-retarget': '.sheet', 'hx-reselect': '.sheet', 'hx-reswap': 'outerHTML' };
  for (const [name, value] of Object.entries(whole)) response.headers.set(name, value);
  return response;
}

const LEAST_WORTH_PACKING = 1000;

async function htmlAnswer(
  { audience, request }: Pick<Received, 'audience' | 'request'>,
  view: Child,
  status: number,
): Promise<Response> {
  const text = `<!doctype html>${mountedHtml(audience, String(await view))}`;
  const headers = { 'content-type': 'text/html; charset=utf-8', vary: 'accept-encoding, hx-request' };
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (!takesGzip || text.length < LEAST_WORTH_PACKING) return new Response(text, { status, headers });
  const packed = Bun.gzipSync(Buffer.from(text), { level: 5 });
  return new Response(packed, { status, headers: { ...headers, 'content-encoding': 'gzip' } });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
