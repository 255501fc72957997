import type { MarkdownIt as Reader, StateCore, Token } from 'markdown-it';

/** Headings of a text begin below those of the page around it: its title and the section that shows the text. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;
/** As long as the text that a person may write here. To read one of megabytes, as files can bring, takes seconds. */
const LONGEST = 100_000;
const LINK: [string, string] = ['rel', 'noopener noreferrer nofollow'];

let tamed: Reader | undefined;

/** Made with the first text that is shown. */
function tamedReader(): Reader {
  tamed ??= createTamed();
  return tamed;
}

/**
 * HTML of a text in Markdown that anybody may have written: its own HTML is shown as text, links lead to http, https,
 * mailto and relative addresses only, images are links, and headings skip no level. A text that is too long to be read
 * as Markdown is shown as it was written. Never throws.
 */
export function renderMarkdown(text: string): string {
  const reader = tamedReader();
  return text.length > LONGEST ? asWritten('Text', text, reader.utils.escapeHtml) : reader.render(text);
}

function createTamed(): Reader {
  const made = createReader();
  made.validateLink = isHarmless;
  made.core.ruler.push('tame', ({ tokens, Token: Made }) => {
    levelHeadings(tokens);
    for (const token of tokens) tame(token, Made);
  });
  return made;
}

/** Reads Markdown without HTML of its own; tables and code look like those of our pages. */
export function createReader(): Reader {
  const MarkdownIt: typeof import('markdown-it').default = require('markdown-it');
  const made = new MarkdownIt({ html: false, linkify: true });
  made.renderer.rules.table_open = () => `${block('Table')}<table class="table">\n`;
  made.renderer.rules.table_close = () => '</table></div>\n';
  const code = (tokens: Token[], index: number) =>
    asWritten('Code', tokens[index]?.content ?? '', made.utils.escapeHtml);
  made.renderer.rules.fence = code;
  made.renderer.rules.code_block = code;
  return made;
}

/** What may be wider than the page, and is then moved by itself. */
function block(name: string): string {
  return `<div class="table-wrap" tabindex="0" role="group" aria-label="${name}">`;
}

function asWritten(name: string, text: string, escaped: (text: string) => string): string {
  return `${block(name)}<pre><code>${escaped(text)}</code></pre></div>\n`;
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
