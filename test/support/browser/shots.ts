import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** Where screenshots are for people to look at; nothing compares them. */
const SHOTS = resolve(import.meta.dir, '../../../dist/shots');

/**
 * Saves the whole page as `<name>.png` and answers where; folders in the name are made. Only when somebody wants to look
 * (`SHOTS=1 bun test test/browser`): drawing takes a third of the time of these tests.
 */
export async function shoot(page: Page, name: string): Promise<string | undefined> {
  if (process.env.SHOTS !== '1') return undefined;
  const path = join(SHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}

/** As `<name>-light.png` and `<name>-dark.png`; the page is light afterwards. */
export async function shootInBothThemes(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS !== '1') return;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await shoot(page, `${name}-${colorScheme}`);
  }
}
