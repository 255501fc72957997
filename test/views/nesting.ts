import { BLOCK, SVG, VOID } from './vocabulary-html.ts';

const TOKEN = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const RAW = new Set(['script', 'style', 'textarea']);
const INTERACTIVE = new Set(['a', 'button', 'input', 'select', 'textarea', 'summary']);

/** Tags that do not close as they opened, and elements where a browser would take them out again. */
export function wrongNesting(html: string): string[] {
  const found: string[] = [];
  const open: string[] = [];
  let raw: string | undefined;
  for (const [token, slash, name, rest = ''] of html.matchAll(TOKEN)) {
    if (name === undefined) continue;
    const tag = name.toLowerCase();
    if (raw !== undefined && !(slash === '/' && tag === raw)) continue;
    raw = undefined;
    if (slash === '/') {
      found.push(...closing(tag, open));
      continue;
    }
    found.push(...misplaced(tag, rest, open));
    const selfClosed = rest.endsWith('/');
    if (selfClosed && !VOID.has(tag) && !SVG.has(tag)) found.push(`${token} closes itself`);
    if (VOID.has(tag) || selfClosed) continue;
    open.push(tag);
    if (RAW.has(tag)) raw = tag;
  }
  return [...found, ...open.map((tag) => `<${tag}> is never closed`)];
}

function closing(tag: string, open: string[]): string[] {
  if (open.at(-1) === tag) {
    open.pop();
    return [];
  }
  if (!open.includes(tag)) return [`</${tag}> closes nothing`];
  const unclosed = open.splice(open.lastIndexOf(tag)).slice(1);
  return unclosed.map((each) => `<${each}> is not closed before </${tag}>`);
}

function misplaced(tag: string, rest: string, open: string[]): string[] {
  const found: string[] = [];
  if (BLOCK.has(tag) && open.includes('p')) found.push(`<${tag}> inside <p>`);
  if (tag === 'form' && open.includes('form')) found.push('<form> inside <form>');
  const hidden = tag === 'input' && /\btype="hidden"/.test(rest);
  for (const outer of ['a', 'button']) {
    if (INTERACTIVE.has(tag) && !hidden && open.includes(outer)) found.push(`<${tag}> inside <${outer}>`);
  }
  if (tag === 'tr' && !['tbody', 'thead', 'tfoot', 'hx-partial', undefined].includes(open.at(-1)))
    found.push(`<tr> inside <${open.at(-1)}>`);
  if ((tag === 'td' || tag === 'th') && open.length > 0 && open.at(-1) !== 'tr')
    found.push(`<${tag}> inside <${open.at(-1)}>`);
  if (tag === 'li' && open.length > 0 && !['ul', 'ol', 'hx-partial'].includes(open.at(-1) ?? ''))
    found.push(`<li> inside <${open.at(-1)}>`);
  return found;
}
