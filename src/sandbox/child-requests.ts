import { decode, encode } from '../lib/wire.ts';
import { REQUEST_LIMITS } from './plan.ts';

/** Asks the server to run a part of another component in the context of the present call. */
export type Ask = (request: unknown) => Promise<[answer: unknown, changes: unknown]>;

type Send = (text: string) => void;
type Waiting = { text: string; settle: PromiseWithResolvers<[unknown, unknown]> };

/** What the present call has asked the server; only so much at once, the rest waits here. */
export class Requests {
  readonly #send: Send;
  readonly #asked = new Map<number, Waiting>();
  readonly #queue: Waiting[] = [];
  #count = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  readonly ask: Ask = (request) => {
    const waiting = { text: encode(request), settle: Promise.withResolvers<[unknown, unknown]>() };
    this.#queue.push(waiting);
    this.#next();
    return waiting.settle.promise;
  };

  /** Takes the server's answer: `[number, whether it went well, answer or error, changes of the states]`. */
  settle(payload: Buffer): void {
    const message = decode(payload.toString());
    if (!Array.isArray(message)) return;
    const [number, isDone, answer, changes]: unknown[] = message;
    const waiting = this.#asked.get(Number(number));
    this.#asked.delete(Number(number));
    if (isDone === true) waiting?.settle.resolve([answer, changes]);
    else waiting?.settle.reject(errorOf(answer));
    this.#next();
  }

  #next(): void {
    while (this.#asked.size < REQUEST_LIMITS.atOnce) {
      const waiting = this.#queue.shift();
      if (!waiting) return;
      if (this.#count >= REQUEST_LIMITS.all) {
        waiting.settle.reject(new Error(`one run may call other components ${REQUEST_LIMITS.all} times`));
        continue;
      }
      this.#count += 1;
      this.#asked.set(this.#count, waiting);
      this.#send(`[${this.#count},${waiting.text}]`);
    }
  }
}

function errorOf(described: unknown): Error {
  const { name, message } = Object(described);
  return Object.assign(new Error(String(message)), { name: String(name) });
}
