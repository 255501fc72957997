import { Hono } from 'hono';
import { html } from 'hono/html';
import { Home } from '../../views/home.tsx';
import { assetPath } from '../lib/assets.ts';
import type { Deps } from './deps.ts';

/** `/`: what runs here and where its API is, until there are pages. */
export function home(deps: Deps): Hono {
  const app = new Hono();
  app.get('/', (c) => c.html(html`<!doctype html>${<Home url={deps.publicUrl()} />}`));
  app.get('/robots.txt', async (c) => c.text(await Bun.file(assetPath('public', 'robots.txt')).text()));
  return app;
}
