import { beforeAll, expect, test } from 'bun:test';
import { deployedShop } from '../../../support/api-records.ts';
import { ran } from '../../../support/api-runs.ts';
import type { Tab } from '../../../support/browser/browser.ts';
import { layoutShift } from '../../../support/browser/checks.ts';
import { browsedDesk } from '../../../support/browser/served-app.ts';

const at = browsedDesk();
const FAILED = { status: 'failed' as const, error: { message: 'It broke' } };
let instanceId: string;

beforeAll(async () => {
  instanceId = (await deployedShop(at.desk.app, 'Bramble & Co')).instanceId;
  await ran(at.desk.deps, instanceId, []);
});

/** What the chart says of the hour at that share of its width. */
async function hourAt(tab: Tab, share: number): Promise<string | null> {
  const box = await tab.locator('.u-over').boundingBox();
  if (!box) throw new Error('There is no chart.');
  await tab.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  return await tab.locator('.u-over').getAttribute('title');
}

async function drag(tab: Tab, from: number, to: number): Promise<void> {
  await hourAt(tab, from);
  await tab.mouse.down();
  await hourAt(tab, (from + to) / 2);
  await hourAt(tab, to);
  await tab.mouse.up();
}

test('a watched overview shows what has failed without being loaded again', async () => {
  const tab = await at.open('/');
  await tab.getByText('All is well.').waitFor();
  await ran(at.desk.deps, instanceId, [], FAILED);
  await tab.getByText('One instance needs you.').waitFor();
  expect(await tab.locator('#failing a.title').textContent()).toBe('Bramble & Co');
  expect(await tab.locator('#runs svg[role=img]').first().getAttribute('aria-label')).toContain(
    'Failures: 1',
  );
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('the runs of a week are zoomed by dragging and shown whole again by a double click', async () => {
  const tab = await at.open('/?period=7d');
  await tab.locator('#runs').hover();
  await tab.locator('.uplot').waitFor();
  expect(await layoutShift(tab)).toEqual([]);
  const whole = await hourAt(tab, 0.5);
  await drag(tab, 0.9, 0.99);
  expect(await hourAt(tab, 0.5)).not.toBe(whole);
  await tab.locator('.u-over').dblclick();
  expect(await hourAt(tab, 0.5)).toBe(whole);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('the zoomable chart takes what the stream brings', async () => {
  const tab = await at.open('/?period=7d');
  await tab.locator('#runs').hover();
  await tab.locator('.uplot[role=img][aria-label*="Failures: 1"]').waitFor();
  await ran(at.desk.deps, instanceId, [], FAILED);
  await tab.locator('.uplot[aria-label*="Failures: 2"]').waitFor();
  expect(await hourAt(tab, 0.999)).toMatch(/^\w{3} \d\d:00 · 1 succeeded, 0 cancelled or skipped, 2 failed$/);
  expect(await tab.locator('.uplot').count()).toBe(1);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('without scripts the bars are there, and a table of the same numbers', async () => {
  const tab = await at.open('/?period=7d', { javaScript: false });
  expect(await tab.locator('#runs svg[role=img] title').count()).toBe(168);
  await tab.getByRole('link', { name: 'As table' }).click();
  expect(await tab.locator('#runs tbody tr').count()).toBe(168);
  await tab.close();
}, 180_000);
