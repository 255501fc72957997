import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import * as v from 'valibot';

const SOURCE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** The only ones of these that colours decide. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
const ALL = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };
const COLOURS = { runOnly: { type: 'rule', values: COLOUR_RULES }, resultTypes: ['violations'] };

const Found = v.array(
  v.object({
    id: v.string(),
    nodes: v.array(v.object({ target: v.array(v.unknown()), failureSummary: v.optional(v.string(), '') })),
  }),
);

/**
 * What axe finds against WCAG 2.2 AA and its best practices, in what is visible now: a line per element with the rule,
 * the element's selector, and what to do. The debugger's evaluation is not subject to the page's content security policy,
 * but needs JavaScript: a tab that was opened without it has no axe.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  return await violationsOf(page, ALL);
}

/**
 * The same in light, and in dark what colours decide: for the rest the page is the same one, and turning it dark costs a
 * sixth of loading it again. The page is light afterwards.
 */
export async function axeViolationsInBothThemes(page: Page): Promise<string[]> {
  const inLight = await axeViolations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await violationsOf(page, COLOURS);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight, ...inDark.map((line) => `in dark: ${line}`)];
}

async function violationsOf(page: Page, options: typeof ALL): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await load(page);
  const found = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  );
  return v
    .parse(Found, found)
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.target.join(' ')}: ${oneLine(node.failureSummary)}`),
    );
}

/** As the debugger does it: the page's own evaluation wraps half a megabyte of script once more, which takes twice as long. */
async function load(page: Page): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Runtime.evaluate', { expression: `${SOURCE};0` });
  await debug.detach();
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
