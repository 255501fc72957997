import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeViolations, axeViolationsInBothThemes, withAxe } from '../support/browser/axe.ts';
import { openBrowser, type Tab, type TabOptions, type TestBrowser } from '../support/browser/browser.ts';
import { layoutShift, sidewaysScroll, unseenFocus } from '../support/browser/checks.ts';
import { answer, STYLE } from '../support/browser/faulty-pages.ts';
import { shoot } from '../support/browser/shots.ts';
import { pageWeight } from '../support/browser/weight.ts';

let browser: TestBrowser;
const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: withAxe(answer) });
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop(true);
});

async function on<T>(
  name: string,
  look: (tab: Tab) => Promise<T>,
  options: Partial<TabOptions> = {},
): Promise<T> {
  const tab = await browser.page({ url: `${server.url.origin}/${name}`, ...options });
  try {
    return await look(tab);
  } finally {
    await tab.close();
  }
}

describe('the browser of the tests', () => {
  test.each(['light', 'dark'] as const)('reports nothing of a clean page, %s', async (theme) => {
    const found = await on(
      'clean',
      async (tab) => ({
        problems: await tab.problems(),
        axe: await axeViolations(tab),
        sideways: await sidewaysScroll(tab),
        shift: await layoutShift(tab),
        focus: await unseenFocus(tab),
        status: tab.status(),
      }),
      { theme, width: 360 },
    );
    expect(found).toEqual({ problems: [], axe: [], sideways: [], shift: [], focus: [], status: 200 });
  });

  test.each([
    ['inline', /^content security policy: .*script/],
    ['styled', /^content security policy: .*style/],
    ['console-error', /^console error: It went wrong$/],
    ['thrown', /^script error: Nobody catches this$/],
    ['missing-image', /^failed request: GET .*\/nothing\.png 404$/],
    ['foreign', /^foreign request: http:\/\/elsewhere\.test\/pixel\.png$/],
    ['alert', /^script executed: alert\(smuggled in\)$/],
  ])('reports what is wrong with the page "%s"', async (name, problem) => {
    const problems = await on(name, (tab) => tab.problems());
    expect(problems).toContainEqual(expect.stringMatching(problem));
  });

  test('tells each problem once, and takes a page of an error for an answer', async () => {
    await on('console-error', async (tab) => {
      expect(await tab.problems()).toHaveLength(1);
      await tab.goto(`${server.url.origin}/unknown`);
      expect([tab.status(), await tab.problems()]).toEqual([404, []]);
    });
  });

  test.each([
    ['faint', 'color-contrast at p: '],
    ['nameless', 'button-name at button: '],
  ])('axe finds what is wrong with the page "%s"', async (name, finding) => {
    const found = await on(name, axeViolations);
    expect(found).toEqual([expect.stringContaining(finding)]);
  });

  test('a page that was opened light is looked at in dark too, and is light afterwards', async () => {
    const found = await on('faint-in-dark', async (tab) => [
      await axeViolations(tab),
      await axeViolationsInBothThemes(tab),
      await axeViolations(tab),
    ]);
    expect(found).toEqual([[], [expect.stringContaining('in dark: color-contrast at p')], []]);
  });

  test('tells which element is wider than a phone, and lets wide things scroll in their frame', async () => {
    expect(await on('wide', sidewaysScroll, { width: 360 })).toEqual(['p.wide ends at 716 of 360 px']);
    expect(await on('framed', sidewaysScroll, { width: 360 })).toEqual([]);
  });

  test('tells what has moved after it was drawn', async () => {
    const moved = await on('shifting', async (tab) => {
      await tab.waitForSelector('[data-done]');
      return await layoutShift(tab);
    });
    expect(moved).toEqual([expect.stringMatching(/^0\.\d+ by p#second$/)]);
  });

  test('takes no notice of what moved so little that nobody sees it', async () => {
    const moved = await on('trembling', async (tab) => {
      await tab.waitForSelector('[data-done]');
      return await layoutShift(tab);
    });
    expect(moved).toEqual([]);
  });

  test('tells which focus nobody sees', async () => {
    expect(await on('bare-focus', unseenFocus)).toEqual(['a.bare']);
  });

  test('weighs what comes over the wire from a cold cache', async () => {
    const { total, parts } = await on('clean', pageWeight);
    expect(parts.map(({ url }) => new URL(url).pathname).sort()).toEqual(['/clean', '/style.css']);
    expect(total).toBeGreaterThan(STYLE.length);
  });

  test('shows a page as it is without JavaScript, with the cookies that it is given', async () => {
    const look = async (tab: Tab) => ({
      problems: await tab.problems(),
      cookies: await tab.context().cookies(),
    });
    const shown = await on('alert', look, { javaScript: false, cookies: { theme: 'dark' } });
    expect(shown).toMatchObject({ problems: [], cookies: [{ name: 'theme', value: 'dark' }] });
  });

  test('points with a finger on a phone', async () => {
    const coarse = (tab: Tab) => tab.evaluate('matchMedia("(pointer: coarse)").matches');
    expect([await on('clean', coarse), await on('clean', coarse, { width: 390 })]).toEqual([false, true]);
  });

  test('saves a screenshot to be looked at when somebody asks for it', async () => {
    const asked = process.env.SHOTS;
    try {
      process.env.SHOTS = '1';
      expect(existsSync((await on('clean', (tab) => shoot(tab, 'harness/clean'))) ?? '')).toBe(true);
      process.env.SHOTS = '0';
      expect(await on('clean', (tab) => shoot(tab, 'harness/dirty'))).toBeUndefined();
    } finally {
      if (asked === undefined) delete process.env.SHOTS;
      else process.env.SHOTS = asked;
    }
  });
});

test('two runs that unpack the browser at the same time share one whole copy', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'stepwell-unpack-'));
  const script = `import { unpackedChromium } from ${JSON.stringify(join(import.meta.dir, '../support/browser/chromium.ts'))};
    console.log(unpackedChromium(${JSON.stringify(parent)}));`;
  const run = () => Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'inherit' });
  const folders = await Promise.all([run(), run()].map((child) => child.stdout.text()));
  expect(new Set(folders).size).toBe(1);
  expect(readdirSync(parent).map((name) => join(parent, name))).toEqual([folders[0]?.trim() ?? '']);
  rmSync(parent, { recursive: true });
});
