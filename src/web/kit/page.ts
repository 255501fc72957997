import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import type { Frame } from '../../../views/kit/frame.ts';
import { AppError } from '../../lib/errors.ts';
import type { Right, User } from '../../models/rights.ts';
import type { CookieName } from './cookies.ts';
import type { Deps } from './deps.ts';
import type { Form } from './form.ts';

/** Who may see a page: whoever has the right, any of the staff, or anyone, signed in or not. */
export type Access = Right | 'staff' | 'anyone';

type ParamName<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** A request as it reaches a page, with all that a page may need of it. */
export type Received = {
  deps: Deps;
  request: Request;
  frame: Frame;
  user: User | undefined;
  form: Form;
  /** Network address of the browser. */
  address: string;
  param(name: string): string;
  cookie(name: CookieName): string | undefined;
  /** Lets an answer take longer than others: a stream. */
  keepOpen(): void;
};

/** What a page is composed with for somebody who is signed in. */
export type SignedIn = Pick<Received, 'deps' | 'frame'> & { user: User };

/** A request as a handler sees it. */
export type Visit<P extends string, Q, U> = Omit<Received, 'param' | 'user'> & {
  param(name: ParamName<P>): string;
  query: Q;
  user: U;
};

/** A page to show, with another status than 200 where a form was refused (422) or something has changed (409). */
export type Shown = { view: Child; status?: 200 | 403 | 404 | 409 | 410 | 422 | 429; headers?: Headers };
export type Answer = Shown | Response;

/** One row of the table of pages: from it come the mount and the right that is asked for. */
export type PageRoute = {
  method: 'GET' | 'POST';
  path: string;
  access: Access;
  /** Largest form, in MB. */
  limitMb: number;
  handle(received: Received): Promise<Answer>;
};

type Spec<P extends string, E extends v.ObjectEntries, U, A extends Access> = {
  path: P;
  access: A;
  /** Parameters after the `?`: unknown ones are ignored, empty ones are not there. */
  query?: E;
  limitMb?: number;
  handler(visit: Visit<P, v.InferOutput<v.ObjectSchema<E, undefined>>, U>): Promise<Answer>;
};

/** A page for people who are signed in. */
export function page<const P extends string, const E extends v.ObjectEntries>(
  spec: Spec<P, E, User, Exclude<Access, 'anyone'>>,
): PageRoute {
  return row('GET', spec, signedIn);
}

/** What a form on such a page does. */
export function action<const P extends string, const E extends v.ObjectEntries>(
  spec: Spec<P, E, User, Exclude<Access, 'anyone'>>,
): PageRoute {
  return row('POST', spec, signedIn);
}

/** A page that is there before anybody has signed in. */
export function openPage<const P extends string, const E extends v.ObjectEntries>(
  spec: Omit<Spec<P, E, User | undefined, 'anyone'>, 'access'>,
): PageRoute {
  return row('GET', { ...spec, access: 'anyone' }, (user) => user);
}

/** Reading a form takes time, and these are read for anybody who sends one. */
export const STRANGERS_MB = 0.1;

export function openAction<const P extends string, const E extends v.ObjectEntries>(
  spec: Omit<Spec<P, E, User | undefined, 'anyone'>, 'access'>,
): PageRoute {
  return row('POST', { limitMb: STRANGERS_MB, ...spec, access: 'anyone' }, (user) => user);
}

function row<P extends string, E extends v.ObjectEntries, U, A extends Access>(
  method: 'GET' | 'POST',
  { path, access, query, limitMb = 1, handler }: Spec<P, E, U, A>,
  userOf: (user: User | undefined) => U,
): PageRoute {
  return {
    ...{ method, path, access, limitMb },
    handle: async (received) =>
      await handler({
        ...received,
        query: asked(query, new URL(received.request.url).searchParams),
        user: userOf(received.user),
      }),
  };
}

function signedIn(user: User | undefined): User {
  if (user) return user;
  throw new AppError('unauthorized', 'Sign in first.');
}

function asked<E extends v.ObjectEntries>(
  entries: E | undefined,
  search: URLSearchParams,
): v.InferOutput<v.ObjectSchema<E, undefined>> {
  const given = Object.fromEntries([...search].filter(([, value]) => value.trim() !== ''));
  const parsed = v.safeParse(v.object(entries ?? ({} as E)), given);
  if (parsed.success) return parsed.output;
  const names = parsed.issues.map((issue) => v.getDotPath(issue) ?? '').join(', ');
  throw new AppError('bad_request', `This address is not right: its part “${names}” cannot be read.`);
}

export function show(view: Child, status: NonNullable<Shown['status']> = 200): Shown {
  return { view, status };
}

/** For the answer to a form that holds no secret: Back leads to it again, and not to an error of the browser. */
export const KEPT_FOR_BACK: [name: string, value: string] = ['cache-control', 'private, no-cache'];

/** After a form has done its work: go to the page that shows it. */
export function goTo(path: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { location: path, ...headers } });
}

/** The path that somebody wanted to come back to, if it is one of ours. */
export function ownPath(path: string | undefined): string {
  const here = 'http://here.invalid';
  const url = path?.startsWith('/') && URL.canParse(path, here) ? new URL(path, here) : undefined;
  // A path that begins with two slashes (`/.//host` is one) would be the address of another host.
  const isOurs = url?.origin === here && !url.pathname.startsWith('//');
  return isOurs ? url.pathname + url.search + url.hash : '/';
}

/** The page that a form was sent from, where the browser tells it. */
export function cameFrom(request: Request): string {
  const from = request.headers.get('referer') ?? '';
  if (!URL.canParse(from)) return '/';
  const { pathname, search } = new URL(from);
  return ownPath(pathname + search);
}
