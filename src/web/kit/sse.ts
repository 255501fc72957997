import type { LiveMessage } from '../../lib/live.ts';
import type { User } from '../../models/rights.ts';
import { sessionOf } from '../../models/sessions.ts';
import type { Received } from './page.ts';

type Watching = Pick<Received, 'deps' | 'request' | 'keepOpen'> & { user: User };

/** What is new on a page, for as long as the one who watches it stays signed in. */
export function stream(
  { deps, request, user, keepOpen }: Watching,
  next: () => Promise<LiveMessage>,
): Response {
  const { live, store } = deps;
  // Another role, another password and removal end sessions too.
  const whileSignedIn = async (): Promise<LiveMessage> =>
    (await sessionOf(store.read, user.session)) ? await next() : { end: true };
  const answer = live.stream(whileSignedIn, request.signal, user.id);
  keepOpen();
  return answer;
}
