/** The help as people read it: with the keyboard, without a script, on paper. */
import { expect, test } from 'bun:test';
import { browsedDesk } from '../support/browser/served-app.ts';

const at = browsedDesk();
const stranger = (path: string, options: { javaScript?: boolean } = {}) =>
  at.open(path, { cookies: {}, ...options });

test('with the keyboard alone a place is searched, opened, and in sight', async () => {
  const tab = await stranger('/help');
  await tab.keyboard.press('/');
  // What is typed before the search has the focus goes nowhere.
  await tab.locator('[type=search]:focus').waitFor();
  await tab.keyboard.type('synchronous answers');
  const first = tab.locator('#list a.title').first();
  await tab.waitForURL((url) => url.searchParams.get('q') === 'synchronous answers');
  await first.filter({ hasText: /^Synchronous answers$/ }).waitFor();
  await tab.keyboard.press('Tab');
  expect(await first.evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/help/webhooks#section-synchronous-answers');
  const heading = tab.getByRole('heading', { name: 'Synchronous answers', exact: true });
  const { y } = (await heading.boundingBox()) ?? { y: -1 };
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(200);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('without a script the search is a form, and pages lead to one another', async () => {
  const tab = await stranger('/help/what-stepwell-is', { javaScript: false });
  await tab.getByRole('link', { name: 'Building a flow' }).last().click();
  expect(new URL(tab.url()).pathname).toBe('/help/building-a-flow');
  await tab.getByRole('searchbox').fill('ballast');
  await tab.getByRole('searchbox').press('Enter');
  expect(await tab.locator('mark').first().textContent()).toBe('ballast');
  await tab.close();
}, 180_000);

test('on paper there is the text alone, and nothing is cut off', async () => {
  const tab = await at.open('/help/writing-a-component');
  // So wide is a sheet of paper.
  await tab.setViewportSize({ width: 700, height: 900 });
  await tab.emulateMedia({ media: 'print' });
  expect(await tab.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
  expect(await tab.getByRole('searchbox').isVisible()).toBe(false);
  const cut = await tab.evaluate(
    `[...document.querySelectorAll('article pre')].filter((code) => code.scrollWidth > code.clientWidth + 1).length`,
  );
  expect(cut).toBe(0);
  await tab.close();
}, 180_000);
