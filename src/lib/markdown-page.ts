import type { MarkdownIt as Reader, Token } from 'markdown-it';
import { createReader } from './markdown.ts';

/** A heading that links lead to. */
export type Heading = { id: string; level: number; text: string };
/** What stands below a heading, as plain text; the part before the first one has the page's title and no id. */
export type Section = { id: string | undefined; heading: string; text: string };

/** A page that ships with the program: its author is trusted with links and headings, and with nothing else. */
export type MarkdownPage = {
  title: string;
  /** The first paragraph. */
  lead: string;
  /** HTML of all but the title. */
  html: string;
  headings: Heading[];
  sections: Section[];
};

/** Apart from the ids that pages have of their own: of icons, for one. */
const PREFIX = 'section-';
/** Deeper headings are no places of their own. */
const DEEPEST = 3;

/**
 * Reads a page of Markdown that begins with its title.
 * @param linkOf the address of a link to another page, as `webhooks.md#keys` names it
 */
export function readMarkdownPage(text: string, linkOf: (href: string) => string): MarkdownPage {
  const reader = createReader();
  const tokens = reader.parse(text, {});
  const [first, title] = tokens;
  if (first?.tag !== 'h1' || title?.type !== 'inline')
    throw new Error(`A page begins with its title: # ${text.slice(0, 40)}`);
  const rest = tokens.slice(3);
  const headings = namedHeadings(rest);
  for (const token of rest) for (const child of token.children ?? []) leadOn(child, linkOf);
  const name = plain(title);
  return {
    title: name,
    lead: rest[0]?.type === 'paragraph_open' && rest[1] ? plain(rest[1]) : '',
    html: rendered(reader, rest),
    headings,
    sections: sectionsOf(rest, name),
  };
}

/** The anchor of a heading: `What is kept?` → `section-what-is-kept`. */
export function anchorOf(heading: string): string {
  const words = heading.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [];
  return PREFIX + words.join('-');
}

function namedHeadings(tokens: Token[]): Heading[] {
  const found: Heading[] = [];
  tokens.forEach((token, index) => {
    const inside = tokens[index + 1];
    if (token.type !== 'heading_open' || !inside) return;
    const text = plain(inside);
    const same = found.filter((other) => anchorOf(other.text) === anchorOf(text)).length;
    const id = same === 0 ? anchorOf(text) : `${anchorOf(text)}-${same + 1}`;
    token.attrSet('id', id);
    found.push({ id, level: Number(token.tag.slice(1)), text });
  });
  return found;
}

/** Each heading is a link to itself, to be copied. */
function rendered(reader: Reader, tokens: Token[]): string {
  reader.renderer.rules.heading_open = (all, index) => {
    const { tag = 'h2', attrGet } = all[index] ?? {};
    const id = attrGet?.call(all[index], 'id') ?? '';
    return `<${tag} id="${id}"><a href="#${id}">`;
  };
  reader.renderer.rules.heading_close = (all, index) => `</a></${all[index]?.tag ?? 'h2'}>\n`;
  return reader.renderer.render(tokens, reader.options, {});
}

function leadOn(token: Token, linkOf: (href: string) => string): void {
  if (token.type !== 'link_open') return;
  const href = String(token.attrGet('href') ?? '');
  if (/^https?:/.test(href)) token.attrSet('rel', 'noopener noreferrer');
  else token.attrSet('href', linkOf(href));
}

function sectionsOf(tokens: Token[], title: string): Section[] {
  const sections: Section[] = [{ id: undefined, heading: title, text: '' }];
  let isHeading = false;
  for (const token of tokens) {
    if (token.type === 'heading_open') {
      isHeading = Number(token.tag.slice(1)) <= DEEPEST;
      if (isHeading) sections.push({ id: String(token.attrGet('id')), heading: '', text: '' });
    }
    const last = sections.at(-1);
    const text = token.type === 'inline' ? plain(token) : token.type === 'fence' ? token.content : '';
    if (last && text !== '') {
      if (isHeading) last.heading = text;
      else last.text = `${last.text} ${text}`.trim();
    }
    if (token.type === 'heading_close') isHeading = false;
  }
  return sections;
}

/** The text of an inline token without its marks. */
function plain({ children }: Token): string {
  const texts = (children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content));
  return texts.join('').replaceAll(/\s+/g, ' ').trim();
}
