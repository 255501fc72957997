import { Hono } from 'hono';
import { audienceAt, embedded, portal, staff } from './kit/audience.ts';
import type { Deps } from './kit/deps.ts';
import { errorAnswer } from './kit/errors.ts';
import { mount } from './kit/mount.ts';
import { noSuchPage, pages, wantsPage } from './kit/serve.ts';
import { embeddedRoutes, embeddingDoors } from './portal/embedded/routes.ts';
import { portalRoutes } from './portal/pages.ts';
import { pageRoutes } from './staff/pages.ts';

/** What people look at, and the answer to whatever leads nowhere. */
export function createPages(deps: Deps): Hono {
  const app = new Hono();
  mount(app, embeddingDoors, deps);
  app.route('/', pages(deps, staff, pageRoutes));
  app.route('/', pages(deps, portal, portalRoutes));
  app.route('/', pages(deps, embedded, embeddedRoutes));
  app.notFound((c) =>
    wantsPage(c.req.raw)
      ? noSuchPage(deps, audienceAt(c.req.path), c)
      : errorAnswer({ status: 404, code: 'not_found', message: `There is nothing at ${c.req.path}.` }),
  );
  return app;
}
