/** People who look at the pages of a desk's app, as a browser without JavaScript does. */
import type { UserRole } from '../../src/db/schema.ts';
import { hashToken } from '../../src/lib/crypto.ts';
import { newId } from '../../src/lib/ids.ts';
import { createSession } from '../../src/models/sessions.ts';
import { createUser } from '../../src/models/users.ts';
import { CSRF_FIELD, csrfToken } from '../../src/web/kit/csrf.ts';
import { foreignMarkup } from '../views/vocabulary.ts';
import type { Desk } from './app.ts';

export type PageAnswer = { status: number; headers: Headers; html: string; location: string | null };
export type Visitor = Awaited<ReturnType<typeof visitorAs>>;

/** Where a page leads on by itself, as a browser goes. @throws for one that stays */
export function ledOnBy({ headers }: Pick<PageAnswer, 'headers'>): string {
  const [, path] = /^0; url=(\/\S+)$/.exec(headers.get('refresh') ?? '') ?? [];
  if (path === undefined) throw new Error('The page leads nowhere by itself.');
  return path;
}

const ADDRESS = 'http://stepwell.test';

function roleOf(role: UserRole, customerId: string | null) {
  if (role !== 'customer_admin' && role !== 'customer_member') return { role };
  if (customerId === null) throw new Error('People of customers have a customer.');
  return { role, customerId };
}

/** Somebody with that role who is signed in. */
export async function visitorAs(
  { app, deps }: Desk,
  role: UserRole,
  customerId: string | null = null,
  name = `The ${role}`,
) {
  const email = `${newId('usr')}@example.test`;
  const isOfCustomer = role === 'customer_admin' || role === 'customer_member';
  const { user, token, framed } = await deps.store.write(async (tx) => {
    const made = await createUser(tx, { email, name, ...roleOf(role, customerId) });
    const session = { userId: made.id, address: '127.0.0.1', agent: 'Test' };
    const framed = isOfCustomer
      ? await createSession(tx, { ...session, embedding: { issuedAt: Date.now() } })
      : '';
    return { user: made, token: await createSession(tx, session), framed };
  });

  async function send(
    method: string,
    path: string,
    body?: FormData | URLSearchParams,
    more: Record<string, string> = {},
  ) {
    const headers = {
      cookie: isOfCustomer
        ? `session=${token}; portal-session=${token}; embedded-session=${framed}`
        : `session=${token}`,
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      ...more,
    };
    const init = body === undefined ? { method, headers } : { method, headers, body };
    const response = await app.request(`${ADDRESS}${path}`, init);
    const html = await response.text();
    const isPage = response.headers.get('content-type')?.startsWith('text/html') && html !== '';
    const foreign = isPage && html.startsWith('<!doctype') ? foreignMarkup(html) : [];
    if (foreign.length > 0) throw new Error(`${method} ${path} has foreign markup: ${foreign.join('; ')}`);
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: response.headers.get('location'),
    } satisfies PageAnswer;
  }

  /** A token as the forms of a page carry it, without drawing a page for each form that is sent. */
  const csrf = (path = ''): string =>
    csrfToken(deps.vault, hashToken(path.startsWith('/embedded/') ? framed : token));

  return {
    user,
    token,
    /** Of the session in a frame of another site. */
    framed,
    csrf,
    get: (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers),
    /** Fills in a form and sends it; fields of several values as lists, files as they are. */
    async post(path: string, fields: Record<string, string | string[] | File> = {}) {
      const form = new FormData();
      form.set(CSRF_FIELD, csrf(path));
      for (const [name, value] of Object.entries(fields))
        for (const each of Array.isArray(value) ? value : [value]) form.append(name, each);
      return await send('POST', path, form);
    },
    /** Sends a form as it is, without the token. */
    postBare: (path: string, form: FormData | URLSearchParams, headers?: Record<string, string>) =>
      send('POST', path, form, headers),
  };
}
