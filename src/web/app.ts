import { Hono } from 'hono';
import { API, api } from './api/api.ts';
import { healthRoutes } from './health.ts';
import { audienceAt, embedded, portal, staff } from './kit/audience.ts';
import type { Deps } from './kit/deps.ts';
import { errorAnswer } from './kit/errors.ts';
import { mount } from './kit/mount.ts';
import { noSuchPage, pages, wantsPage } from './kit/serve.ts';
import { embeddedRoutes, embeddingDoors } from './portal/embedded/routes.ts';
import { portalRoutes } from './portal/pages.ts';
import { publicRoutes } from './public-files.ts';
import { pageRoutes } from './staff/pages.ts';
import { resultRoutes } from './triggers/redirected-results.ts';
import { triggers } from './triggers/routes.ts';

export { createHosts, type Hosts } from './kit/hosts.ts';

/** What is mounted here is listed in sitemap.ts. */
export function createApp(deps: Deps): Hono {
  const app = new Hono();
  mount(app, healthRoutes, deps);
  mount(app, publicRoutes, deps);
  app.route('/', triggers(deps));
  mount(app, resultRoutes, deps);
  app.route(API, api(deps));
  mount(app, embeddingDoors, deps);
  app.route('/', pages(deps, staff, pageRoutes));
  app.route('/', pages(deps, portal, portalRoutes));
  app.route('/', pages(deps, embedded, embeddedRoutes));
  app.notFound((c) =>
    wantsPage(c.req.raw)
      ? noSuchPage(deps, audienceAt(c.req.path), c)
      : errorAnswer({ status: 404, code: 'not_found', message: `There is nothing at ${c.req.path}.` }),
  );
  app.onError((error) => errorAnswer(error, deps.log));
  return app;
}
