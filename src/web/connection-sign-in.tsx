import * as v from 'valibot';
import { LeadingOn } from '../../views/connections/leading-on.tsx';
import { SignInResult } from '../../views/connections/sign-in-result.tsx';
import { EgressError } from '../lib/egress.ts';
import { AppError } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { links } from '../lib/links.ts';
import { authorizationUrl, newVerifier } from '../lib/oauth/authorization-url.ts';
import { plainText, type TokenAnswer } from '../lib/oauth/token-answer.ts';
import { MINUTE, SECOND } from '../lib/time.ts';
import { authorOf } from '../models/authors.ts';
import { keepSignIn } from '../models/connection-changes.ts';
import { openConnectionLink } from '../models/connection-links.ts';
import { getListedConnection } from '../models/connection-list.ts';
import { oauthOf, type SignInEnds, signInEnds } from '../models/connection-oauth.ts';
import type { Begun, SignIn } from '../models/connection-sign-ins.ts';
import { getConnection } from '../models/connections.ts';
import { viewerOf } from '../models/viewer.ts';
import { audienceAt } from './kit/audience.ts';
import { changeInNameOf } from './kit/change.ts';
import { cookieLine, isHttps, readCookie } from './kit/cookies.ts';
import {
  type Answer,
  goTo,
  handler,
  openHandler,
  ownPath,
  type Received,
  type SignedIn,
  show,
} from './kit/page.ts';

/** As long as a sign-in may take; the cookie says in which browser it began. */
const COOKIE_SECONDS = (10 * MINUTE) / SECOND;

type Visit = Pick<Received, 'deps' | 'request'>;

/** The cookie is read where people come back to, whoever they are. */
const { cookies } = audienceAt(links.oauthCallback());

/** Leads to where a person signs in at the other system. @throws AppError `conflict` where the connection lacks what that needs */
export async function beginSignIn({ deps, request }: Visit, begun: Begun): Promise<Response> {
  const { store, vault } = deps;
  const connection = await getConnection(store.read, vault, begun.connectionId);
  const settings = await oauthOf(store.read, deps, connection);
  const { label } = connection.row;
  if (settings?.type !== 'authorization_code')
    throw new AppError('conflict', `${label} is not a connection that somebody signs in for.`);
  const browser = readCookie(request, 'sign-in', isHttps(deps), cookies) ?? randomToken(32);
  const redirectUri = deps.publicUrl() + links.oauthCallback();
  const challenge = settings.pkce && { verifier: newVerifier(), method: settings.pkce };
  const state = deps.signIns.begin(browser, { ...begun, redirectUri, verifier: challenge?.verifier });
  const { authorizeUrl, client, scopes } = settings;
  const asked = { url: authorizeUrl, clientId: client.id, redirectUri, state, scopes, challenge };
  const url = authorizationUrl(asked);
  if (url === undefined || settings.tokenUrl === '' || client.id === '')
    throw new AppError(
      'conflict',
      `${label} lacks an authorize URL, a token URL or a client ID. Fill them in first.`,
    );
  const kept = cookieLine('sign-in', browser, COOKIE_SECONDS, isHttps(deps), cookies);
  return new Response(null, { status: 303, headers: { location: url, 'set-cookie': kept } });
}

const startQuery = {
  return: v.optional(v.string()),
  window: v.optional(v.string()),
  after: v.optional(v.literal('form')),
};

/** The start of a sign-in as a form may lead to it. */
export function afterForm(start: string): string {
  return `${start}${start.includes('?') ? '&' : '?'}after=form`;
}

type Find = (visit: SignedIn, id: string) => Promise<{ id: string }>;

const findListed: Find = ({ deps, user }, id) =>
  getListedConnection(deps.store.read, viewerOf(user), deps.catalog, id);

/**
 * Begins a sign-in among the pages of somebody.
 * @param own the page of a connection there, where a sign-in ends that was begun nowhere else
 * @param again where it can be begun anew
 * @param find the connection, as somebody may sign in for it
 */
export function signInStart(
  own: (id: string) => string,
  again: (id: string, query: Query) => string,
  find: Find = findListed,
) {
  return handler<'id', typeof startQuery>({ query: startQuery }, async (visit) => {
    const { user, param, query, request } = visit;
    const { id } = await find(visit, param('id'));
    // Another site must not have somebody sign in with an account of their own: where they mean it, they begin here.
    if (request.headers.get('sec-fetch-site') === 'cross-site') return goTo(own(id));
    if (query.after === 'form') return leadOn(visit, again(id, { return: query.return }));
    const begun = {
      ...{ connectionId: id, author: authorOf(user), link: undefined, isPopup: query.window !== undefined },
      back: query.return === undefined ? own(id) : ownPath(query.return),
      again: again(id, query),
    };
    // Browsers keep what is known in a frame from windows of its own.
    if (query.window === 'frame')
      return Response.json({ address: links.oauthStart(visit.deps.signIns.admit(begun)) });
    return await beginSignIn(visit, begun);
  });
}

/** Begins for somebody who comes out of a frame, in whose name they were admitted. */
export const startAdmitted = openHandler<'token'>(async (visit) => {
  const isOurs = visit.request.headers.get('sec-fetch-site') !== 'cross-site';
  const begun = isOurs ? visit.deps.signIns.admitted(visit.param('token')) : undefined;
  return begun
    ? await beginSignIn(visit, begun)
    : show(<SignInResult frame={visit.frame} kind="unknown" />, 410);
});

/** Browsers hold the whole way that a form leads to the sites that forms may be sent to: another one begins here. */
function leadOn({ frame }: SignedIn, href: string): Answer {
  const headers = new Headers({ refresh: `0; url=${href}` });
  return { ...show(<LeadingOn frame={frame} href={href} />), headers };
}

type Query = { return?: string | undefined; window?: string | undefined };

const texts = {
  state: v.optional(v.string(), ''),
  code: v.optional(v.string(), ''),
  error: v.optional(v.string(), ''),
  error_description: v.optional(v.string(), ''),
};

const NO_ENDS: SignInEnds = { success: undefined, failure: undefined };

/** Where the other system sends people back to, with a code or with what it has against it. */
export const finishSignIn = openHandler({ query: texts }, async (visit): Promise<Answer> => {
  const { deps, frame, query } = visit;
  const signIn = deps.signIns.take(query.state, visit.cookie('sign-in'));
  if (!signIn) return show(<SignInResult frame={frame} kind="unknown" />, 410);
  const { back, again, isPopup, connectionId, link } = signIn;
  // Who signs in on a page of ours goes on there.
  const isApart = isPopup || link !== undefined;
  const { success, failure } = isApart ? await signInEnds(deps.store.read, deps, connectionId) : NO_ENDS;
  const failed = (text: string) =>
    failure === undefined
      ? show(<SignInResult frame={frame} kind="failed" text={text} back={back} again={again} />, 422)
      : goTo(failure);
  if (query.code === '') return failed(refusedText(query.error, query.error_description));
  visit.keepOpen(30);
  const problem = await finish(visit, signIn, query.code);
  if (problem !== undefined) return failed(problem);
  if (link !== undefined)
    return success === undefined ? show(<SignInResult frame={frame} kind="done" />) : goTo(success);
  return isPopup
    ? show(<SignInResult frame={frame} kind="popup" id={connectionId} back={back} next={success} />)
    : goTo(back);
});

/** @returns what the person is told where it did not work */
async function finish(
  { deps, request }: Pick<Received, 'deps' | 'request'>,
  signIn: SignIn,
  code: string,
): Promise<string | undefined> {
  const { store, vault, tokens } = deps;
  const { connectionId, redirectUri, verifier, author, link } = signIn;
  if (link !== undefined && (await openConnectionLink(store.read, link)).kind !== 'open')
    return 'The link that you came by was used meanwhile, or a newer one has taken its place.';
  const connection = await getConnection(store.read, vault, connectionId);
  const settings = await oauthOf(store.read, deps, connection);
  const told = toldBeside(new URL(request.url).searchParams);
  const passedOn = Object.entries(told).filter(([name]) => settings?.passedOn.includes(name));
  const parameters = Object.fromEntries(passedOn);
  const answer = await tokens
    .exchanged(connection, { code, redirectUri, verifier, parameters })
    .catch(noAnswer);
  if (!answer.ok) return `The other system gave no access. It says: ${answer.message}`;
  await changeInNameOf(deps, author, (tx) => keepSignIn(tx, vault, connectionId, answer, told));
  return undefined;
}

function noAnswer(error: unknown): TokenAnswer {
  if (!(error instanceof EgressError) && !(error instanceof AppError)) throw error;
  return { ok: false, isFinal: false, code: '', message: error.message };
}

const STANDARD = /^(code|state|error(_\w+)?|iss|session_state|scope|authuser|prompt|hd)$/;
const MOST_TOLD = 20;
const LONGEST_TOLD = 1000;

/** What other systems say beside the code, such as which of their companies it is for. */
function toldBeside(search: URLSearchParams): Record<string, string> {
  const entries = [...search].filter(([name, value]) => !STANDARD.test(name) && value.length <= LONGEST_TOLD);
  return Object.fromEntries(entries.slice(0, MOST_TOLD));
}

function refusedText(error: string, description: string): string {
  if (/^(access_denied|user_cancelled\w*|consent_required)$/.test(error))
    return 'Access was not given, so nothing is connected.';
  const said = plainText([error, description].filter((part) => part !== '').join(': '), []);
  return said === '' ? 'The other system sent you back without access.' : `The other system says: ${said}`;
}
