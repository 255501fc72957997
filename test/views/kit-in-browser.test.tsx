import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { buildPublic } from '../../src/tools/vendor.ts';
import { axeViolations, withAxe } from '../support/browser/axe.ts';
import { openBrowser, type Tab, type TestBrowser } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { KIT } from './kit.tsx';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-nonce'; img-src 'self'; connect-src 'self'";
const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 360 },
] as const;
let browser: TestBrowser;
let tabs: Tab[];
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: withAxe(answer) });
beforeAll(async () => {
  await buildPublic();
  browser = await openBrowser();
  const url = `${server.url.origin}/public/app.css`;
  tabs = await Promise.all(LOOKS.map((look) => browser.page({ url, ...look })));
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.stop(true);
});

function answer(request: Request): Response {
  const [, folder = '', name = ''] = new URL(request.url).pathname.split('/');
  if (folder === 'public') return new Response(Bun.file(join(import.meta.dir, '../../public/built', name)));
  const page = KIT[folder];
  if (page === undefined) return new Response('<svg xmlns="http://www.w3.org/2000/svg"/>', svg);
  return new Response(`<!doctype html>${String(page())}`, html);
}

const svg = { headers: { 'content-type': 'image/svg+xml' } };
const html = { headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP } };

/** Looks at a page in each look, after something has been done there. */
async function look(page: string, act: (tab: Tab) => Promise<void>): Promise<void> {
  for (const [index, tab] of tabs.entries()) {
    await tab.goto(`${server.url.origin}/${page}`);
    await act(tab);
    const found = { axe: await axeViolations(tab), sideways: await sidewaysScroll(tab) };
    const problems = await tab.problems();
    expect({ ...LOOKS[index], ...found, problems }).toEqual({
      ...LOOKS[index],
      axe: [],
      sideways: [],
      problems: [],
    });
  }
}

test.each(Object.keys(KIT))(
  '%s can be used by everybody and fits, light and wide, dark and narrow',
  (name) => look(name, async () => {}),
  180_000,
);

test.each([
  ['designer', 'Details'],
  ['designer', 'Your account, Dana'],
  ['designer', 'More for this integration'],
  ['controls', 'Filter'],
  ['controls', 'More for Bramble'],
  ['marketplace', 'Your account, Dana'],
])(
  'the menu of the page %s that is called %j can be used by everybody and fits',
  (page, menu) =>
    look(page, (tab) =>
      tab
        .locator('summary')
        .and(tab.locator(`[aria-label="${menu}"], :text("${menu}")`))
        .click(),
    ),
  180_000,
);
