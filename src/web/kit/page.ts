import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import type { Frame } from '../../../views/kit/frame.ts';
import { AppError } from '../../lib/errors.ts';
import type { Right, User } from '../../models/rights.ts';
import type { Audience } from './audience.ts';
import type { CookieName } from './cookies.ts';
import type { Deps } from './deps.ts';
import type { Form } from './form.ts';
import type { SentFile } from './streamed-form.ts';

/** Who may see a page: whoever has the right, any of the staff or of customers' people, or anyone, signed in or not. */
export type Access = Right | 'staff' | 'customers' | 'anyone';

type ParamName<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** A request as it reaches a page, with all that a page may need of it. */
export type Received = {
  deps: Deps;
  audience: Audience;
  request: Request;
  frame: Frame;
  user: User | undefined;
  form: Form;
  /** Those of a form that takes files; who sends them is still signed in when the last has come. */
  files: AsyncIterable<SentFile>;
  /** Network address of the browser. */
  address: string;
  param: (name: string) => string;
  cookie(name: CookieName): string | undefined;
  /** Lets an answer take longer than others, or so many seconds from now on. */
  keepOpen(seconds?: number): void;
};

/** What a page is composed with for somebody who is signed in. */
export type SignedIn = Pick<Received, 'deps' | 'frame'> & { user: User };

/** A request as a handler sees it: which parameters of its address it asks for is checked where it is mounted. */
export type Visit<N extends string, Q, U> = Omit<Received, 'param' | 'user'> & {
  param: (name: N) => string;
  query: Q;
  user: U;
};

/** A page to show, with another status than 200 where a form was refused (422) or something has changed (409). */
export type Shown = {
  view: Child;
  status?: 200 | 403 | 404 | 409 | 410 | 413 | 422 | 429;
  headers?: Headers;
};
export type Answer = Shown | Response;

/** One row of the table of pages: from it come the mount and the right that is asked for. */
export type PageRoute = {
  method: 'GET' | 'POST';
  path: string;
  access: Access;
  /** Largest form, in MB. */
  limitMb: number;
  /** Files are larger than that, and come as the handler asks for them. */
  takesFiles?: true | undefined;
  handle(received: Received): Promise<Answer>;
  /** What is mounted, by which the sitemap finds its file. */
  handler: object;
};

/** What a page or a form does, the largest form that it reads, and which parameters of its address it asks for. */
export type Handler<N extends string, U> = {
  limitMb: number | undefined;
  takesFiles: true | undefined;
  // A property, no method: only so is an address without the parameter refused.
  handle: (received: Omit<Visit<N, unknown, U>, 'query'>) => Promise<Answer>;
};

type Entries = v.ObjectEntries;
type NoQuery = Record<never, never>;
type Work<N extends string, E extends Entries, U> = (
  visit: Visit<N, v.InferOutput<v.ObjectSchema<E, undefined>>, U>,
) => Promise<Answer>;
type Options<E extends Entries> = {
  /** Parameters after the `?`: unknown ones are ignored, empty ones are not there. */
  query?: E;
  limitMb?: number;
  takesFiles?: true;
};

type Make<U> = {
  <N extends string = never>(work: Work<N, NoQuery, U>): Handler<N, U>;
  <N extends string = never, const E extends Entries = NoQuery>(
    options: Options<E>,
    work: Work<N, E, U>,
  ): Handler<N, U>;
};

/** For somebody who is signed in: `handler<'id'>(async ({ param }) => …)` asks for the `:id` of its address. */
export const handler: Make<User> = made;

/** For anybody, signed in or not. */
export const openHandler: Make<User | undefined> = made;

function made<N extends string, E extends Entries, U>(
  ...given: [work: Work<N, E, U>] | [options: Options<E>, work: Work<N, E, U>]
): Handler<N, U> {
  const [{ query, limitMb, takesFiles }, work] = given.length === 1 ? [{}, given[0]] : given;
  return {
    limitMb,
    takesFiles,
    handle: async (received) =>
      await work({ ...received, query: asked(query, new URL(received.request.url).searchParams) }),
  };
}

/** A page for people who are signed in. */
export function page<const P extends string>(
  path: P,
  access: Exclude<Access, 'anyone'>,
  handler: Handler<ParamName<P>, User>,
): PageRoute {
  return { method: 'GET', path, access, limitMb: 1, handle: forSignedIn(handler), handler };
}

/** What a form on such a page does. */
export function action<const P extends string>(
  path: P,
  access: Exclude<Access, 'anyone'>,
  handler: Handler<ParamName<P>, User>,
): PageRoute {
  const { limitMb = 1, takesFiles } = handler;
  return { method: 'POST', path, access, limitMb, takesFiles, handle: forSignedIn(handler), handler };
}

/** A page that is there before anybody has signed in. */
export function openPage<const P extends string>(
  path: P,
  handler: Handler<ParamName<P>, User | undefined>,
): PageRoute {
  return { method: 'GET', path, access: 'anyone', limitMb: 1, handle: handler.handle, handler };
}

/** Reading a form takes time, and these are read for anybody who sends one. */
export const STRANGERS_MB = 0.1;

export function openAction<const P extends string>(
  path: P,
  handler: Handler<ParamName<P>, User | undefined>,
): PageRoute {
  const { limitMb = STRANGERS_MB, handle } = handler;
  return { method: 'POST', path, access: 'anyone', limitMb, handle, handler };
}

function forSignedIn({ handle }: Handler<string, User>): PageRoute['handle'] {
  return async (received) => await handle({ ...received, user: signedIn(received.user) });
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
