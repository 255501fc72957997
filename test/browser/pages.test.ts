/** Every page of the table in a real browser: both themes, wide and narrow. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { pageRoutes } from '../../src/routes/pages/table.ts';
import { openDesk } from '../routes/deps.ts';
import { type Visitor, visitorAs } from '../routes/pages/visitor.ts';
import { addressesOf, makeWorld, type World } from '../routes/pages/world.ts';
import { serveDesk } from './app.ts';
import { axeViolations } from './axe.ts';
import { openBrowser, type Tab, type TestBrowser } from './browser.ts';
import { layoutShift, sidewaysScroll } from './checks.ts';
import { shoot } from './shots.ts';
import { pageWeight } from './weight.ts';

const desk = openDesk();
const served = serveDesk(desk);
const NARROWEST = 360;
/** What a first visit may load, compressed. */
const HEAVIEST = 60 * 1024;
const LOOKS = [
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const;
// What is no page but a stream or a file, and what only sends on.
const pages = pageRoutes.filter(
  ({ method, path }) => method === 'GET' && !/\/(stream|definition|payloads|log-file|values)$/.test(path),
);

let browser: TestBrowser;
let world: World;
let owner: Visitor;
const tabs: Tab[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  world = await makeWorld(desk, 'Straßenverkehrsordnungswidrigkeit');
  owner = await visitorAs(desk, 'owner');
  for (const look of LOOKS)
    tabs.push(
      await browser.page({ url: `${served.url}/public/app.css`, ...look, cookies: { session: owner.token } }),
    );
}, 60_000);

afterAll(async () => {
  await browser.close();
  await served.stop();
  await desk.close();
});

describe('every page, light and dark, wide and narrow', () => {
  test.each(pages.map(({ path }) => [path] as const))(
    '%s',
    async (path) => {
      for (const [index, look] of LOOKS.entries()) {
        const tab = tabs[index];
        if (!tab) throw new Error('There is no tab.');
        await tab.goto(served.url + addressesOf(path, world, 'known'));
        const name = `pages${path.replaceAll(/[:/]+/g, '-')}-${look.width}-${look.theme}`;
        // Before the picture, for which the window grows.
        const shift = await layoutShift(tab);
        await shoot(tab, name);
        const found = {
          axe: await axeViolations(tab),
          problems: await tab.problems(),
        };
        expect({ look, shift, ...found }).toEqual({ look, axe: [], shift: [], problems: [] });
        if (look.width !== 390) continue;
        await tab.setViewportSize({ width: NARROWEST, height: 800 });
        expect({ sideways: await sidewaysScroll(tab) }).toEqual({ sideways: [] });
        await tab.setViewportSize({ width: look.width, height: 844 });
      }
    },
    60_000,
  );
});

test.each(pages.map(({ path }) => [path] as const))(
  'a first visit of %s loads at most 60 KB, and nothing from elsewhere',
  async (path) => {
    const [tab] = tabs;
    await tab?.goto(served.url + addressesOf(path, world, 'known'));
    const { total, parts } = tab ? await pageWeight(tab) : { total: 0, parts: [] };
    expect(total).toBeLessThanOrEqual(HEAVIEST);
    expect(parts.filter(({ url }) => !url.startsWith(served.url))).toEqual([]);
  },
  30_000,
);
