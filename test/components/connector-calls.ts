/** What the tests of connectors share: a service on loopback that answers as its public documentation says. */
import { afterAll, describe, expect, test } from 'bun:test';
import type {
  ActionContext,
  Component,
  ConnectionValue,
  Params,
  TriggerResult,
} from '../../src/components/component.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { closedHost } from '../support/host.ts';
import { createContext, perform } from './context.ts';

/** What a service has been asked: `GET https://api.example.com/items?page=1`, headers, and the body as JSON or text. */
export type Asked = { line: string; headers: Headers; body: unknown };

export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown };

/** One call of the contract: what the action is given, what it asks for, what it is answered, what it gives. */
export type Row = {
  action: string;
  params?: Params;
  /** Each request: its line, and its body where it has one. */
  asks: [line: string, body?: unknown][];
  /** For each request; an empty object where there is none. */
  answers?: Answer[];
  /** What the step gives; what the last answer holds when left out. */
  gives?: unknown;
};

/** A service on loopback: whatever its addresses are, calls to it arrive here. */
export function loopbackService() {
  const asked: Asked[] = [];
  let answers: Answer[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const origin = request.headers.get('x-test-origin') ?? '';
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      asked.push({
        line: `${request.method} ${origin}${pathname}${search}`,
        headers: request.headers,
        body: parsed(text),
      });
      const { status = 200, headers = {}, body = {} } = answers.shift() ?? {};
      if (status === 204) return new Response(null, { status });
      if (body instanceof Uint8Array) return new Response(body.slice(), { status, headers });
      return typeof body === 'string'
        ? new Response(body, { status, headers })
        : Response.json(body, { status, headers });
    },
  });
  const egress = createEgress({ allow: ['127.0.0.1'] });
  afterAll(async () => {
    egress.close();
    await server.stop(true);
  });
  const fetch: ActionContext['host']['fetch'] = (url, init) => {
    const { origin, pathname, search } = new URL(url);
    const headers = { ...init.headers, 'x-test-origin': origin };
    return egress.fetch(`http://127.0.0.1:${server.port}${pathname}${search}`, { ...init, headers });
  };
  return {
    asked,
    /** A context whose calls arrive here, and are answered so. */
    context(next: Answer[], overrides: Partial<ActionContext> = {}) {
      asked.length = 0;
      answers = [...next];
      return createContext({ host: { ...closedHost, fetch }, ...overrides });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Tries each row, and that no action is without one. */
export function tryContract(
  component: Component,
  service: ReturnType<typeof loopbackService>,
  connection: Params,
  rows: readonly Row[],
) {
  describe(`the contract of ${component.display.label}`, () => {
    test.each(rows)(
      '$action asks for what the documentation says',
      async ({ action, params, asks, answers, gives }) => {
        const context = service.context(answers ?? [{}], {
          webhookUrls: { Orders: 'https://stepwell.test/hook' },
        });
        const result = await perform(component, action, { ...connection, ...params }, context);
        expect(service.asked.map(({ line, body }) => (body === '' ? [line] : [line, body]))).toEqual(asks);
        expect(result.data).toEqual(gives ?? answers?.at(-1)?.body ?? {});
      },
    );

    test('every action has a row', () => {
      const tried = new Set(rows.map(({ action }) => action));
      const untried = Object.keys(component.actions).filter((key) => key !== 'rawRequest' && !tried.has(key));
      expect(untried).toEqual([]);
    });
  });
}

/** A connection as steps receive it. */
export const connectionOf = (
  key: string,
  fields: Record<string, unknown>,
  token?: Record<string, unknown>,
): ConnectionValue => ({ key, configVarKey: 'Acme connection', fields, ...(token ? { token } : {}) });

/** What a call fails with. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `nothing: ${JSON.stringify(value)}`,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
}

/** Of a trigger that does not take a call: that it fails and is answered 401, and why. */
export async function refusalOf(call: Promise<TriggerResult | undefined>): Promise<string> {
  const result = await call;
  expect(result).toMatchObject({ payload: null, failed: true, response: { statusCode: 401 } });
  const message = result?.error instanceof Error ? result.error.message : '';
  expect(JSON.parse(String(result?.response?.body))).toEqual({ error: { code: 'unauthorized', message } });
  return message;
}
