import type { Aside } from '../lib/aside.ts';
import { Secret } from '../lib/crypto.ts';
import { atOnce, inTurns, isSlice, type Slice, slicesOf, valueOfSlice } from '../lib/in-turns.ts';
import { plainText } from '../lib/plain-json.ts';
import { createRedactor } from '../lib/redact.ts';
import { ThreadError, type ThreadPool } from '../lib/thread-pool.ts';
import { MINUTE } from '../lib/time.ts';
import { decode } from '../lib/wire.ts';

const DEADLINE = 5 * MINUTE;

/** The door of the engine and of pages to the threads: what takes long with a large text of one customer. */
export function asideFor(threads: ThreadPool, key: string): Aside {
  const run = (name: string, input: unknown) => threads.run({ name, input, key, deadlineMs: DEADLINE });
  return {
    async mask(text, secrets) {
      const input = { text, secrets };
      return String(await unlessRefused(run('mask', input), () => maskHere(input)));
    },
    async decode(text) {
      const slice = await unlessRefused(run('decode', text), () => decodeHere(text));
      return isSlice(slice) ? await inTurns(valueOfSlice(slice)) : undefined;
    },
    plain: async (text) => String(await unlessRefused(run('plain', text), () => plainText(text))),
  };
}

/** What a step has done must not be lost because all threads are taken or the server stops: then it is done here. */
async function unlessRefused(asked: Promise<unknown>, here: () => unknown): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ThreadError && error.kind !== 'failed') return here();
    throw error;
  }
}

/** The job `mask`, in the thread. */
export function maskHere(input: unknown): string {
  const secrets: unknown = Reflect.get(Object(input), 'secrets');
  const all = Array.isArray(secrets) ? secrets.map((each) => new Secret(String(each))) : [];
  return createRedactor(all)(String(Reflect.get(Object(input), 'text')));
}

/** The job `decode`, in the thread. */
export function decodeHere(text: unknown): Slice {
  return atOnce(slicesOf(decode(String(text)), Number.MAX_SAFE_INTEGER));
}

/** The job `plain`, in the thread. */
export function plainHere(text: unknown): string {
  return plainText(String(text));
}
