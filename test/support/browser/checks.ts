/* What axe does not see. The scripts run in the page; each check answers lines for people, none when all is well. */
import type { Page } from 'playwright-core';
import * as v from 'valibot';

const Lines = v.array(v.string());
const NAME = `const nameOf = (element) => {
  const names = [...element.classList].map((name) => '.' + name).join('');
  return element.localName + (element.id ? '#' + element.id : '') + names;
};`;

async function linesOf(page: Page, script: string): Promise<string[]> {
  return v.parse(Lines, await page.evaluate(`(async () => { ${NAME} ${script} })()`));
}

/** Elements that make the document wider than the window; what scrolls in a frame of its own does not count. */
export async function sidewaysScroll(page: Page): Promise<string[]> {
  return await linesOf(
    page,
    `const root = document.documentElement;
    const over = root.scrollWidth - root.clientWidth;
    if (over <= 0) return [];
    const isFramed = (element) => {
      for (let frame = element.parentElement; frame && frame !== document.body; frame = frame.parentElement)
        if (getComputedStyle(frame).overflowX !== 'visible') return true;
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right + scrollX > root.clientWidth + 0.5 && !isFramed(element));
    const innermost = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    const lines = innermost.map((element) =>
      nameOf(element) + ' ends at ' + Math.round(element.getBoundingClientRect().right + scrollX) + ' of ' + root.clientWidth + ' px');
    return lines.length > 0 ? lines : ['the document is ' + over + ' px wider than the window'];`,
  );
}

/** Names in tables that have so little room beside the other columns that a word breaks into syllables. */
export async function squeezedNames(page: Page): Promise<string[]> {
  return await linesOf(
    page,
    `const least = innerWidth < 760 ? 70 : 140;
    return [...document.querySelectorAll('.table td:has(.title)')].flatMap((cell) => {
      const { width } = cell.getBoundingClientRect();
      return width === 0 || width >= least ? [] : [cell.querySelector('.title').textContent + ' has ' + Math.round(width) + ' px'];
    });`,
  );
}

/**
 * What has moved since the page was opened without anybody having touched it. Less than a thousandth is nothing that one
 * sees: a busy machine draws a scrollbar or a letter a fraction of a pixel elsewhere first.
 */
export async function layoutShift(page: Page): Promise<string[]> {
  return await linesOf(
    page,
    `const entries = [];
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    // Two frames: the one that is being drawn may shift, too.
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    entries.push(...observer.takeRecords());
    observer.disconnect();
    return entries.filter((entry) => !entry.hadRecentInput && entry.value >= 0.001).map((entry) => {
      const moved = entry.sources.flatMap(({ node }) => (node?.localName ? [nameOf(node)] : node ? [nameOf(node.parentElement)] : []));
      return entry.value.toFixed(4) + ' by ' + ([...new Set(moved)].join(', ') || 'something that is gone');
    });`,
  );
}

/** Elements that the Tab key reaches but that do not show it: no outline, no shadow, or nothing to be seen at all. */
export async function unseenFocus(page: Page, most = 200): Promise<string[]> {
  await page.evaluate('globalThis.focusedBefore = new Set(); document.activeElement?.blur(); scrollTo(0, 0)');
  const unseen: string[] = [];
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const [where, isSeen, isNew] = v.parse(
      v.tuple([v.string(), v.boolean(), v.boolean()]),
      await focused(page),
    );
    if (where === 'body' || !isNew) return unseen;
    if (!isSeen) unseen.push(where);
  }
  throw new Error(`There are more than ${most} things to reach with Tab.`);
}

/** Name of the element with the focus, whether that is seen, and whether it is there for the first time. */
async function focused(page: Page): Promise<unknown> {
  return await page.evaluate(`(() => { ${NAME}
    const element = document.activeElement ?? document.body;
    const seen = globalThis.focusedBefore;
    const isNew = !seen.has(element);
    seen.add(element);
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const hasRing = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    return [nameOf(element), hasRing && box.width > 0 && box.height > 0, isNew];
  })()`);
}
