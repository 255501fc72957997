/** The outside world: a server that records what the product sends to it. */

export type Call = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  at: number;
};
export type Upstream = {
  url: string;
  calls: Call[];
  /** The calls of one step of one execution, as `flows.ts`'s `post` names them. */
  of(execution: string, step: string): Call[];
  /** What it answers from now on: 200 and `{"ok":true}` unless told otherwise. */
  answer: (call: Call) => Response | Promise<Response>;
  stop(): void;
};

const ok = () => Response.json({ ok: true });

export function startUpstream(): Upstream {
  const calls: Call[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    idleTimeout: 120,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const headers: Record<string, string> = {};
      request.headers.forEach((line, name) => {
        headers[name] = line;
      });
      const call = {
        method: request.method,
        path: pathname + search,
        headers,
        body: await request.text(),
        at: Date.now(),
      };
      calls.push(call);
      return await upstream.answer(call);
    },
  });
  const upstream: Upstream = {
    url: `http://127.0.0.1:${server.port}`,
    calls,
    of: (execution, step) => calls.filter((call) => isOf(call, execution, step)),
    answer: ok,
    stop: () => void server.stop(true),
  };
  return upstream;
}

function isOf(call: Call, execution: string, step: string): boolean {
  return call.body.includes(`"${execution}"`) && call.body.includes(`"${step}"`);
}

/** A gate: calls wait at it until it is opened. */
export function gate(): { wait: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { wait: promise, open: () => resolve() };
}
