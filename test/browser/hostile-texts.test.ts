/** Stored texts that would run scripts: every page shows them, and none runs. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { pageRoutes } from '../../src/routes/pages/table.ts';
import { openDesk } from '../routes/deps.ts';
import { type Visitor, visitorAs } from '../routes/pages/visitor.ts';
import { addressesOf, makeWorld, PROBE, type World } from '../routes/pages/world.ts';
import { serveDesk } from './app.ts';
import { openBrowser, type Tab, type TestBrowser } from './browser.ts';
import { sidewaysScroll } from './checks.ts';

const desk = openDesk();
const served = serveDesk(desk);
const pages = pageRoutes.filter(
  ({ method, path }) => method === 'GET' && !/\/(stream|definition|payloads|log-file)$/.test(path),
);

let browser: TestBrowser;
let world: World;
let visitor: Visitor;
let tab: Tab;

beforeAll(async () => {
  browser = await openBrowser();
  world = await makeWorld(desk);
  visitor = await visitorAs(desk, 'owner', null, `Dana ${PROBE}`);
  const cookies = { session: visitor.token };
  tab = await browser.page({ url: `${served.url}/public/app.css`, width: 360, cookies });
}, 60_000);

afterAll(async () => {
  await browser.close();
  await served.stop();
  await desk.close();
});

test.each(pages.map(({ path }) => [path] as const))(
  '%s runs nothing of what is stored, and stays within the window',
  async (path) => {
    const address = addressesOf(path, world, 'known');
    for (const each of [address, `${address}?q=${encodeURIComponent(PROBE)}`]) {
      await tab.goto(served.url + each);
      // Whatever would run, runs when it is clicked at the latest.
      for (const menu of await tab.locator('main summary:visible').all())
        await menu.click({ timeout: 1000 }).catch(() => undefined);
      expect({ each, problems: await tab.problems(), sideways: await sidewaysScroll(tab) }).toEqual({
        each,
        problems: [],
        sideways: [],
      });
    }
  },
  60_000,
);

test('no page has a link that runs something', async () => {
  for (const { path } of pages) {
    const { html } = await visitor.get(addressesOf(path, world, 'known'));
    expect({ path, links: html.match(/(href|src|action)="\s*(javascript|data|vbscript):[^"]*"/gi) }).toEqual({
      path,
      links: null,
    });
  }
});
