import { afterAll, beforeAll } from 'bun:test';
import { cleanUp } from '../binary.ts';
import { owner } from '../journey-people.ts';
import { type App, type AppOptions, openApp } from './app.ts';
import { openBrowser, type Tab, type TestBrowser } from './browser.ts';

type Ready = { app: App; browser: TestBrowser; tab: Tab; cookies: Record<string, string> };

/**
 * The compiled binary, set up, and a browser in which its owner is at a path; without a path nobody has set it up yet,
 * and the browser is at the link that it has printed. For the tests of the file that calls it.
 */
export function browsedApp(path: string | undefined, options: AppOptions = {}): Readonly<Ready> {
  let ready: Ready | undefined;
  const now = () => {
    if (!ready) throw new Error('The app is there only while a test runs.');
    return ready;
  };
  beforeAll(async () => {
    const app = await openApp(options);
    const browser = await openBrowser();
    const cookies = path === undefined ? {} : await owner(app);
    const url = path === undefined ? await app.setUpUrl() : app.url + path;
    ready = { app, browser, cookies, tab: await browser.page({ url, cookies }) };
  }, 180_000);
  afterAll(async () => {
    await ready?.browser.close();
    await ready?.app.stop();
    await cleanUp();
  }, 180_000);
  return {
    get app() {
      return now().app;
    },
    get browser() {
      return now().browser;
    },
    get tab() {
      return now().tab;
    },
    get cookies() {
      return now().cookies;
    },
  };
}
