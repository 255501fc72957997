import { SECOND } from '../../lib/time.ts';
import type { User } from '../../models/rights.ts';
import { findSession, SESSION_LIFETIME, touchSession } from '../../models/sessions.ts';
import { ORGANIZATION } from '../../models/viewer.ts';
import type { Audience } from './audience.ts';
import { A_YEAR, cookieLine, isHttps } from './cookies.ts';
import type { Deps } from './deps.ts';

/** Who is signed in with the cookie's token, if it still is one. */
export async function signedInUser(
  { store }: Deps,
  { isFramed }: Pick<Audience, 'isFramed'>,
  token: string | undefined,
): Promise<User | undefined> {
  if (token === undefined) return undefined;
  const found = await findSession(store.read, token);
  // What was begun in a frame opens nothing outside of one, and the other way round.
  if (!found || (found.session.embedding !== null) !== isFramed) return undefined;
  // Only a note: whoever reads a page waits for no disk.
  touchSession(store, found.session).catch(() => undefined);
  const { id, role, customerId, name, email } = found.user;
  const scope = customerId === null ? ORGANIZATION : { kind: 'customer' as const, customerId };
  const { hash, embedding } = found.session;
  return { kind: 'user', id, role, scope, name, email, session: hash, view: embedding?.view };
}

type Around = { deps: Deps; audience: Audience };
type Entered = { token: string; device: string };

/** The answer that begins a session in the browser. */
export function enter<A extends { headers: Headers }>(
  { deps, audience: { cookies } }: Around,
  answer: A,
  { token, device }: Entered,
): A {
  const isSafe = isHttps(deps);
  answer.headers.append(
    'set-cookie',
    cookieLine('session', token, SESSION_LIFETIME / SECOND, isSafe, cookies),
  );
  answer.headers.append('set-cookie', cookieLine('device', device, A_YEAR, isSafe, cookies));
  return answer;
}

export function leave({ deps, audience: { cookies } }: Around, answer: Response): Response {
  const isSafe = isHttps(deps);
  answer.headers.append('set-cookie', cookieLine('session', '', 0, isSafe, cookies));
  // What pages may have left in the browser's memory goes as well.
  answer.headers.set('clear-site-data', '"cache"');
  return answer;
}
