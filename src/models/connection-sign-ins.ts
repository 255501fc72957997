import { hashToken, sameText } from '../lib/crypto.ts';
import { randomToken } from '../lib/ids.ts';
import { MINUTE, now } from '../lib/time.ts';
import type { Author } from './authors.ts';

/** Somebody who has gone to sign in at another system. */
export type SignIn = {
  connectionId: string;
  redirectUri: string;
  /** Of PKCE. */
  verifier: string | undefined;
  /** Where they came from, and are led back to. */
  back: string;
  /** Where they begin anew. */
  again: string;
  isPopup: boolean;
  /** In whose name. */
  author: Author;
  /** The token of the link that led them there. */
  link: string | undefined;
};

/** What is known of somebody before they go. */
export type Begun = Omit<SignIn, 'redirectUri' | 'verifier'>;

/** Those who are on their way. A restart forgets them: they begin anew, as after ten minutes. */
export type SignIns = {
  /** @param browser what its cookie holds @returns the state that they come back with */
  begin(browser: string, signIn: SignIn): string;
  /** Whom the state stands for, once, in the browser where they began. */
  take(state: string, browser: string | undefined): SignIn | undefined;
  /**
   * Lets somebody begin in a window that knows nothing of the frame which they are signed in to.
   * @returns what they begin with, once, within two minutes
   */
  admit(begun: Begun): string;
  admitted(ticket: string): Begun | undefined;
};

const LIFETIME = 10 * MINUTE;
const TICKET_LIFETIME = 2 * MINUTE;
const MOST = 10_000;

export function createSignIns(): SignIns {
  const underWay = new Map<string, { signIn: SignIn; browser: string; until: number }>();
  const tickets = new Map<string, { begun: Begun; until: number }>();
  return {
    begin(browser, signIn) {
      const state = randomToken(32);
      underWay.set(hashToken(state), { signIn, browser: hashToken(browser), until: now() + LIFETIME });
      forgetOldest(underWay);
      return state;
    },
    take(state, browser) {
      const hash = hashToken(state);
      const found = underWay.get(hash);
      underWay.delete(hash);
      if (!found || browser === undefined || found.until < now()) return undefined;
      return sameText(found.browser, hashToken(browser)) ? found.signIn : undefined;
    },
    admit(begun) {
      const ticket = randomToken(32);
      tickets.set(hashToken(ticket), { begun, until: now() + TICKET_LIFETIME });
      forgetOldest(tickets);
      return ticket;
    },
    admitted(ticket) {
      const hash = hashToken(ticket);
      const found = tickets.get(hash);
      tickets.delete(hash);
      return found && found.until >= now() ? found.begun : undefined;
    },
  };
}

function forgetOldest(kept: Map<string, unknown>): void {
  for (const [oldest] of kept) {
    if (kept.size <= MOST) break;
    kept.delete(oldest);
  }
}
