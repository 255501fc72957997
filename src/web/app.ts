import { Hono } from 'hono';
import { API } from '../lib/links.ts';
import { healthRoutes } from './health.ts';
import type { Deps } from './kit/deps.ts';
import { errorAnswer } from './kit/errors.ts';
import { mount } from './kit/mount.ts';
import { publicRoutes } from './public-files.ts';
import { resultRoutes } from './triggers/redirected-results.ts';
import { triggers } from './triggers/routes.ts';

export { createHosts, type Hosts } from './kit/hosts.ts';

/**
 * What is mounted here and in pages.ts is listed in sitemap.ts. The API and the pages are evaluated with the first
 * request for them: a server that only takes calls keeps none of them in memory.
 */
export function createApp(deps: Deps): Hono {
  const failed = (error: Error) => errorAnswer(error, deps.log);
  const app = new Hono().onError(failed);
  mount(app, healthRoutes, deps);
  mount(app, publicRoutes, deps);
  app.route('/', triggers(deps));
  mount(app, resultRoutes, deps);
  const api = once(() => new Hono().onError(failed).route(API, apiModule().api(deps)));
  app.all(`${API}/*`, (c) => api().fetch(c.req.raw, c.env));
  const pages = once(() => pagesModule().createPages(deps).onError(failed));
  app.notFound((c) => pages().fetch(c.req.raw, c.env));
  return app;
}

const apiModule = (): typeof import('./api/api.ts') => require('./api/api.ts');
const pagesModule = (): typeof import('./pages.ts') => require('./pages.ts');

function once(make: () => Hono): () => Hono {
  let made: Hono | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
