import { type Context, Hono } from 'hono';
import { createIdempotency, type Idempotency } from '../../models/idempotency.ts';
import { requireRight } from '../../models/rights.ts';
import type { Deps } from '../kit/deps.ts';
import { errorAnswer } from '../kit/errors.ts';
import { type Authenticate, byToken } from './authenticate.ts';
import { answerOnce } from './idempotent.ts';
import { describeApi } from './openapi.ts';
import type { Route } from './route.ts';
import { routes } from './table.ts';

export const DESCRIPTION = '/openapi.json';

/** What stands under `API`: every row of the table, and the description that is made from it. */
export function api(deps: Deps, authenticate: Authenticate = byToken(deps)): Hono {
  const app = new Hono();
  const idempotency = createIdempotency(deps.store, deps.vault);
  app.use('*', async (c, next) => {
    await next();
    seal(c.res.headers, c.res.status);
  });
  let description: ReturnType<typeof describeApi> | undefined;
  app.get(DESCRIPTION, (c) => {
    description ??= describeApi(routes, deps.publicUrl());
    return c.json(description);
  });
  for (const route of routes)
    app.on(route.method, route.path, (c) => serve(c, route, deps, authenticate, idempotency));
  for (const [path, methods] of methodsByPath()) app.all(path, (c) => refuseMethod(c, methods));
  app.all('*', (c) =>
    errorAnswer({ status: 404, code: 'not_found', message: `There is nothing at ${c.req.path}.` }),
  );
  return app;
}

async function serve(
  c: Context,
  route: Route,
  deps: Deps,
  authenticate: Authenticate,
  idempotency: Idempotency,
): Promise<Response> {
  const request = c.req.raw;
  const actor = await authenticate(request);
  requireRight(actor, route.right);
  const param = (name: string) => c.req.param(name) ?? '';
  const keepOpen = (seconds?: number) => c.env?.keepOpen?.(seconds);
  const prepared = await route.prepare({ deps, actor, request, param, keepOpen });
  try {
    const key = request.headers.get('idempotency-key');
    if (key === null || route.method !== 'POST') return await prepared.run(deps);
    return await answerOnce(idempotency, deps, actor, key, request, prepared);
  } finally {
    prepared.end();
  }
}

/** Answers are for the one who asked, and are what they say they are. */
function seal(headers: Headers, status: number): void {
  headers.set('x-content-type-options', 'nosniff');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (status === 401) headers.set('www-authenticate', 'Bearer realm="stepwell"');
}

function methodsByPath(): Map<string, string[]> {
  const byPath = new Map([[DESCRIPTION, ['GET']]]);
  for (const { path, method } of routes) byPath.set(path, [...(byPath.get(path) ?? []), method]);
  return byPath;
}

function refuseMethod(c: Context, methods: string[]): Response {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)).join(', ');
  const message = `${c.req.method} is not possible here; ${allow} are.`;
  return errorAnswer({ status: 405, code: 'method_not_allowed', message, headers: { allow } });
}
