import { type Instant, now } from '../lib/time.ts';

/** Addresses that an error names. */
const MOST = 5;

/** What the network has refused one call, which its error says. */
export class Refusals {
  readonly #begunAt = now();
  readonly #told = new Set<string>();

  note(what: string, at: Instant): void {
    // What the call before it was refused may be heard late.
    if (at >= this.#begunAt && this.#told.size < MOST) this.#told.add(what);
  }

  list(): string[] {
    return [...this.#told];
  }
}
