import { API } from '../lib/links.ts';
import { DESCRIPTION } from './api/api.ts';
import { routes } from './api/table.ts';
import { healthRoutes } from './health.ts';
import type { PlainRoute } from './kit/mount.ts';
import type { Access, PageRoute } from './kit/page.ts';
import { embeddedPagesByNoun, embeddingDoors } from './portal/embedded/routes.ts';
import { portalPagesByNoun } from './portal/pages.ts';
import { publicRoutes } from './public-files.ts';
import { pagesByNoun } from './staff/pages.ts';
import { resultRoutes } from './triggers/redirected-results.ts';
import { triggerRoutes } from './triggers/routes.ts';

export type Place = {
  noun: string;
  method: string;
  path: string;
  access: Access | PlainRoute<never>['access'];
  /** The row of the table, or what the row names: by it the file is found. */
  origin: object;
};

/** Every method and path of the product, from the tables that are mounted. */
export const sitemap: Place[] = [
  ...plain('health', healthRoutes),
  ...plain('public', publicRoutes),
  ...plain('triggers', triggerRoutes),
  ...plain('results', resultRoutes),
  ...routes.map((route) => ({
    noun: route.path.split('/')[1] ?? '',
    method: route.method,
    path: API + route.path,
    access: route.right,
    origin: route,
  })),
  { noun: 'api', method: 'GET', path: API + DESCRIPTION, access: 'anyone', origin: routes },
  ...pagesOf(pagesByNoun),
  ...pagesOf(portalPagesByNoun),
  ...plain('embedding', embeddingDoors),
  ...pagesOf(embeddedPagesByNoun),
];

function pagesOf(table: Record<string, PageRoute[]>): Place[] {
  return Object.entries(table).flatMap(([noun, rows]) =>
    rows.map(({ method, path, access, handler }) => ({ noun, method, path, access, origin: handler })),
  );
}

function plain<A>(noun: string, rows: PlainRoute<A>[]): Place[] {
  return rows.map((row) => ({
    noun,
    method: row.method,
    path: row.path,
    access: row.access,
    origin: row,
  }));
}
