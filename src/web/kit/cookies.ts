import { parse, serialize } from 'hono/utils/cookie';
import { DAY, SECOND } from '../../lib/time.ts';
import type { Audience } from './audience.ts';
import type { Deps } from './deps.ts';

/** Cookies by what they are for; `__Host-` ties them to this host where the connection is safe. */
export type CookieName = 'session' | 'device' | 'theme' | 'sign-in';

type Rule = Audience['cookies'];

/** As long as a browser is known that somebody has signed in with; in seconds. */
export const A_YEAR = (365 * DAY) / SECOND;

/** Whether browsers reach this server by HTTPS. */
export function isHttps({ publicUrl }: Pick<Deps, 'publicUrl'>): boolean {
  return publicUrl().startsWith('https:');
}

export function readCookie(
  request: Request,
  name: CookieName,
  isHttps: boolean,
  { prefix }: Pick<Rule, 'prefix'>,
): string | undefined {
  return parse(request.headers.get('cookie') ?? '')[fullName(prefix + name, isHttps)];
}

/** A `Set-Cookie` line. @param seconds until it is forgotten; 0 deletes it */
export function cookieLine(
  name: CookieName,
  value: string,
  seconds: number,
  isHttps: boolean,
  { sameSite, prefix }: Rule,
): string {
  return serialize(fullName(prefix + name, isHttps), value, {
    path: '/',
    httpOnly: true,
    sameSite,
    // In a frame of another site browsers take no other; there each site has cookies of its own.
    ...(sameSite === 'None' ? { secure: true, partitioned: true } : { secure: isHttps }),
    maxAge: seconds,
  });
}

function fullName(name: string, isHttps: boolean): string {
  return isHttps ? `__Host-${name}` : name;
}
