/** Stored texts that would run scripts: every page shows them, and none runs. */
import { beforeAll, expect, test } from 'bun:test';
import { pageRoutes } from '../../src/web/staff/pages.ts';
import type { Tab } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { isPage } from '../support/browser/page-routes.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { addressesOf, makeWorld, PROBE, type World } from '../support/world.ts';

const at = browsedDesk({ name: `Dana ${PROBE}` });
const pages = pageRoutes.filter(isPage);

let world: World;
let tab: Tab;

beforeAll(async () => {
  world = await makeWorld(at.desk);
  tab = await at.open('/public/app.css', { width: 360 });
});

test.each(pages.map(({ path }) => [path] as const))(
  '%s runs nothing of what is stored, and stays within the window',
  async (path) => {
    const address = addressesOf(path, world, 'known');
    for (const each of [address, `${address}?q=${encodeURIComponent(PROBE)}`]) {
      await tab.goto(at.url + each);
      // Whatever would run, runs when it is clicked at the latest.
      for (const menu of await tab.locator('main summary:visible').all()) await menu.dispatchEvent('click');
      expect({ each, problems: await tab.problems(), sideways: await sidewaysScroll(tab) }).toEqual({
        each,
        problems: [],
        sideways: [],
      });
    }
  },
  180_000,
);

test('no page has a link that runs something', async () => {
  for (const { path } of pages) {
    const { html } = await at.visitor.get(addressesOf(path, world, 'known'));
    expect({ path, links: html.match(/(href|src|action)="\s*(javascript|data|vbscript):[^"]*"/gi) }).toEqual({
      path,
      links: null,
    });
  }
});
