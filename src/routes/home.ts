import { Hono } from 'hono';
import { assetPath } from '../lib/assets.ts';
import type { Deps } from './deps.ts';

/** `/`: what runs here and where its API is, until there are pages. */
export function home(deps: Deps): Hono {
  const app = new Hono();
  app.get('/', (c) =>
    c.text(
      [
        'Stepwell is running.',
        '',
        `API           ${deps.publicUrl()}/api/v1   (Authorization: Bearer <STEPWELL_ADMIN_TOKEN>)`,
        `Description   ${deps.publicUrl()}/api/v1/openapi.json`,
        `Health        ${deps.publicUrl()}/healthz · /readyz · /metrics`,
        '',
      ].join('\n'),
    ),
  );
  app.get('/robots.txt', async (c) => c.text(await Bun.file(assetPath('public', 'robots.txt')).text()));
  return app;
}
