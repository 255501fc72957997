/** The outside world of the egress tests: systems on this machine, and the guard that calls them. */
import { afterEach } from 'bun:test';
import { createEgress, type Egress, EgressError } from '../../src/lib/egress.ts';
import type { Lookup } from '../../src/lib/egress-rules.ts';

type Seen = { method: string; path: string; headers: Headers; body: string; port: number };

/** Called once by a test file: what it opens is closed after each test. */
export function outside() {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  const closeLater = (cleanup: () => unknown) => cleanups.push(cleanup);

  /** A server that remembers what it was asked; a path may have its own answer. */
  function serve(answers: Record<string, (request: Request) => Response> = {}, hostname = '127.0.0.1') {
    const seen: Seen[] = [];
    const server = Bun.serve({
      hostname,
      port: 0,
      async fetch(request, self) {
        const { pathname, search } = new URL(request.url);
        const { method, headers } = request;
        const port = self.requestIP(request)?.port ?? 0;
        seen.push({ method, path: pathname + search, headers, body: await request.text(), port });
        return answers[pathname]?.(request) ?? new Response('hello');
      },
    });
    closeLater(() => server.stop(true));
    return { seen, port: server.port, url: (host = hostname) => `http://${host}:${server.port}` };
  }

  function open(allow = ['127.0.0.1'], lookup: Lookup = answering('127.0.0.1')): Egress {
    const egress = createEgress({ allow, lookup });
    closeLater(() => egress.close());
    return egress;
  }

  return { closeLater, serve, open };
}

/** A resolver that answers these addresses for every name. */
export const answering =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address }));

/** What the work fails with. */
export async function failure(work: Promise<unknown>): Promise<EgressError> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof EgressError)) throw new Error(`unexpected outcome: ${String(thrown)}`);
  return thrown;
}
