/** Files on their way from a real browser: how far they have come, and what is left of those that do not arrive. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntegration } from '../../src/models/integrations.ts';
import { until } from '../support/binary.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import type { Tab } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { definition } from '../support/records.ts';

const at = browsedDesk();
const folder = mkdtempSync(join(tmpdir(), 'stepwell-uploads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let path: string;
beforeAll(async () => {
  const { store } = at.desk.deps;
  const { id } = await store.write((tx) => createIntegration(tx, definition({ name: 'Orders' })));
  path = `/integrations/${id}/attachments`;
}, 180_000);

/** A file of so many bytes. */
function file(name: string, size: number): string {
  const made = join(folder, name);
  writeFileSync(made, '');
  truncateSync(made, size);
  return made;
}

const TOO_LARGE = 50 * 1024 * 1024 + 1;
const names = (tab: Tab) => tab.locator('#attachments a.title').allTextContents();
const choose = (tab: Tab, ...files: string[]) => tab.getByLabel('Add files').setInputFiles(files);
const contract = { name: 'Vertrag Süd.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1000, 'x') };
const upload = (tab: Tab) => tab.getByRole('button', { name: 'Upload' }).click();

/** Sends no faster than so many bytes a second. */
async function slowDown(tab: Tab, uploadThroughput: number): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Network.enable');
  const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput };
  await session.send('Network.emulateNetworkConditions', conditions);
}

test('several files are sent one by one; what is too large says so, and the others are there at once', async () => {
  const tab = await at.open(path);
  expect(await tab.getByRole('heading', { name: 'No attachments yet' }).count()).toBe(1);
  expect(await axeViolationsInBothThemes(tab, 'light')).toEqual([]);
  await shootInBothThemes(tab, 'uploads-none-yet');
  await choose(tab, file('codes.csv', 10), file('film.mov', TOO_LARGE));
  await upload(tab);
  await tab.getByLabel('Add files').setInputFiles([contract]);
  await upload(tab);
  await until('both are listed', async () => (await names(tab)).length === 2);
  expect(await names(tab)).toEqual(['Vertrag Süd.pdf', 'codes.csv']);
  const refused = tab.getByRole('listitem').filter({ hasText: 'film.mov' });
  expect(await refused.getByRole('alert').textContent()).toBe(
    '“film.mov” is larger than 50 MB, which is the limit for an attachment, so nothing was added. Make it smaller, or keep it elsewhere.',
  );
  expect(await tab.getByRole('link', { name: /^Attachments/ }).textContent()).toBe('Attachments2');
  expect(await tab.locator('#said').textContent()).toBe('2 files are uploaded.');
  expect(await axeViolationsInBothThemes(tab, 'light')).toEqual([]);
  await shootInBothThemes(tab, 'uploads-refused-1440');
  await tab.setViewportSize({ width: 360, height: 800 });
  await shootInBothThemes(tab, 'uploads-refused-360');
  expect(await sidewaysScroll(tab)).toEqual([]);
  await refused.getByRole('button', { name: 'Dismiss film.mov' }).press('Enter');
  expect(await refused.count()).toBe(0);
  // Chromium itself notes each answer that refuses.
  expect((await tab.problems()).filter((line) => !line.includes('413'))).toEqual([]);
  await tab.close();
}, 180_000);

test('a bar says how far a file has come, and one that is stopped is not kept', async () => {
  const tab = await at.open(path);
  const before = await names(tab);
  await slowDown(tab, 300_000);
  await choose(tab, file('slow.bin', 3_000_000), file('next.bin', 10));
  await upload(tab);
  const row = tab.getByRole('listitem').filter({ hasText: 'slow.bin' });
  const share = async () => Number(await row.getByRole('progressbar').getAttribute('value'));
  const first = await until('it has begun', async () => (await share()) || undefined);
  await until('it goes on', async () => (await share()) > first);
  expect(await row.textContent()).toMatch(/slow\.bin\d+ %/);
  await shootInBothThemes(tab, 'uploads-under-way');
  await row.getByRole('button', { name: 'Stop slow.bin' }).click();
  await until('the next one is listed', async () => (await names(tab)).includes('next.bin'));
  await tab.reload();
  expect(await names(tab)).toEqual(['next.bin', ...before]);
  await tab.close();
}, 180_000);

test('without scripts the form sends all files at once, and is shown again with the limit when one is too large', async () => {
  const tab = await at.open(path, { javaScript: false });
  const before = await names(tab);
  await choose(tab, file('one.txt', 5), file('film.mov', TOO_LARGE));
  await upload(tab);
  expect(tab.status()).toBe(413);
  expect(await tab.getByRole('alert').textContent()).toContain('“film.mov” is larger than 50 MB');
  expect(await names(tab)).toEqual(before);
  await choose(tab, file('one.txt', 5), file('two.txt', 0));
  await upload(tab);
  expect(await names(tab)).toEqual(['two.txt', 'one.txt', ...before]);
  await upload(tab);
  expect(tab.status()).toBe(422);
  expect(await tab.getByRole('alert').textContent()).toContain('Choose one or more files first.');
  await tab.close();
}, 180_000);

test('a file is downloaded under its name, with the keyboard alone', async () => {
  const tab = await at.open(path);
  const download = tab.waitForEvent('download');
  await tab.getByRole('link', { name: 'next.bin' }).press('Enter');
  expect((await download).suggestedFilename()).toBe('next.bin');
  await tab.getByLabel('More for Vertrag Süd.pdf').press('Enter');
  await tab.getByRole('link', { name: 'Rename …' }).press('Enter');
  await tab.getByRole('textbox', { name: 'Name', exact: true }).fill('codes.csv');
  await tab.keyboard.press('Enter');
  expect(await tab.getByRole('alert').textContent()).toContain(
    'Another attachment of this integration has this name.',
  );
  await tab.getByRole('textbox', { name: 'Name', exact: true }).fill('Vertrag.pdf');
  await tab.keyboard.press('Enter');
  await tab.getByLabel('More for Vertrag.pdf').press('Enter');
  await tab.getByRole('link', { name: 'Delete …' }).press('Enter');
  await tab.getByRole('button', { name: 'Delete attachment' }).press('Enter');
  await until('it is gone', async () => !(await names(tab)).includes('Vertrag.pdf'));
  await tab.close();
}, 180_000);
