import * as v from 'valibot';
import { until } from '../support/binary.ts';

const Answer = v.object({ executionId: v.string() });

/** Concurrent callers of webhooks, who remember what was acknowledged to them. */
export class Senders {
  readonly acknowledged = new Set<string>();
  /** Calls that were not answered, because the process died: nothing is promised for them. */
  unanswered = 0;
  /** Answers that are neither 2xx nor 503: none may be. */
  readonly strange: string[] = [];
  #url: string | undefined;
  #budget = 0;
  #isOver = false;
  readonly #paths: string[];
  readonly #running: Promise<void>[];

  /** @param paths of the webhooks, called in turn */
  constructor(paths: string[], count: number) {
    this.#paths = paths;
    this.#running = Array.from({ length: count }, (_, index) => this.#send(index));
  }

  /** From now on calls go to this server, at most so many. */
  aimAt(url: string, budget: number): void {
    this.#url = url;
    this.#budget = budget;
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  async #send(index: number): Promise<void> {
    for (let sent = index; !this.#isOver; sent++) {
      await until('something to send', () => this.#isOver || this.#budget > 0, 600);
      if (this.#isOver) return;
      this.#budget -= 1;
      await this.#call(`${this.#url}${this.#paths[sent % this.#paths.length]}`, sent);
    }
  }

  async #call(url: string, number: number): Promise<void> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number, filling: 'x'.repeat((number * 97) % 2000) }),
      });
      const text = await response.text();
      if (response.ok) this.acknowledged.add(v.parse(Answer, JSON.parse(text)).executionId);
      else if (response.status !== 503) this.strange.push(`${response.status} ${text.slice(0, 300)}`);
    } catch {
      this.unanswered += 1;
      this.#budget = 0;
    }
  }
}
