import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import * as v from 'valibot';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const PATH = '/axe-for-tests.js';
type Theme = 'light' | 'dark';
type Answer = (request: Request) => Response | Promise<Response>;

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** The only ones of these that colours decide. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const ALL = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };
const COLOURS = { runOnly: { type: 'rule', values: COLOUR_RULES }, resultTypes: ['violations'] };

/** The shapes of all icons, which are shown nowhere themselves and are a third of a page's elements. */
const SPRITE = 'svg:has(> symbol)';

const Found = v.array(
  v.object({
    id: v.string(),
    nodes: v.array(v.object({ target: v.array(v.unknown()), failureSummary: v.optional(v.string(), '') })),
  }),
);

/**
 * What axe finds against WCAG 2.2 AA and its best practices, in what is visible now: a line per element with the rule,
 * the element's selector, and what to do. A tab that was opened without JavaScript has no axe.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  return await violationsOf(page, ALL);
}

/**
 * The same, and in the other theme what colours decide: for the rest the page is the same one, and turning its colours
 * costs a sixth of loading it again. @param opened the theme of the tab, which it has again afterwards
 */
export async function axeViolationsInBothThemes(page: Page, opened: Theme = 'light'): Promise<string[]> {
  const other = opened === 'light' ? 'dark' : 'light';
  const found = await axeViolations(page);
  await page.emulateMedia({ colorScheme: other });
  const inOther = await violationsOf(page, COLOURS);
  await page.emulateMedia({ colorScheme: opened });
  return [...found, ...inOther.map((line) => `in ${other}: ${line}`)];
}

async function violationsOf(page: Page, options: typeof ALL): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await load(page);
  const found = await page.evaluate(
    `axe.run({ exclude: [${JSON.stringify(SPRITE)}] }, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return v
    .parse(Found, found)
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.target.join(' ')}: ${oneLine(node.failureSummary)}`),
    );
}

async function load(page: Page): Promise<void> {
  await page.evaluate(
    `new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), { src: '${PATH}', onload: resolve });
      script.onerror = () => reject(new Error('The server of this page does not serve axe: see withAxe.'));
      document.head.append(script);
      script.remove();
    })`,
  );
}

/**
 * A server whose pages can be looked at with axe, which they load from there: Chromium keeps what it has compiled of a
 * file that it has loaded some times, so that half a megabyte takes a tenth of what it takes as text through the debugger.
 */
export function withAxe(answer: Answer): Answer {
  const headers = { 'content-type': 'text/javascript', 'cache-control': 'max-age=31536000, immutable' };
  return (request) =>
    new URL(request.url).pathname === PATH ? new Response(SOURCE, { headers }) : answer(request);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
