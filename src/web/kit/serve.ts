import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { SignInPage } from '../../../views/account/sign-in.tsx';
import { HeldPage } from '../../../views/account/stash.tsx';
import { ErrorPage } from '../../../views/errors.tsx';
import type { Frame } from '../../../views/kit/frame.ts';
import type { UserRole } from '../../db/schema.ts';
import { AppError } from '../../lib/errors.ts';
import { randomToken } from '../../lib/ids.ts';
import { links } from '../../lib/links.ts';
import { getOrganization } from '../../models/organization.ts';
import { isStaff, may, RIGHTS, type User } from '../../models/rights.ts';
import { sessionOf } from '../../models/sessions.ts';
import { staffWhoMay } from '../../models/users.ts';
import { isHttps, readCookie } from './cookies.ts';
import { CSRF_FIELD, hasRightToken, refuseForeignOrigin } from './csrf.ts';
import type { Deps } from './deps.ts';
import { failureOf } from './errors.ts';
import { EMPTY_FORM, type Form, readForm } from './form.ts';
import { frameOf, UNREAD } from './frame.ts';
import { sealPage } from './headers.ts';
import { cameFrom, KEPT_FOR_BACK, type PageRoute, type Received, STRANGERS_MB } from './page.ts';
import { signedInUser } from './session.ts';
import { holdForm, releaseForm } from './stash.ts';

/** Every page of a table, at the root. */
export function pages(deps: Deps, routes: PageRoute[]): Hono {
  const app = new Hono();
  for (const route of routes) app.on(route.method, route.path, (c) => serve(deps, route, c));
  return app;
}

/** Whether a request comes from somebody who looks at pages, and wants an answer that can be read. */
export function wantsPage(request: Request): boolean {
  return request.method === 'GET' && /\btext\/html\b/.test(request.headers.get('accept') ?? '');
}

/** The page for an address that leads nowhere. */
export function noSuchPage(deps: Deps, c: Context): Promise<Response> {
  const route: Served = {
    access: 'anyone',
    limitMb: 1,
    handle: async () => {
      throw new AppError('not_found', `There is nothing at ${c.req.path}.`);
    },
  };
  return serve(deps, route, c);
}

type Served = Pick<PageRoute, 'access' | 'limitMb' | 'handle'>;

async function serve(deps: Deps, route: Served, c: Context): Promise<Response> {
  const request = c.req.raw;
  const isSafe = isHttps(deps);
  const nonce = randomToken(12);
  const around = { request, nonce, theme: readCookie(request, 'theme', isSafe) };
  const received: Omit<Received, 'frame' | 'user'> = {
    ...{ deps, request, form: EMPTY_FORM },
    address: textOf(c.env?.address),
    param: (name) => c.req.param(name) ?? '',
    cookie: (name) => readCookie(request, name, isSafe),
    keepOpen: () => c.env?.keepOpen?.(),
  };
  const answer = async () => {
    const user = await signedInUser(deps, readCookie(request, 'session', isSafe));
    const organization = await getOrganization(deps.store.read);
    const frame = frameOf(deps, { ...around, user, organization });
    return await answerOf(deps, route, { ...received, frame, user });
  };
  const response = await answer().catch((error) =>
    errorPage(deps, request, frameOf(deps, { ...around, ...UNREAD }), error),
  );
  sealPage(response.headers, nonce, isSafe);
  // Nobody reads the body: a stream would go on for ever.
  if (request.method === 'HEAD') await response.body?.cancel();
  return response;
}

async function answerOf(deps: Deps, route: Served, received: Received): Promise<Response> {
  const { request, user, frame } = received;
  try {
    if (route.access !== 'anyone') {
      if (!user) return await withoutSession(received);
      refuseWithoutRight(user, route.access);
    }
    if (request.method !== 'POST') return await answerTo(route, received);
    refuseForeignOrigin(request, deps);
    const form = await readForm(request, route.limitMb);
    if (user) {
      // A form may take its time to arrive, and its sender may have been removed meanwhile.
      if (!(await sessionOf(deps.store.read, user.session))) return toSignIn(request);
      if (!hasRightToken(deps.vault, user.session, form)) return await outdated(received, form);
    }
    // A sign-in carries what waits along, and is not what is sent.
    const sent = route.access === 'anyone' ? form : releaseForm(deps.vault, frame.path, form);
    return await answerTo(route, { ...received, form: sent });
  } catch (error) {
    return await errorPage(deps, request, frame, error);
  }
}

async function answerTo(route: Served, received: Received): Promise<Response> {
  const answer = await route.handle(received);
  if (answer instanceof Response) return answer;
  const response = await htmlAnswer(received.request, answer.view, answer.status ?? 200);
  for (const [name, value] of answer.headers ?? []) response.headers.append(name, value);
  // Passwords are not printed back into a form that is to be corrected.
  if (answer.status === 422 || answer.status === 409) response.headers.set(...KEPT_FOR_BACK);
  return response;
}

/** Leads to the sign-in; what somebody has typed while their session ended waits there until they have another. */
async function withoutSession({ deps, request, frame, cookie }: Received): Promise<Response> {
  const isKnown = cookie('session') !== undefined || cookie('device') !== undefined;
  if (request.method !== 'POST' || !isKnown || frame.isFragment) return toSignIn(request);
  refuseForeignOrigin(request, deps);
  const form = await readForm(request, STRANGERS_MB).catch(() => EMPTY_FORM);
  const held = holdForm(deps.vault, frame.path, form);
  const view = SignInPage({ frame, email: '', back: cameFrom(request), held, isLost: true, isSetUp: true });
  return await htmlAnswer(request, view, 401);
}

/** A form that was printed for an earlier sign-in: what was typed waits until somebody says that it is still meant. */
async function outdated({ deps, request, frame }: Received, form: Form): Promise<Response> {
  const hasToken = form.text(CSRF_FIELD) !== '';
  const held = hasToken ? holdForm(deps.vault, frame.path, form) : undefined;
  if (!held)
    throw new AppError('forbidden', 'This page is out of date. Open it again and repeat what you did.');
  const view = HeldPage({
    ...{ frame, held, back: cameFrom(request) },
    title: 'This page is out of date',
    text: 'It was opened before you last signed in.',
  });
  return await htmlAnswer(request, view, 403);
}

function refuseWithoutRight(user: User, access: Exclude<PageRoute['access'], 'anyone'>): void {
  const isAllowed = isStaff(user) && (access === 'staff' || may(user, access));
  // Customers are not told who works here.
  if (!isAllowed) throw new Refused(isStaff(user) && access !== 'staff' ? RIGHTS[access] : []);
}

/** Refused for want of a right: the page says who has it. */
class Refused extends Error {
  readonly roles: readonly UserRole[];
  constructor(roles: readonly UserRole[]) {
    super('This needs a right that the role does not have.');
    this.roles = roles;
  }
}

/** htmx follows a redirect in its own request, so it is told to leave the page instead. */
function toSignIn(request: Request): Response {
  const url = new URL(request.url);
  const seen = request.method === 'GET' ? url.pathname + url.search : '/';
  const location = links.signIn({ return: seen === '/' ? undefined : seen });
  if (request.headers.has('hx-request')) {
    // A page that is left open asks for its stream again and again, and ever more seldom only after a refusal.
    if (url.pathname.endsWith('/stream')) return new Response(null, { status: 401 });
    return new Response(null, { status: 200, headers: { 'hx-redirect': links.signIn() } });
  }
  return new Response(null, { status: 303, headers: { location } });
}

async function errorPage(deps: Deps, request: Request, frame: Frame, error: unknown): Promise<Response> {
  if (error instanceof Refused) {
    const people = await staffWhoMay(deps.store.read, error.roles);
    const view = ErrorPage({
      frame,
      kind: 'forbidden',
      people: people.map(({ name, email }) => ({ name, email })),
    });
    return await htmlAnswer(request, view, 403);
  }
  const id = randomToken(6);
  const { status, code, message, headers } = failureOf(error, deps.log, id);
  const view = ErrorPage({ frame, kind: 'failed', status, code, message, requestId: id });
  const response = await htmlAnswer(request, view, status);
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value);
  return response;
}

const LEAST_WORTH_PACKING = 1000;

async function htmlAnswer(request: Request, view: Child, status: number): Promise<Response> {
  const text = `<!doctype html>${await view}`;
  const headers = { 'content-type': 'text/html; charset=utf-8', vary: 'accept-encoding, hx-request' };
  const takesGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (!takesGzip || text.length < LEAST_WORTH_PACKING) return new Response(text, { status, headers });
  const packed = Bun.gzipSync(Buffer.from(text), { level: 5 });
  return new Response(packed, { status, headers: { ...headers, 'content-encoding': 'gzip' } });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
