import { parseAddress } from '../lib/ip-addresses.ts';
import { createThrottle, type Taken, type Throttle } from '../lib/throttle.ts';
import { elapsed, MINUTE } from '../lib/time.ts';
import { normalEmail } from './fields.ts';

/** Recent sign-in attempts: by account, by browser that its owner has signed in with, and by network. */
export type Guesses = Record<'accounts' | 'devices' | 'networks', Throttle>;

/** Nothing was guessed yet. */
export function createGuesses(clock: () => number = elapsed): Guesses {
  const perPerson = { limit: 10, window: 10 * MINUTE, clock };
  return {
    accounts: createThrottle(perPerson),
    devices: createThrottle(perPerson),
    networks: createThrottle({ limit: 30, window: MINUTE, clock }),
  };
}

export type Counted = { ok: true; giveBack(): void } | Extract<Taken, { ok: false }>;

/** @param device proof that the account's owner has signed in with that browser before */
export function countGuess(
  guesses: Guesses,
  { email, address }: { email: string; address: string },
  device: string | undefined,
): Counted {
  if (device !== undefined) return counted([guesses.devices, device]);
  return counted([guesses.networks, networkOf(address)], [guesses.accounts, normalEmail(email)]);
}

/** Counts in every one of them, or in none. */
function counted(...places: [throttle: Throttle, key: string][]): Counted {
  const done: typeof places = [];
  const giveBack = () => {
    for (const [throttle, key] of done) throttle.giveBack(key);
  };
  for (const place of places) {
    const [throttle, key] = place;
    const taken = throttle.take(key);
    if (!taken.ok) {
      giveBack();
      return taken;
    }
    done.push(place);
  }
  return { ok: true, giveBack };
}

/** What one machine can choose its addresses from: a /64 of IPv6, one address of IPv4. */
function networkOf(address: string): string {
  const parsed = parseAddress(address);
  if (!parsed) return address;
  return (parsed.bytes.length === 4 ? parsed.bytes : parsed.bytes.slice(0, 8)).join('.');
}
