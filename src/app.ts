import { Hono } from 'hono';
import { api } from './routes/api/api.ts';
import type { Deps } from './routes/deps.ts';
import { errorAnswer } from './routes/errors.ts';
import { health } from './routes/health.ts';
import { noSuchPage, pages, wantsPage } from './routes/pages/pages.ts';
import { publicFiles } from './routes/public.ts';
import { results } from './routes/results.ts';
import { triggers } from './routes/triggers.ts';

export { createHosts, type Hosts } from './routes/hosts.ts';

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
