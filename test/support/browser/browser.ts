/*
 * A real browser for the tests, one per test file. Each tab has a context of its own: cookies, cache and theme.
 * Checks of a page get scripts as text: they run in the browser, whose types this program does not know.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { collectProblems } from './problems.ts';

export type TabOptions = {
  url: string;
  /** Of the viewport, 1440 by default; below 500 the height is a phone's, and a finger points. */
  width?: number;
  /** What the system prefers, light by default; the choice of a person is the cookie `theme`. */
  theme?: 'light' | 'dark';
  javaScript?: boolean;
  /** By name, for the host of the URL. */
  cookies?: Record<string, string>;
};

/** A desk and a phone: every page has to be good at both, light and dark. */
export const WIDTHS = [1440, 390] as const;

/** A page; closing it closes all that belongs to it. */
export type Tab = Page & {
  /**
   * What has gone wrong since this was last asked: script and console errors, violations of the content security
   * policy, failed requests, requests to other origins, scripts that opened a dialog. A line each.
   */
  problems(): Promise<string[]>;
  /** The status of the document that is shown. */
  status(): number;
};

export type TestBrowser = {
  page(options: TabOptions): Promise<Tab>;
  close(): Promise<void>;
};

/** For `beforeAll`; `close` is for `afterAll`. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await launchChromium();
  return {
    async page(options) {
      const { width = 1440 } = options;
      const isPhone = width < 500;
      const context = await browser.newContext({
        viewport: { width, height: isPhone ? 844 : 900 },
        hasTouch: isPhone,
        colorScheme: options.theme ?? 'light',
        javaScriptEnabled: options.javaScript ?? true,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'UTC',
        acceptDownloads: true,
      });
      return await openTab(context, options);
    },
    close: () => browser.close(),
  };
}

async function openTab(context: BrowserContext, { url, cookies = {} }: TabOptions): Promise<Tab> {
  // On a busy machine a page may take long; what does not come is told all the same.
  context.setDefaultTimeout(60_000);
  const { origin } = new URL(url);
  await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: origin })));
  const problems = collectProblems(context, origin);
  const page = await context.newPage();
  let status = 0;
  page.on('response', (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) status = response.status();
  });
  page.once('close', () => void context.close().catch(() => undefined));
  const tab = Object.assign(page, {
    async problems() {
      // One round through the browser: what it has noticed before comes before the answer.
      await page.evaluate('0');
      return problems.splice(0);
    },
    status: () => status,
  });
  await tab.goto(url);
  return tab;
}
