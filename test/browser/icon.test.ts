/** The icon of an integration: chosen, seen, changed and taken away, with and without scripts. */
import { beforeEach, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { createIntegration, getIntegration } from '../../src/models/integrations.ts';
import type { Tab } from '../support/browser/browser.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { jpeg, png, svg } from '../support/pictures.ts';
import { definition } from '../support/records.ts';

const at = browsedDesk({ role: 'builder' });
let id: string;

beforeEach(async () => {
  const made = definition({ name: 'Acme order sync', description: 'Sends paid orders to Acme ERP.' });
  id = (await at.desk.deps.store.write((tx) => createIntegration(tx, made))).id;
});

const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
/** What a browser makes of a picture: pixels that it has read, and how it fits them in. */
const shown = (tab: Tab, selector: string) =>
  tab.evaluate<[boolean, number, number, string]>(
    `(async () => { const image = document.querySelector(${JSON.stringify(selector)}); await image.decode(); return [image.complete, image.naturalWidth, image.naturalHeight, getComputedStyle(image).objectFit]; })()`,
  );

test.each([
  ['a browser', true, 1440],
  ['a phone', true, 360],
  ['a browser without scripts', false, 1440],
])(
  'in %s',
  async (name, javaScript, width) => {
    const tab = await at.open(`/integrations/${id}`, { javaScript, width });
    await tab.getByRole('link', { name: 'Change the icon' }).click();
    const dialog = tab.getByRole('dialog');
    await shootInBothThemes(tab, `icon-none-${width}`);
    await dialog.getByLabel('Picture').setInputFiles(file('logo.svg', svg('<script>alert(1)</script>')));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This SVG has the element script.').first().waitFor();
    await shootInBothThemes(tab, `icon-refused-${width}`);
    await dialog.getByLabel('Picture').setInputFiles(file('wide.jpg', png(1000, 600)));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This picture has 1,000 × 600 pixels.').waitFor();
    if (javaScript) expect(await shown(tab, 'dialog .tile img')).toEqual([true, 400, 240, 'contain']);
    await shootInBothThemes(tab, `icon-wide-${width}`);
    await dialog.getByLabel('Another picture').setInputFiles(file('square.jpg', await jpeg(500)));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await tab.waitForURL(`**/integrations/${id}`);
    if (javaScript) expect(await shown(tab, 'aside a.tile img')).toEqual([true, 400, 400, 'contain']);
    await shootInBothThemes(tab, `icon-square-${width}`);
    await importedAnew(tab, width);
    await tab.goto(`${new URL(tab.url()).origin}/integrations/${id}`);
    await tab.getByRole('link', { name: 'Change the icon' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await tab.waitForURL(`**/integrations/${id}`);
    expect((await getIntegration(at.desk.deps.store.read, id)).icon).toBeNull();
    expect(await tab.getByRole('link', { name: 'Change the icon' }).textContent()).toContain('AO');
    // Without scripts a refused form is an error to the browser's console alone.
    expect((await tab.problems()).filter((problem) => !problem.includes('422'))).toEqual([]);
    expect(name).not.toBe('');
    await tab.close();
  },
  180_000,
);

/** Exports the integration with its icon, and makes another one of the file. */
async function importedAnew(tab: Tab, width: number): Promise<void> {
  await tab.getByLabel('More for this integration').click();
  const downloaded = tab.waitForEvent('download');
  await tab.getByRole('link', { name: 'Export with icon (zip)' }).click();
  const archive = await downloaded;
  expect(archive.suggestedFilename()).toBe('Acme-order-sync.zip');
  const bytes = readFileSync(await archive.path());
  await tab.goto(`${new URL(tab.url()).origin}/integrations/import`);
  await tab.getByLabel('File').setInputFiles(file('Acme-order-sync.zip', bytes));
  await tab.getByRole('button', { name: 'Check' }).click();
  await tab.getByText('The icon of the file comes with it.').waitFor();
  await shootInBothThemes(tab, `icon-import-${width}`);
  await tab.getByRole('button', { name: 'Import', exact: true }).click();
  await tab.locator('aside a.tile img').waitFor();
}
