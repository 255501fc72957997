import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** Where screenshots are for people to look at; nothing compares them. */
const SHOTS = resolve(import.meta.dir, '../../dist/shots');

/** Saves the whole page as `<name>.png`; answers where. Folders in the name are made. */
export async function shoot(page: Page, name: string): Promise<string> {
  const path = join(SHOTS, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}
