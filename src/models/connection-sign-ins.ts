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

/** Those who are on their way. A restart forgets them: they begin anew, as after ten minutes. */
export type SignIns = {
  /** @param browser what its cookie holds @returns the state that they come back with */
  begin(browser: string, signIn: SignIn): string;
  /** Whom the state stands for, once, in the browser where they began. */
  take(state: string, browser: string | undefined): SignIn | undefined;
};

const LIFETIME = 10 * MINUTE;
const MOST = 10_000;

export function createSignIns(): SignIns {
  const underWay = new Map<string, { signIn: SignIn; browser: string; until: number }>();
  return {
    begin(browser, signIn) {
      const state = randomToken(32);
      underWay.set(hashToken(state), { signIn, browser: hashToken(browser), until: now() + LIFETIME });
      for (const [oldest] of underWay) {
        if (underWay.size <= MOST) break;
        underWay.delete(oldest);
      }
      return state;
    },
    take(state, browser) {
      const hash = hashToken(state);
      const found = underWay.get(hash);
      underWay.delete(hash);
      if (!found || browser === undefined || found.until < now()) return undefined;
      return sameText(found.browser, hashToken(browser)) ? found.signIn : undefined;
    },
  };
}
