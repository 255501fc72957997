import type { Context } from 'hono';
import { AppError } from '../lib/errors.ts';
import { findComponentIcon } from '../models/custom-components.ts';
import { findIcon } from '../models/icons.ts';
import { getLogo } from '../models/organization.ts';
import type { Deps } from './kit/deps.ts';
import type { PlainRoute } from './kit/mount.ts';
import { FOR_EVER, pictureAnswer } from './kit/picture.ts';

/** What browsers load beside the pages: our own files, the organization's logo and the icons of integrations and components. */
export const publicRoutes: PlainRoute<Deps>[] = [
  {
    ...{ method: 'GET', path: '/public/:name', access: 'anyone' },
    answer: (deps, c) => serve(deps, c, c.req.param('name') ?? ''),
  },
  {
    ...{ method: 'GET', path: '/robots.txt', access: 'anyone' },
    answer: (deps, c) => serve(deps, c, 'robots.txt'),
  },
  {
    // For pages of other sites, which know it by this address.
    ...{ method: 'GET', path: '/embed.js', access: 'anyone' },
    answer: (deps, c) => serve(deps, c, 'embed.js'),
  },
  { method: 'GET', path: '/logo', access: 'anyone', answer: serveLogo },
  {
    ...{ method: 'GET', path: '/icons/:id/:hash', access: 'whoever knows the address' },
    answer: (deps, c) => serveIcon(deps, c, c.req.param('id') ?? '', c.req.param('hash') ?? ''),
  },
];

async function serveLogo({ store }: Deps, c: Context): Promise<Response> {
  const logo = await getLogo(store.read);
  if (!logo) throw new AppError('not_found', 'The organization has no logo.');
  return pictureAnswer(c.req.raw.headers, logo);
}

async function serveIcon({ store }: Deps, c: Context, id: string, hash: string): Promise<Response> {
  const icon =
    (await findIcon(store.read, id, hash)) ?? (await findComponentIcon(store.read, store.blobs, id, hash));
  if (!icon) throw new AppError('not_found', `There is nothing at ${c.req.path}.`);
  return pictureAnswer(c.req.raw.headers, icon);
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
