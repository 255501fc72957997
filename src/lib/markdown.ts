import MarkdownIt, { type MarkdownIt as Reader, type StateCore, type Token } from 'markdown-it';

/** Headings of a text begin below those of the page around it: its title and the section that shows the text. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;
const LINK: [string, string] = ['rel', 'noopener noreferrer nofollow'];

const reader = createReader();

/**
 * HTML of a text in Markdown that anybody may have written: its own HTML is shown as text, links lead to http, https,
 * mailto and relative addresses only, images are links, and headings skip no level. Never throws.
 */
export function renderMarkdown(text: string): string {
  return reader.render(text);
}

function createReader(): Reader {
  const made = new MarkdownIt({ html: false, linkify: true });
  const { escapeHtml } = made.utils;
  made.validateLink = isHarmless;
  made.core.ruler.push('tame', ({ tokens, Token: Made }) => {
    levelHeadings(tokens);
    for (const token of tokens) tame(token, Made);
  });
  const block = (name: string) => `<div class="table-wrap" tabindex="0" role="group" aria-label="${name}">`;
  made.renderer.rules.table_open = () => `${block('Table')}<table class="table">\n`;
  made.renderer.rules.table_close = () => '</table></div>\n';
  const code = (tokens: Token[], index: number) =>
    `${block('Code')}<pre><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre></div>\n`;
  made.renderer.rules.fence = code;
  made.renderer.rules.code_block = code;
  return made;
}

/** Addresses within a page are left out: the headings of a text have no ids. */
function isHarmless(url: string): boolean {
  const address = url.trim();
  if (/^[^/?#]*:/.test(address)) return /^(https?|mailto):/i.test(address);
  return !/^([\\/]{2}|#)/.test(address);
}

/** The outline of the headings with the first level below the page's, whichever levels the text begins with or skips. */
function levelHeadings(tokens: Token[]): void {
  const outline: number[] = [];
  for (const token of tokens) {
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue;
    const level = Number(token.tag.slice(1));
    if (token.type === 'heading_open') {
      while ((outline.at(-1) ?? 0) >= level) outline.pop();
      outline.push(level);
    }
    token.tag = `h${Math.min(FIRST_LEVEL + outline.length - 1, LAST_LEVEL)}`;
  }
}

type TokenClass = StateCore['Token'];

function tame(token: Token, Made: TokenClass): void {
  const align = token.attrGet('style');
  if (align !== null) token.attrs = String(align).endsWith('right') ? [['class', 'num']] : null;
  if (token.type === 'link_open') token.attrPush(LINK);
  if (token.children) token.children = inlineOf(token.children, Made);
}

/** Images become links to them, and inside a link its text. */
function inlineOf(children: Token[], Made: TokenClass): Token[] {
  let isInLink = false;
  return children.flatMap((token) => {
    if (token.type === 'link_open' || token.type === 'link_close') isInLink = token.type === 'link_open';
    if (token.type !== 'image') {
      tame(token, Made);
      return [token];
    }
    const address = String(token.attrGet('src') ?? '');
    const text = new Made('text', '', 0);
    text.content = token.content || address;
    if (isInLink) return [text];
    const open = new Made('link_open', 'a', 1);
    open.attrs = [['href', address], LINK];
    return [open, text, new Made('link_close', 'a', -1)];
  });
}
