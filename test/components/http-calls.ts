/** What the tests of the http component share: its context, a logger that keeps everything, and how calls fail. */
import { afterEach } from 'bun:test';
import type { ActionContext, Logger, Params } from '../../src/components/component.ts';
import { http } from '../../src/components/http/index.ts';
import { HttpRequestError } from '../../src/components/http/response.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { closedHost } from '../support/host.ts';
import { createContext, dataOf } from './context.ts';

/** Called once by a test file: what it opens is closed after each test. */
export function httpCalls() {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  const closeLater = (cleanup: () => unknown) => cleanups.push(cleanup);

  function context(overrides: Partial<ActionContext> = {}) {
    const egress = createEgress({ allow: ['127.0.0.1'] });
    closeLater(() => egress.close());
    return createContext({ host: { ...closedHost, fetch: egress.fetch }, ...overrides });
  }

  const run = (key: string, params: Params, overrides?: Partial<ActionContext>) =>
    dataOf(http, key, params, context(overrides));

  return { closeLater, run };
}

/** What the call fails with. */
export async function failure(work: Promise<unknown>): Promise<HttpRequestError> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof HttpRequestError)) throw new Error(`unexpected outcome: ${String(thrown)}`);
  return thrown;
}

/** A logger that keeps everything as the text it would be shown as. */
export function recorder() {
  const lines: string[] = [];
  const keep = (...values: unknown[]) => {
    lines.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  };
  const logger: Logger = {
    metric: keep,
    trace: keep,
    debug: keep,
    info: keep,
    log: keep,
    warn: keep,
    error: keep,
  };
  return { lines, logger };
}
