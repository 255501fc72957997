/** What opens over a page: menus and dialogs, by hand and by key. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import { type Tab, WIDTHS } from '../support/browser/browser.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { makeWorld, type World } from '../support/world.ts';

const at = browsedDesk();
let world: World;
let tabs: Tab[];

beforeAll(async () => {
  world = await makeWorld(at.desk, '');
  tabs = await Promise.all(WIDTHS.map((width) => at.open('/public/app.css', { width })));
}, 180_000);

async function atEachWidth(path: string, name: string, open: (tab: Tab) => Promise<void>): Promise<void> {
  for (const [index, tab] of tabs.entries()) {
    const width = WIDTHS[index];
    await tab.goto(at.url + path);
    await open(tab);
    await shootInBothThemes(tab, `dialogs-${name}-${width}`);
    const found = { axe: await axeViolationsInBothThemes(tab), problems: await tab.problems() };
    expect({ width, ...found }).toEqual({ width, axe: [], problems: [] });
  }
}

const summary = (label: RegExp) => async (tab: Tab) => {
  await tab
    .locator('summary', { hasText: label })
    .or(tab.locator('summary').and(tab.getByLabel(label)))
    .first()
    .click();
};

describe('what is open is as readable as the page', () => {
  test(
    'go to anything',
    () =>
      atEachWidth('/integrations', 'go', async (tab) => {
        await tab.keyboard.press('Control+k');
        await tab.locator('#dialog[open] input').fill('o');
        await tab.locator('#dialog [role=option]').first().waitFor();
      }),
    180_000,
  );

  test(
    'the keys',
    () =>
      atEachWidth('/executions', 'keys', async (tab) => {
        await tab.keyboard.press('?');
        await tab.locator('#dialog[open] table').first().waitFor();
      }),
    180_000,
  );

  test('the account menu', () => atEachWidth('/', 'account', summary(/Your account/)), 180_000);
  test(
    'the filter of integrations',
    () => atEachWidth('/integrations', 'filter', summary(/Filter/)),
    180_000,
  );
  test(
    'the filter of executions',
    () => atEachWidth('/executions', 'executions-filter', summary(/Filter/)),
    180_000,
  );
  test(
    'the details of an integration',
    () => atEachWidth(`/integrations/${world.integration}`, 'details', summary(/Details/)),
    180_000,
  );
  test(
    'the flows of an integration',
    () => atEachWidth(`/integrations/${world.integration}`, 'flows', summary(/Orders/)),
    180_000,
  );
  test(
    'what more can be done with an integration',
    () => atEachWidth(`/integrations/${world.integration}`, 'more', summary(/More for this integration/)),
    180_000,
  );
  test(
    'what more can be done with an instance',
    () => atEachWidth('/instances', 'instance', summary(/More for/)),
    180_000,
  );
  test(
    'the actions for selected executions',
    () =>
      atEachWidth('/executions', 'selected', async (tab) => {
        await tab.locator('tbody input[type=checkbox]').first().check();
        await tab.getByText('1 selected').waitFor();
      }),
    180_000,
  );
});

test('a menu closes on Esc and on a click outside, and gives the focus back', async () => {
  const tab = await at.open('/integrations');
  const menu = tab.locator('details.menu', { hasText: 'Filter' });
  await menu.locator('summary').click();
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Escape');
  expect(await menu.getAttribute('open')).toBeNull();
  expect(await tab.evaluate<string>('document.activeElement.tagName')).toBe('SUMMARY');
  await menu.locator('summary').click();
  await tab.locator('h1').click();
  expect(await menu.getAttribute('open')).toBeNull();
  await tab.close();
}, 180_000);
