import { afterAll, expect, test } from 'bun:test';
import { join, resolve } from 'node:path';
import { Hono } from 'hono';
import { API } from '../../src/lib/links.ts';
import { api } from '../../src/web/api/api.ts';
import { createPages } from '../../src/web/pages.ts';
import { sitemap } from '../../src/web/sitemap.ts';
import { openDesk } from '../support/app.ts';

const desk = openDesk();
afterAll(desk.close);

/** With what is mounted when the first asks for it. */
const routes = [
  ...desk.app.routes.filter(({ path }) => path !== `${API}/*`),
  ...new Hono().route(API, api(desk.deps)).routes,
  ...createPages(desk.deps).routes,
];
const listed = sitemap.map(({ method, path }) => `${method} ${path}`);

test('what the server answers is what the sitemap lists, and nothing stands there twice', () => {
  const mounted = routes.filter(({ method }) => method !== 'ALL');
  expect(mounted.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(listed.toSorted());
  expect(new Set(listed).size).toBe(listed.length);
});

test('what stands for all methods only says which of them are possible, or that there is nothing', async () => {
  const paths = new Set(routes.flatMap(({ method, path }) => (method === 'ALL' ? path : [])));
  expect(paths.size).toBeGreaterThan(10);
  for (const path of paths) {
    const answer = await desk.app.request(path.replaceAll(/:\w+/g, 'x').replace('*', 'x'), {
      method: 'OPTIONS',
    });
    expect([404, 405]).toContain(answer.status);
  }
});

test('`bun run routes` prints each address once, with the file that answers it', async () => {
  const root = resolve(import.meta.dir, '../..');
  const child = Bun.spawn([process.execPath, join(root, 'src/tools/routes.ts')], { stdout: 'pipe' });
  const lines = (await child.stdout.text()).split('\n').filter((line) => line.startsWith('  '));
  const printed = lines.map((line) => line.trim().split(/\s+/));
  expect(printed.map(([method, path]) => `${method} ${path}`).sort()).toEqual(listed.toSorted());
  const files = await Promise.all(printed.map((words) => Bun.file(join(root, words.at(-1) ?? '')).exists()));
  expect(files).not.toContain(false);
  const fileOf = (place: string) => printed.find(([method, path]) => `${method} ${path}` === place)?.at(-1);
  expect(fileOf('GET /instances/:id')).toBe('src/web/staff/instances/show.tsx');
  expect(fileOf('POST /trigger/:id')).toBe('src/web/triggers/routes.ts');
  expect(fileOf('POST /api/v1/customers')).toBe('src/web/api/customers.ts');
});
