import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { openDesk } from '../support/app.ts';
import { cleanUp } from '../support/binary.ts';
import { openApp, serveDesk } from '../support/browser/app.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await cleanUp();
});

test('a browser looks at the app over the store of a test', async () => {
  const desk = openDesk();
  const served = serveDesk(desk);
  const tab = await browser.page({ url: `${served.url}/healthz` });
  expect([tab.status(), await tab.problems()]).toEqual([200, []]);
  await tab.close();
  await served.stop();
  await desk.close();
});

test('a browser follows the link that a fresh installation prints, and nothing of it is left behind', async () => {
  const app = await openApp();
  const tab = await browser.page({ url: await app.setUpUrl() });
  expect([tab.status(), await tab.problems()]).toEqual([200, []]);
  await tab.close();
  await app.stop();
  expect(existsSync(app.folder)).toBe(false);
}, 180_000);
