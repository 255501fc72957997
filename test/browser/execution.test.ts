import { beforeAll, expect, test } from 'bun:test';
import { until } from '../support/binary.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { visitorAs } from '../support/visitor.ts';
import { deployedOrders, failedRows, run } from '../web/staff/executions/executed.ts';

const at = browsedDesk({ role: 'support' });
let customerId: string;
let integrationId: string;
let execution: string;

beforeAll(async () => {
  const made = await deployedOrders(at.desk, 'Straßenverkehrsordnungswidrigkeitenamt');
  ({ customerId, integrationId } = made);
  execution = await run(at.desk, made.instanceId, { status: 'failed', rows: failedRows });
});

const focused = 'document.activeElement.textContent';

test('a step of a run that has ended is shown in place: the focus stays, and the arrows go on from it', async () => {
  const tab = await at.open(`/executions/${execution}`);
  await tab.evaluate('window.sameDocument = true');
  await tab.locator('.waterfall .item').first().focus();
  await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: '1 Get order' }).waitFor();
  expect(await tab.evaluate('window.sameDocument')).toBe(true);
  expect(new URL(tab.url()).searchParams.get('step')).toBe('getOrder');
  await tab.keyboard.press('ArrowDown');
  expect(await tab.evaluate(focused)).toContain('Is it from the EU?');
  await tab.locator('#step-panel .tabs a', { hasText: 'Logs' }).click();
  await tab.getByText('This step has logged nothing.').waitFor();
  expect(await tab.evaluate('window.sameDocument')).toBe(true);
  await tab.goBack();
  await tab.locator('#step-panel h3', { hasText: 'Output' }).waitFor();
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('a click on a step moves the page on a phone, where the panel stands below, and not on a desktop', async () => {
  const tab = await at.open(`/executions/${execution}`);
  await tab.setViewportSize({ width: 1440, height: 420 });
  const choose = async (name: string) => {
    await tab.locator('.waterfall .item', { hasText: name }).click();
    await tab.locator('#step-panel h2', { hasText: name }).waitFor();
  };
  await tab.evaluate('window.scrollTo(0, 120)');
  await choose('Get order');
  await choose('Is it from the EU?');
  expect(await tab.evaluate('scrollY')).toBe(120);
  await tab.setViewportSize({ width: 390, height: 420 });
  await choose('Get order');
  const top = async () => (await tab.locator('#step-panel').boundingBox())?.y ?? Number.NaN;
  await until('the panel to be in sight', async () => (await top()) < 200);
  await tab.close();
}, 180_000);

test('/ leads to the filter where a list has no search, and Esc back', async () => {
  const list = await at.open('/executions');
  await list.keyboard.press('/');
  expect(await list.evaluate('document.activeElement.name')).toBe('text');
  await list.close();
  const owner = await visitorAs(at.desk, 'owner');
  const tab = await at.open('/settings/audit', { cookies: { session: owner.token } });
  await tab.keyboard.press('/');
  expect(await tab.evaluate('document.activeElement.closest("details") !== null')).toBe(true);
  await tab.keyboard.press('Escape');
  expect(await tab.evaluate(focused)).toContain('Filter');
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('on a phone a filter by a long name is clipped, and the actions of the selected rows are in sight', async () => {
  const tab = await at.open(`/executions?customer=${customerId}`, { width: 390 });
  await tab.locator('tbody input[type=checkbox]').first().click();
  const toast = await tab.locator('.toast').boundingBox();
  expect(toast?.x).toBeGreaterThanOrEqual(0);
  expect(await sidewaysScroll(tab)).toEqual([]);
  await tab.close();
}, 180_000);

test('on a phone the names of steps are whole, the ways to replay stand side by side, and what unfolds shows so', async () => {
  const tab = await at.open(`/executions/${execution}`, { width: 390 });
  const cut =
    '[...document.querySelectorAll(".waterfall .clip")].filter((e) => e.scrollWidth > e.clientWidth).length';
  expect(await tab.evaluate(cut)).toBe(0);
  const [whole, rest] = await Promise.all(
    ['Replay', /^Replay from/].map((name) => tab.getByRole('button', { name, exact: true }).boundingBox()),
  );
  expect(rest?.y).toBe(whole?.y ?? Number.NaN);
  const marked = 'getComputedStyle(document.querySelector(".json-tree summary")).display';
  expect(await tab.evaluate(marked)).toBe('list-item');
  await tab.close();
}, 180_000);

test('on a phone the navigation is scrolled to the place that is shown', async () => {
  const tab = await at.open('/components', { width: 390 });
  const place = await tab.locator('.sidebar .nav [aria-current]').boundingBox();
  expect((place?.x ?? 0) + (place?.width ?? 391)).toBeLessThanOrEqual(390);
  await tab.close();
}, 180_000);

test('x selects rows where they can be selected, and switches nothing elsewhere', async () => {
  const builder = (await visitorAs(at.desk, 'builder')).token;
  const versions = `/integrations/${integrationId}/versions`;
  const tab = await at.open(versions, { cookies: { session: builder } });
  await tab.keyboard.press('j');
  await tab.keyboard.press('x');
  expect(await tab.locator('tbody input[type=checkbox]').first().isChecked()).toBe(true);
  await tab.goto(`${at.url}/executions`);
  await tab.keyboard.press('j');
  await tab.keyboard.press('x');
  expect(await tab.locator('tr[aria-selected=true]').count()).toBe(1);
  await tab.close();
}, 180_000);
