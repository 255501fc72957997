/** An integration is built from nothing, as people do it: by keys alone, on a phone, and without scripts. */
import { expect, test } from 'bun:test';
import { getDraft } from '../../src/models/integrations.ts';
import { browsedDesk } from '../support/browser/served-app.ts';

const at = browsedDesk({ role: 'builder' });
type Tab = Awaited<ReturnType<typeof at.open>>;

const idOf = (tab: Tab) => /int_\w+/.exec(tab.url())?.[0] ?? '';
const draftOf = async (tab: Tab) => (await getDraft(at.desk.deps.store.read, idOf(tab))).definition;
const stepsOf = async (tab: Tab, flow = 0) =>
  (await draftOf(tab)).flows[flow]?.steps.map(({ name }) => name) ?? [];

/** The editor takes no key for its list that was pressed before one could have seen it. */
const SEEN = 200;

/** Chooses what the picker finds first, by keys. */
async function pick(tab: Tab, words: string, name: string): Promise<void> {
  await tab.locator('#picker [role=combobox]').waitFor();
  await tab.keyboard.type(words);
  await tab.locator('#pick-0 strong', { hasText: name }).waitFor();
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: name }).waitFor();
}

async function begun(name: string, options: Parameters<typeof at.open>[1] = {}): Promise<Tab> {
  const tab = await at.open('/integrations/new', options);
  await tab.getByLabel('Name', { exact: true }).fill(name);
  await tab.getByRole('button', { name: 'Create integration' }).click();
  await tab.waitForURL('**/integrations/int_*');
  return tab;
}

test('by keys alone: two flows with code, a branch, a loop and a call, each change saved and undone', async () => {
  const tab = await begun('By keys');
  await tab.locator('.step-card.trigger').focus();
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2').waitFor();
  await tab.locator('.step-card.trigger').focus();
  await tab.keyboard.press('a');
  await pick(tab, 'run code', 'Run code');
  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('a');
  await pick(tab, 'branch on expression', 'Branch on expression');
  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('a');
  await pick(tab, 'loop over', 'Loop over items');
  await tab.getByRole('link', { name: 'Add a step after Loop over items, Each item' }).focus();
  await tab.keyboard.press('Enter');
  await pick(tab, 'http post', 'POST request');
  expect(await stepsOf(tab)).toEqual([
    expect.any(String),
    'Run code',
    'Branch on expression',
    'Loop over items',
  ]);

  await tab.locator('.step-card', { hasText: 'Loop over items' }).focus();
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: 'Loop over items' }).waitFor();
  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('Alt+ArrowUp');
  await tab.locator('.step-card', { hasText: '2.1 Loop over items' }).waitFor();
  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('Control+z');
  await tab.locator('.step-card', { hasText: '3 Loop over items' }).waitFor();

  await tab.locator('#step-form #field-name').focus();
  await tab.keyboard.press('End');
  await tab.keyboard.type(' of the order');
  await tab.keyboard.press('Tab');
  await tab.locator('.step-card', { hasText: '3 Loop over items of the order' }).waitFor();
  expect(await stepsOf(tab)).toContain('Loop over items of the order');

  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('Delete');
  await tab.locator('.step-card', { hasText: 'Loop over items' }).waitFor({ state: 'detached' });
  await tab.locator('.step-card').first().focus();
  await tab.keyboard.press('Control+z');
  await tab.locator('.step-card', { hasText: 'Loop over items of the order' }).waitFor();

  await tab.goto(`${at.url}/integrations/${idOf(tab)}/flows/new`);
  await tab.locator('#new-flow #field-name').focus();
  await tab.keyboard.type('Nightly');
  await tab.getByRole('radio', { name: 'A schedule' }).focus();
  await tab.keyboard.press('Space');
  await tab.keyboard.press('Enter');
  await tab.locator('#step-panel h2', { hasText: 'Nightly' }).waitFor();
  expect((await draftOf(tab)).flows).toHaveLength(2);
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('what is typed into one field stays while the one before is saved', async () => {
  const tab = await begun('Two fields');
  await tab.locator('.step-add').first().click();
  await pick(tab, 'write log', 'Write log message');
  await tab.getByLabel('Message', { exact: true }).fill('Hello');
  const notes = tab.getByRole('textbox', { name: 'Notes' });
  await notes.focus();
  await tab.keyboard.type('Typed meanwhile');
  await tab.locator('[data-key="Mod+z"][title*="changed an input"]').waitFor();
  expect(await notes.inputValue()).toBe('Typed meanwhile');
  expect(await tab.getByLabel('Message', { exact: true }).inputValue()).toBe('Hello');
  await tab.keyboard.press('Tab');
  await tab.locator('[data-key="Mod+z"][title*="changed a note"]').waitFor();
  const step = (await draftOf(tab)).flows[0]?.steps[1];
  expect(step).toMatchObject({ description: 'Typed meanwhile', inputs: { message: { value: 'Hello' } } });
  await tab.locator('[name="in.message-mode"][value=template]').check();
  await tab.locator('textarea[data-language=template]').click();
  await tab.locator('.code-editor .cm-content').waitFor();
  await tab.keyboard.press('End');
  await tab.keyboard.type(' {{$webh');
  await tab.locator('.cm-tooltip-autocomplete li').first().waitFor();
  await tab.waitForTimeout(SEEN);
  await tab.keyboard.press('Enter');
  await notes.focus();
  await tab.locator('textarea[data-language=template]:not([hidden])').waitFor();
  expect(await tab.locator('textarea[data-language=template]').inputValue()).toMatch(
    /^Hello \{\{\$\w+\.results[\w.-]*\}\}$/,
  );
  await tab.locator('[name="in.message-mode"][value=reference]').check();
  await tab.locator('input[name="in.message"][list]').waitFor();
  await tab.close();
}, 180_000);

test('code is written in an editor that is loaded then, saved when one leaves it, and told from another step’s', async () => {
  const tab = await begun('Code');
  for (const name of ['Run code', 'Run code 2']) {
    await tab.locator('.step-add').last().click();
    await pick(tab, 'run code', 'Run code');
    await tab.locator('#step-panel h2', { hasText: name }).waitFor();
  }
  await tab.locator('textarea[data-language=javascript]').click();
  await tab.locator('.code-editor .cm-content').waitFor();
  await tab.keyboard.press('Control+a');
  await tab.keyboard.type('module.exports = async (context) => ({ data: context.sta');
  await tab.locator('.cm-tooltip-autocomplete', { hasText: 'startedAt' }).waitFor();
  await tab.waitForTimeout(SEEN);
  await tab.keyboard.press('Enter');
  await tab.locator('#step-form #field-name').focus();
  await tab.locator('[data-key="Mod+z"][title*="changed an input"]').waitFor();
  const [, first, second] = (await draftOf(tab)).flows[0]?.steps ?? [];
  expect(String(second?.inputs?.code?.value)).toContain('data: context.startedAt');
  expect(first?.inputs?.code).toBeUndefined();
  await tab.locator('.step-card', { hasText: '1 Run code' }).click();
  await tab.locator('#step-panel h2', { hasText: '1 Run code' }).waitFor();
  expect(await tab.locator('textarea[data-language=javascript]').inputValue()).not.toContain('startedAt');
  expect(await tab.problems()).toEqual([]);
  await tab.close();
}, 180_000);

test('a step is dragged into a branch, and what still refers to one that is deleted is told', async () => {
  const tab = await begun('Dragged');
  for (const [words, name] of [
    ['write log', 'Write log message'],
    ['branch on value', 'Branch on value'],
  ] as const) {
    await tab.locator('.step-add').first().click();
    await pick(tab, words, name);
  }
  const place = tab.getByRole('link', { name: 'Add a step after Branch on value, Else' });
  await tab.locator('.step-card', { hasText: 'Write log message' }).dragTo(place);
  await tab.locator('.step-card', { hasText: '1.1 Write log message' }).waitFor();
  const [, branch] = (await draftOf(tab)).flows[0]?.steps ?? [];
  expect(branch?.branches?.[1]?.steps?.map(({ name }) => name)).toEqual(['Write log message']);

  await tab.locator('.step-card', { hasText: 'Branch on value' }).click();
  await tab.locator('#step-panel h2', { hasText: '1 Branch on value' }).waitFor();
  await tab.locator('.step-card[aria-current]').focus();
  await tab.keyboard.press('Delete');
  await tab.locator('.toast', { hasText: 'Branch on value is deleted.' }).waitFor();
  await tab.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await tab.locator('.step-card', { hasText: '1.1 Write log message' }).waitFor();
  await tab.close();
}, 180_000);

test('on a phone and without scripts a step is added, changed and deleted', async () => {
  const tab = await begun('On a phone', { width: 360, javaScript: false });
  await tab.locator('.step-add').first().click();
  await tab.locator('#picker [role=combobox]').fill('write log');
  await tab.keyboard.press('Enter');
  await tab.getByRole('option', { name: 'Write log message' }).click();
  await tab.getByLabel('Message', { exact: true }).fill('Hello');
  await tab.getByRole('button', { name: 'Save step' }).click();
  await tab.locator('#step-panel').waitFor();
  expect((await draftOf(tab)).flows[0]?.steps[1]?.inputs?.message).toEqual({ type: 'value', value: 'Hello' });
  await tab
    .getByText('More for Write log message')
    .or(tab.locator('#step-panel summary').first())
    .first()
    .click();
  await tab.getByRole('button', { name: 'Delete step' }).click();
  await tab.waitForURL('**/integrations/int_*');
  expect(await stepsOf(tab)).toHaveLength(1);
  await tab.close();
}, 180_000);
