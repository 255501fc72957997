import axe from 'axe-core';
import type { Page } from 'playwright-core';
import * as v from 'valibot';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const OPTIONS = { runOnly: { type: 'tag', values: RULES }, resultTypes: ['violations'] };

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
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`,
  );
  return v
    .parse(Found, found)
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.target.join(' ')}: ${oneLine(node.failureSummary)}`),
    );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
