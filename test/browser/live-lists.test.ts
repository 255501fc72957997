/** Lists and values that come to whoever looks. */
import { beforeAll, expect, test } from 'bun:test';
import { queue, ran } from '../support/api-runs.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { makeWorld, type World } from '../support/world.ts';

const at = browsedDesk();
let world: World;

beforeAll(async () => {
  world = await makeWorld(at.desk, '');
});

test('new executions wait behind a line that counts them: no row moves until somebody asks', async () => {
  const tab = await at.open('/executions');
  const rows = tab.locator('main tbody tr');
  const before = await rows.count();
  const first = await rows.first().textContent();
  const fresh = await queue(at.desk.deps, world.instance);
  await tab.getByText('1 new execution.').waitFor();
  await queue(at.desk.deps, world.instance);
  await tab.getByText('2 new executions.').waitFor();
  expect(await rows.count()).toBe(before);
  expect(await rows.first().textContent()).toBe(first);
  await tab.getByRole('link', { name: 'Show' }).click();
  await tab.locator(`a[href*="${fresh}"]`).first().waitFor();
  expect(await rows.count()).toBe(before + 2);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('a key of a value copies the path to it, a button the whole', async () => {
  const data = { order: { number: 'A-10482', lines: [{ sku: 'KETTLE' }] } };
  const id = await ran(at.desk.deps, world.instance, [{ path: 'note', output: { data } }]);
  const tab = await at.open(`/executions/${id}?step=note`);
  await tab.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = () => tab.evaluate<string>('navigator.clipboard.readText()');
  const output = tab.getByRole('region', { name: 'Output' });
  await output.locator('li > b', { hasText: 'number' }).click();
  expect(await clipboard()).toBe('note.results.order.number');
  await output.locator('summary', { hasText: 'lines' }).focus();
  await tab.keyboard.press('c');
  expect(await clipboard()).toBe('note.results.order.lines');
  await output.getByRole('button', { name: 'Copy output as JSON' }).click();
  expect(JSON.parse(await clipboard())).toEqual(data);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('a large value is drawn after the page, and unfolds piece by piece', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ sku: `A-${index}`, text: 'x'.repeat(20) }));
  const id = await ran(at.desk.deps, world.instance, [{ path: 'note', output: { data: { rows } } }]);
  const tab = await at.open(`/executions/${id}?step=note`);
  const output = tab.getByRole('region', { name: 'Output' });
  await output.locator('summary', { hasText: 'rows' }).waitFor();
  expect(await output.locator('li').count()).toBeLessThan(300);
  expect(await output.locator('.skeleton').count()).toBe(0);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);
