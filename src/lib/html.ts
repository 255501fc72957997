import { escapeUTF8 } from 'entities/escape';
import { Parser } from 'htmlparser2';

/** As long as a page shows; files can bring megabytes. */
const LONGEST = 100_000;
const DEEPEST = 50;
/** Headings of a text begin below those of the page around it: its title and the section that shows the text. */
const FIRST_LEVEL = 3;
const LAST_LEVEL = 6;
const LINK = 'rel="noopener noreferrer nofollow"';

const KEPT: ReadonlySet<string> = new Set([
  ...['p', 'br', 'hr', 'ul', 'ol', 'li', 'strong', 'b', 'em', 'i', 'code', 'pre', 'blockquote', 'a', 'img'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
]);
const EMPTY: ReadonlySet<string> = new Set(['br', 'hr']);
/** What these hold is no text for a reader. */
const PROGRAMS: ReadonlySet<string> = new Set([
  ...['script', 'style', 'template', 'iframe', 'object', 'embed', 'svg', 'math', 'noscript', 'title'],
  ...['textarea', 'select', 'audio', 'video', 'canvas', 'noembed', 'noframes', 'xmp', 'plaintext'],
]);
/** What stands nowhere else than inside of others. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  li: ['ul', 'ol'],
  thead: ['table'],
  tbody: ['table'],
  tr: ['table', 'thead', 'tbody'],
  th: ['tr'],
  td: ['tr'],
};
const ROWS: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tr']);

/**
 * HTML that anybody may have written, with headings, paragraphs, lists, emphasis, code, links and tables alone: all of
 * it is written anew, so that nothing else comes through. Links lead to http, https and mailto; images, which pages load
 * from nowhere else, are links to them; headings skip no level. Never throws.
 */
export function safeHtml(html: string): string {
  const writer = new Writer();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      ontext: (text) => writer.text(text),
      onclosetag: (name) => writer.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html.slice(0, LONGEST));
  return writer.end();
}

/** Writes what is let through; of what is open it knows the name, and how it is closed. */
class Writer {
  readonly #open: { name: string; end: string }[] = [];
  readonly #levels: number[] = [];
  #written = '';
  /** How deep it is in what is left out with all that it holds. */
  #skipped = 0;

  get #inner(): string {
    return this.#open.at(-1)?.name ?? '';
  }

  #push(name: string, begin: string, end: string): void {
    this.#written += begin;
    this.#open.push({ name, end });
  }

  open(name: string, attributes: Record<string, string>): void {
    if (this.#skipped > 0 || PROGRAMS.has(name)) {
      if (PROGRAMS.has(name)) this.#skipped += 1;
      return;
    }
    const places = INSIDE[name];
    if (!KEPT.has(name) || this.#open.length >= DEEPEST) return;
    if (places ? !places.includes(this.#inner) : !this.#mayWrite()) return;
    if (name === 'img') this.#image(attributes);
    else if (EMPTY.has(name)) this.#written += `<${name}>`;
    else if (name === 'a') this.#link(attributes.href);
    else if (/^h\d$/.test(name)) this.#heading(name);
    else if (name === 'table') this.#push(name, `${block('Table')}<table class="table">`, '</table></div>');
    else if (name === 'pre') this.#push(name, `${block('Code')}<pre>`, '</pre></div>');
    else this.#push(name, `<${name}>`, `</${name}>`);
  }

  /** Whether text or inline markup may stand here; in a list it begins an item. */
  #mayWrite(): boolean {
    if (this.#inner === 'ul' || this.#inner === 'ol') this.#push('li', '<li>', '</li>');
    return !ROWS.has(this.#inner);
  }

  #link(href: string | undefined): void {
    if (!isHarmless(href) || this.#open.some(({ name }) => name === 'a')) return;
    this.#push('a', `<a href="${escapeUTF8(href)}" ${LINK}>`, '</a>');
  }

  #image({ src, alt }: Record<string, string>): void {
    const text = escapeUTF8(alt || src || '');
    const isLink = isHarmless(src) && !this.#open.some(({ name }) => name === 'a');
    this.#written += isLink ? `<a href="${escapeUTF8(src)}" ${LINK}>${text}</a>` : text;
  }

  #heading(name: string): void {
    const level = Number(name.slice(1));
    while ((this.#levels.at(-1) ?? 0) >= level) this.#levels.pop();
    this.#levels.push(level);
    const shown = Math.min(FIRST_LEVEL + this.#levels.length - 1, LAST_LEVEL);
    this.#push(name, `<h${shown}>`, `</h${shown}>`);
  }

  text(text: string): void {
    if (this.#skipped > 0) return;
    if (text.trim() === '') {
      if (!ROWS.has(this.#inner)) this.#written += text;
    } else if (this.#mayWrite()) this.#written += escapeUTF8(text);
  }

  close(name: string): void {
    if (PROGRAMS.has(name)) this.#skipped = Math.max(0, this.#skipped - 1);
    if (this.#skipped > 0) return;
    if (!this.#open.some((each) => each.name === name)) return;
    for (let last = this.#open.pop(); last; last = this.#open.pop()) {
      this.#written += last.end;
      if (last.name === name) return;
    }
  }

  end(): string {
    while (this.#open.length > 0) this.#written += this.#open.pop()?.end ?? '';
    return this.#written.trim();
  }
}

/** What may be wider than the page, and is then moved by itself. */
function block(name: string): string {
  return `<div class="table-wrap" tabindex="0" role="group" aria-label="${name}">`;
}

function isHarmless(url: string | undefined): url is string {
  return url !== undefined && /^\s*(https?:\/\/|mailto:)/i.test(url);
}
