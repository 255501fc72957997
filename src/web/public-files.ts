import { type Context, Hono } from 'hono';
import { AppError } from '../lib/errors.ts';
import { getLogo } from '../models/organization.ts';
import type { Deps } from './kit/deps.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** What browsers load beside the pages: our own files, and the organization's logo. */
export function publicFiles(deps: Deps): Hono {
  const app = new Hono();
  app.get('/public/:name', (c) => serve(deps, c, c.req.param('name')));
  app.get('/robots.txt', (c) => serve(deps, c, 'robots.txt'));
  app.get('/logo', async () => {
    const logo = await getLogo(deps.store.read);
    if (!logo) throw new AppError('not_found', 'The organization has no logo.');
    return answer(new Uint8Array(logo.bytes), logo.type, FOR_EVER);
  });
  return app;
}

function serve({ publicFiles }: Deps, c: Context, name: string): Response {
  const file = publicFiles.find(name);
  if (!file) throw new AppError('not_found', `There is no file ${name}.`);
  const isHashed = publicFiles.address(plainName(name)) === `/public/${name}`;
  const caching = isHashed ? FOR_EVER : 'no-cache';
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return answer(file.bytes, file.type, caching);
  const response = answer(file.gzipped(), file.type, caching);
  response.headers.set('content-encoding', 'gzip');
  return response;
}

/** `app.css` of `app.<hash>.css`. */
function plainName(name: string): string {
  return name.replace(/\.[\w-]{10}(\.\w+)$/, '$1');
}

function answer(bytes: Uint8Array<ArrayBuffer>, type: string, caching: string): Response {
  return new Response(bytes, {
    headers: {
      'content-type': type,
      'cache-control': caching,
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'`,
      vary: 'accept-encoding',
    },
  });
}
