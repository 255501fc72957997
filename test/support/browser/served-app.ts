import { afterAll, beforeAll } from 'bun:test';
import type { Component } from '../../../src/components/component.ts';
import type { UserRole } from '../../../src/db/schema.ts';
import { type Desk, openDesk } from '../app.ts';
import { type Visitor, visitorAs } from '../visitor.ts';
import { serveDesk } from './app.ts';
import { openBrowser, type Tab, type TabOptions, type TestBrowser } from './browser.ts';

type Ready = { desk: Desk; url: string; browser: TestBrowser; visitor: Visitor };
type OpenOptions = Partial<Omit<TabOptions, 'url'>>;

export type BrowsedDesk = Readonly<Ready> & {
  /** A page as the person who is signed in sees it; without cookies, as a stranger does. */
  open(path: string, options?: OpenOptions): Promise<Tab>;
};

type DeskOptions = { role?: UserRole; name?: string; components?: Component[] };

/** A desk that a browser can look at, and somebody who is signed in, for the tests of the file that calls it. */
export function browsedDesk({ role = 'owner', name, components }: DeskOptions = {}): BrowsedDesk {
  let ready: (Ready & { stop(): Promise<void> }) | undefined;
  const now = () => {
    if (!ready) throw new Error('The desk is there only while a test runs.');
    return ready;
  };
  beforeAll(async () => {
    const desk = openDesk(undefined, undefined, components);
    const served = serveDesk(desk);
    const browser = await openBrowser();
    const visitor = await visitorAs(desk, role, null, name);
    ready = { desk, url: served.url, browser, visitor, stop: served.stop };
  }, 180_000);
  afterAll(async () => {
    const { browser, stop, desk } = now();
    await browser.close();
    await stop();
    await desk.close();
  });
  return {
    get desk() {
      return now().desk;
    },
    get url() {
      return now().url;
    },
    get browser() {
      return now().browser;
    },
    get visitor() {
      return now().visitor;
    },
    open(path, options = {}) {
      const { browser, url, visitor } = now();
      return browser.page({ url: url + path, cookies: { session: visitor.token }, ...options });
    },
  };
}
