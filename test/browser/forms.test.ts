/** What a browser does with forms besides filling them in: buttons pressed twice, pages read again, the way back. */
import { expect, test } from 'bun:test';
import { listIntegrations } from '../../src/models/integrations.ts';
import { browsedDesk } from '../support/browser/served-app.ts';

const at = browsedDesk();

/** Presses the button of a form three times at once; how many of these went on to be sent. */
const PRESS = `(() => {
  let sent = 0;
  window.addEventListener('submit', (event) => { if (!event.defaultPrevented) sent += 1; });
  const button = document.querySelector('main form[action="/settings/tokens"] button');
  for (let press = 0; press < 3; press += 1) button.click();
  return sent;
})()`;

test('a button that is pressed again before the answer comes sends its form once', async () => {
  const tab = await at.open('/settings/tokens');
  await tab.getByLabel('What is it for?').fill('Nightly export');
  expect(await tab.evaluate<unknown>(PRESS)).toBe(1);
  await tab.locator('.banner code', { hasText: 'swt_' }).waitFor();
  await tab.close();
}, 180_000);

test('what a form has done is said once, and not again when the page is read again', async () => {
  const tab = await at.open('/account');
  await tab.getByRole('button', { name: 'Save name' }).click();
  await tab.getByText('Your name is saved.').waitFor();
  expect(tab.url()).toBe(`${at.url}/account`);
  await tab.reload();
  expect(await tab.getByText('Your name is saved.').count()).toBe(0);
  await tab.close();
}, 180_000);

test('the way back leads to a form that was refused, and to the check of an import', async () => {
  const tab = await at.open('/customers/new');
  await tab.getByRole('button', { name: 'Create customer' }).click();
  await tab.locator('#errors').waitFor();
  await tab.getByLabel('Name').fill('Acme');
  await tab.getByRole('button', { name: 'Create customer' }).click();
  await tab.waitForURL('**/customers/cus_*');
  await tab.goBack();
  expect(await tab.locator('#errors').textContent()).toContain('Type the name of the customer.');

  await tab.goto(`${at.url}/integrations/import`);
  await tab.getByLabel('Text of the definition').fill('{"definitionVersion":7,"name":"Back","flows":[]}');
  await tab.getByRole('button', { name: 'Check' }).click();
  await tab.locator('#found').waitFor();
  await tab.getByRole('button', { name: 'Import', exact: true }).click();
  await tab.waitForURL('**/integrations/int_*');
  await tab.goBack();
  await tab.locator('#found').waitFor();
  await tab.getByRole('button', { name: 'Import', exact: true }).click();
  await tab.waitForURL('**/integrations/int_*');
  expect((await listIntegrations(at.desk.deps.store.read, {}, { limit: 10 })).items).toHaveLength(1);
  await tab.close();
}, 180_000);

test.each([true, false])(
  'a new integration shows the field of the schedule for the trigger that needs one alone, with scripts: %p',
  async (javaScript) => {
    const tab = await at.open('/integrations/new', { javaScript });
    const schedule = tab.getByLabel('Schedule optional');
    const shown = [await schedule.isVisible()];
    for (const trigger of ['schedule-triggers.schedule', 'cross-flow.crossFlow']) {
      await tab.getByLabel('Trigger').selectOption(trigger);
      shown.push(await schedule.isVisible());
    }
    expect(shown).toEqual([false, true, false]);
    await tab.close();
  },
  180_000,
);
