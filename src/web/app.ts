import { Hono } from 'hono';
import { api } from './api/api.ts';
import { health } from './health.ts';
import type { Deps } from './kit/deps.ts';
import { errorAnswer } from './kit/errors.ts';
import { noSuchPage, pages, wantsPage } from './kit/serve.ts';
import { publicFiles } from './public-files.ts';
import { results } from './triggers/redirected-results.ts';
import { triggers } from './triggers/routes.ts';

export { createHosts, type Hosts } from './kit/hosts.ts';

/** The sitemap. */
export function createApp(deps: Deps): Hono {
  const app = new Hono();
  app.route('/', health(deps));
  app.route('/', publicFiles(deps));
  app.route('/trigger', triggers(deps));
  app.route('/results', results(deps));
  app.route('/api/v1', api(deps));
  app.route('/', pages(deps));
  app.notFound((c) =>
    wantsPage(c.req.raw)
      ? noSuchPage(deps, c)
      : errorAnswer({ status: 404, code: 'not_found', message: `There is nothing at ${c.req.path}.` }),
  );
  app.onError((error) => errorAnswer(error, deps.log));
  return app;
}
