/** The configuration wizard as somebody fills it in: by keyboard, on a phone, on two days. */
import { expect, test } from 'bun:test';
import type { Definition } from '../../src/definition/document/schema.ts';
import { findInstance } from '../../src/models/instances.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { customerOf, EACH_KIND, publishedShop, shop } from '../web/staff/instances/deployments.ts';

const at = browsedDesk({ role: 'support' });

const keysOn = (from: number, to?: number) =>
  EACH_KIND.slice(from, to).map(({ key }) => ({ type: 'configVar', value: key }));
const PAGES: Partial<Definition> = {
  configPages: [
    {
      name: 'Welcome',
      elements: [{ type: 'htmlElement', value: '<p>Paid orders go to the shop by themselves.</p>' }],
    },
    { name: 'Your orders', tagline: 'Where paid orders go.', elements: keysOn(0, 7) },
    { name: 'Access', elements: keysOn(7) },
  ],
};

test('an instance is configured page by page, left in between, and activated another day', async () => {
  const integration = await publishedShop(at.desk, shop(EACH_KIND, PAGES));
  const customer = await customerOf(at.desk);
  const tab = await at.open(`/instances/new?integration=${integration.id}&customer=${customer.id}`);
  await tab.getByRole('button', { name: 'Next: Welcome' }).click();
  await tab.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
  await shootInBothThemes(tab, 'wizard-welcome');
  await tab.getByRole('button', { name: 'Next: Your orders' }).click();
  await tab.getByLabel('Shop name').fill('Nord');
  // Enter goes on, as in any form; what is missing is told.
  await tab.keyboard.press('Enter');
  await tab.getByRole('alert').waitFor();
  expect(await axeViolationsInBothThemes(tab)).toEqual([]);
  await tab.setViewportSize({ width: 360, height: 800 });
  expect(await sidewaysScroll(tab)).toEqual([]);
  await shootInBothThemes(tab, 'wizard-orders-360');
  await tab.getByLabel('Leipzig').check();
  await tab.getByRole('button', { name: 'Save and leave' }).click();
  await tab.getByText('Its configuration was begun and is not finished').waitFor();
  await tab.getByRole('link', { name: 'Go on' }).click();
  await tab.getByLabel('Pin').fill('4711-secret');
  await tab.getByLabel('Start').fill('2026-12-24');
  await tab.getByLabel('API key').fill('key-very-secret');
  await tab.getByRole('button', { name: 'Next: Review' }).click();
  await tab.getByRole('heading', { level: 1, name: 'Ready to activate' }).waitFor();
  expect(await tab.content()).not.toContain('very-secret');
  expect(await axeViolationsInBothThemes(tab)).toEqual([]);
  expect(await sidewaysScroll(tab)).toEqual([]);
  await tab.setViewportSize({ width: 1440, height: 900 });
  await shootInBothThemes(tab, 'wizard-review');
  await tab.getByRole('button', { name: 'Activate' }).click();
  await tab.getByRole('heading', { level: 1, name: 'Order sync' }).waitFor();
  const id = new URL(tab.url()).pathname.split('/')[2] ?? '';
  expect((await findInstance(at.desk.deps.store.read, id))?.state).toBe('active');
  expect(await tab.problems()).toEqual([]);
}, 180_000);
