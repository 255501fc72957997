/** (e) An integration from its first test to its copy and its end, and two people at it at once. */
import { expect, test } from 'bun:test';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import type { Tab } from '../support/browser/browser.ts';
import { shoot } from '../support/browser/shots.ts';
import { flow, integration, step, value, webhook } from '../support/definitions.ts';
import { PASSWORD } from '../support/journey-people.ts';

const at = browsedApp('/integrations/import');
let colleague: Tab;
let path: string;

const code = value('module.exports = async () => ({ data: { total: 12.5 } });');
const definition = integration('Order desk', [
  flow('Orders', [
    webhook(),
    step('Price', 'code.runCode', { code }),
    step('Tell', 'log.writeLog', { message: value('Hello') }),
  ]),
]);

test('a file is imported, and its flow run up to a step: the ones before show what they gave', async () => {
  const { tab } = at;
  await tab.getByLabel('Text of the definition').fill(JSON.stringify(definition));
  await tab.getByRole('button', { name: 'Check' }).click();
  await tab.getByRole('button', { name: 'Import', exact: true }).click();
  await tab.waitForURL('**/integrations/int_*');
  path = new URL(tab.url()).pathname;
  await tab.goto(`${at.app.url}${path}?step=1`);
  await tab.getByRole('button', { name: 'Run to here' }).click();
  await tab.locator('.step-card', { hasText: 'Price' }).getByText('Succeeded').waitFor();
  expect(await tab.locator('.step-card', { hasText: 'Tell' }).getByText('Succeeded').count()).toBe(0);
  await tab.locator('#step-panel').getByText('12.5').first().waitFor();
  await shoot(tab, 'journey-e-1-run-to-here');
}, 180_000);

test('of two people who change the same the second is shown both, and chooses', async () => {
  const { tab, browser } = at;
  await tab.goto(`${at.app.url}/settings/staff`);
  await tab.getByLabel('E-mail').fill('robin@larkfield.example');
  await tab.locator('.choice input[value=builder]').check();
  await tab.getByRole('button', { name: 'Make a link' }).click();
  colleague = await browser.page({ url: (await tab.locator('.banner code').textContent()) ?? '' });
  await colleague.getByLabel('Your name').fill('Robin');
  await colleague.getByLabel('Password').fill(PASSWORD);
  await colleague.getByRole('button', { name: 'Join' }).click();
  await colleague.waitForURL(`${at.app.url}/`);
  for (const each of [tab, colleague]) await each.goto(`${at.app.url}${path}?step=2`);
  const message = (of: Tab) => of.getByLabel('Message', { exact: true });
  await message(colleague).fill('From Robin');
  await message(colleague).press('Tab');
  await colleague.locator('[data-key="Mod+z"][title*="changed an input"]').waitFor();
  await message(tab).fill('From Dana');
  await message(tab).press('Tab');
  await tab.getByRole('heading', { name: 'Somebody else has changed the same' }).waitFor();
  await shoot(tab, 'journey-e-2-two-people');
  expect(await tab.getByText('Robin').count()).toBeGreaterThan(0);
  for (const text of ['From Robin', 'From Dana'])
    expect({ text, count: await tab.getByText(text).count() }).toEqual({ text, count: 1 });
  await tab.getByRole('button', { name: 'Do it all the same' }).click();
  await tab.goto(`${at.app.url}${path}?step=2`);
  expect(await message(tab).inputValue()).toBe('From Dana');
}, 180_000);

test('it is copied under another name, with where it comes from', async () => {
  const { tab } = at;
  await tab.goto(at.app.url + path);
  await tab.locator('summary[aria-label="More for this integration"]').click();
  await tab.getByRole('link', { name: 'Fork integration' }).click();
  await tab.locator('#field-name').fill('Order desk of the north');
  await tab.getByRole('button', { name: 'Add', exact: true }).click();
  await tab.waitForURL((url) => /\/integrations\/int_\w+$/.test(url.pathname) && url.pathname !== path);
  await tab.locator('.step-card', { hasText: 'Tell' }).first().waitFor();
  await shoot(tab, 'journey-e-3-fork');
}, 180_000);

test('it is removed once its name is typed, and brought back from the trash', async () => {
  const { tab } = at;
  await tab.goto(at.app.url + path);
  await tab.locator('summary[aria-label="More for this integration"]').click();
  await tab.getByRole('link', { name: /^Delete integration/ }).click();
  await tab.getByLabel('Name of the integration').fill('Order desk of');
  await tab.getByRole('button', { name: 'Remove integration' }).click();
  await tab.getByRole('link', { name: 'This is not its name. Type Order desk to remove it.' }).waitFor();
  await tab.getByLabel('Name of the integration').fill('Order desk');
  await tab.getByRole('button', { name: 'Remove integration' }).click();
  await tab.getByText('The integration is in the trash.').waitFor();
  await shoot(tab, 'journey-e-4-removed');
  await tab.goto(`${at.app.url}/integrations/trash`);
  await tab.getByRole('button', { name: 'Restore Order desk' }).click();
  await tab.waitForURL(`${at.app.url}${path}`);
  await tab.locator('.step-card', { hasText: 'Tell' }).first().waitFor();
}, 180_000);

test('nothing on the way broke a rule of the browser', async () => {
  for (const each of [at.tab, colleague]) expect(await each.problems()).toEqual([]);
});
