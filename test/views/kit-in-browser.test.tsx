import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { buildPublic } from '../../src/tools/vendor.ts';
import { axeViolations } from '../support/browser/axe.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { KIT } from './kit.tsx';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-nonce'; img-src 'self'; connect-src 'self'";
let browser: TestBrowser;
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answer });
beforeAll(async () => {
  await buildPublic();
  browser = await openBrowser();
});
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

const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 360 },
] as const;

describe.each(LOOKS)('every part, $theme and $width px wide', (look) => {
  test.each(Object.keys(KIT))(
    '%s can be used by everybody and fits',
    async (name) => {
      const tab = await browser.page({ url: `${server.url.origin}/${name}`, ...look });
      try {
        expect(await axeViolations(tab)).toEqual([]);
        expect(await sidewaysScroll(tab)).toEqual([]);
        expect(await tab.problems()).toEqual([]);
      } finally {
        await tab.close();
      }
    },
    180_000,
  );
});

test.each([
  ['designer', 'Details'],
  ['designer', 'Your account, Dana'],
  ['designer', 'More for this integration'],
  ['controls', 'Filter'],
  ['controls', 'More for Bramble'],
  ['marketplace', 'Your account, Dana'],
])(
  'the menu of the page %s that is called %j can be used by everybody and fits',
  async (page, menu) => {
    for (const look of LOOKS) {
      const tab = await browser.page({ url: `${server.url.origin}/${page}`, ...look });
      const summary = tab.locator('summary').and(tab.locator(`[aria-label="${menu}"], :text("${menu}")`));
      await summary.click();
      expect(await axeViolations(tab)).toEqual([]);
      expect(await sidewaysScroll(tab)).toEqual([]);
      await tab.close();
    }
  },
  180_000,
);
