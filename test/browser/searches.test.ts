/** What one types into the search of a list, as it comes into the address. */
import { beforeAll, expect, test } from 'bun:test';
import * as v from 'valibot';
import { pageRoutes } from '../../src/web/staff/pages.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { addressesOf, makeWorld, type World } from '../support/world.ts';

const at = browsedDesk();
let world: World;
beforeAll(async () => {
  world = await makeWorld(at.desk, '');
});

const SEARCH = 'main form[role=search] input[type=search][hx-push-url]';

/** The addresses of all lists that are found anew while one types. */
async function searched(): Promise<string[]> {
  const found: string[] = [];
  for (const { method, path } of pageRoutes) {
    if (method !== 'GET' || path.endsWith('/stream')) continue;
    const address = addressesOf(path, world, 'known');
    const { html } = await at.visitor.get(address);
    if (/<input[^>]*type="search"[^>]*hx-push-url=/.test(html)) found.push(address);
  }
  return found;
}

test('a search puts the fields of its form into the address, and nothing else, on every list', async () => {
  const addresses = [...(await searched()), `/instances/new?integration=${world.integration}`];
  expect(addresses.length).toBeGreaterThan(4);
  const tab = await at.open('/');
  for (const address of new Set(addresses)) {
    await tab.goto(at.url + address);
    const fields = v.parse(
      v.array(v.string()),
      await tab.evaluate(`[...new FormData(document.querySelector('main form[role=search]')).keys()]`),
    );
    await tab.locator(SEARCH).fill('e');
    await tab.waitForURL((url) => url.searchParams.get('q') === 'e');
    expect({ address, names: [...new URL(tab.url()).searchParams.keys()].sort() }).toEqual({
      address,
      names: fields.sort(),
    });
  }
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('a search keeps what the list is filtered to, and an open menu changes nothing', async () => {
  const tab = await at.open('/integrations?state=draft&label=');
  await tab.locator('main form[role=search] summary').click();
  await tab.locator(SEARCH).fill('order');
  await tab.waitForURL((url) => url.searchParams.get('q') === 'order');
  const { searchParams } = new URL(tab.url());
  expect(Object.fromEntries(searchParams)).toEqual({
    q: 'order',
    description: '',
    category: '',
    state: 'draft',
    label: '',
  });
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);
