import { wrongNesting } from './nesting.ts';
import { ofPublic } from './of-public.ts';
import { ARIA, GLOBAL, HTMX, ROLES, TAGS } from './vocabulary-html.ts';

const styles = ofPublic('css/*.css');
const all = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));

const CLASSES = all(styles, /\.([a-z][\w-]*)/gi);
const scripts = ofPublic('js/*.js');
const SPRITE = all(ofPublic('icons.svg'), /<symbol id="([^"]+)"/g);
/** Data attributes are there for the styles or for our script; others say nothing to anybody. */
const DATA = new Set([
  'data-theme',
  'data-path',
  ...[...all(styles + scripts, /\b(data-[a-z][a-z-]*)/g)],
  ...[...all(scripts, /\bdataset\.(\w+)/g)].map(
    (name) => `data-${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  ),
]);

const REFERENCES = [
  'for',
  'list',
  'form',
  'aria-describedby',
  'aria-labelledby',
  'aria-controls',
  'aria-owns',
  'aria-details',
  'aria-errormessage',
  'aria-activedescendant',
];

type Seen = {
  found: string[];
  ids: string[];
  references: { from: string; id: string }[];
  headings: number[];
};

/** What a page or fragment of ours must not hold, each as a sentence; empty when all is well. */
export function foreignMarkup(html: string): string[] {
  const seen: Seen = { found: [], ids: [], references: [], headings: [] };
  let inert = false;
  new HTMLRewriter()
    .on('[inert] h1, [inert] h2, [inert] h3, [inert] h4', {
      element: () => {
        inert = true;
      },
    })
    .on('*', {
      element: (element) => {
        const tag = element.tagName.toLowerCase();
        // Read once: each look from here into the parser costs more than all that is looked for.
        const pairs = [...element.attributes].map(([name = '', value = '']): [string, string] => [
          name,
          value,
        ]);
        const attributes = new Map(pairs);
        if (attributes.size < pairs.length) seen.found.push(`<${tag}> has an attribute twice`);
        seen.found.push(...foreignElement(tag, attributes));
        collect(tag, attributes, inert, seen);
        inert = false;
      },
    })
    .transform(html);
  const whole = /<html[\s>]/i.test(html);
  return [
    ...seen.found,
    ...wrongNesting(html),
    ...repeated(seen.ids).map((id) => `two elements have the id "${id}"`),
    ...dangling(seen, whole),
    ...wrongHeadings(seen.headings, whole),
  ];
}

function foreignElement(tag: string, attributes: Map<string, string>): string[] {
  const own = TAGS.get(tag);
  if (own === undefined) return [`<${tag}> is no tag`];
  const found: string[] = [];
  for (const [name, value] of attributes) found.push(...foreignAttribute(tag, name, value, own));
  if (tag === 'script' && !attributes.has('src')) found.push('<script> is inline');
  if (tag === 'style' && !attributes.has('nonce')) found.push('<style> has no nonce');
  if (tag === 'form' && attributes.get('method') === 'get' && attributes.has('hx-post'))
    found.push('<form> gets and posts');
  return found;
}

function foreignAttribute(tag: string, name: string, value: string, own: Set<string>): string[] {
  const at = `${name}="${value}" on <${tag}>`;
  if (name === 'style') return [`${at}: no style attributes`];
  if (name.startsWith('on') || name.startsWith('hx-on')) return [`${at}: no inline handlers`];
  if (/^\s*javascript:/i.test(value)) return [`${at}: no script in an address`];
  if (name === 'class') {
    return value
      .split(/\s+/)
      .filter((each) => !CLASSES.has(each))
      .map((each) => `class "${each}" on <${tag}> is not in the styles`);
  }
  if (name === 'role' && !ROLES.has(value)) return [`${at}: no such role`];
  const status = /^hx-status:[1-5][\dx]{2}$/.test(name);
  const htmx = HTMX.has(name.replace(/(:inherited|:append)+$/, '')) || status;
  const known = own.has(name) || GLOBAL.has(name) || ARIA.has(name) || DATA.has(name) || htmx;
  return known ? [] : [`${at}: no such attribute`];
}

function collect(tag: string, attributes: Map<string, string>, inert: boolean, seen: Seen): void {
  const id = attributes.get('id');
  if (id !== undefined) seen.ids.push(id);
  for (const name of REFERENCES) {
    const targets = attributes.get(name);
    for (const target of targets?.split(/\s+/) ?? []) {
      if (target !== '') seen.references.push({ from: `${name} of <${tag}>`, id: target });
    }
  }
  const href = attributes.get('href') ?? '';
  if (tag === 'use') seen.references.push({ from: '<use>', id: href.slice(1) });
  if (tag === 'a' && /^#./.test(href)) seen.references.push({ from: '<a>', id: href.slice(1) });
  const level = /^h([1-6])$/.exec(tag)?.[1];
  if (level !== undefined && !inert) seen.headings.push(Number(level));
}

function repeated(ids: string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

/** A fragment's links may lead to what is on the page already, and its icons are in the page's sprite. */
function dangling({ references, ids }: Seen, whole: boolean): string[] {
  const there = new Set(ids);
  return references
    .filter(({ from, id }) => !there.has(id) && (whole || !(from === '<a>' || from === '<use>')))
    .concat(
      whole ? [] : references.filter(({ from, id }) => from === '<use>' && !SPRITE.has(id) && !there.has(id)),
    )
    .map(({ from, id }) => `${from} points to "${id}", which is not there`);
}

function wrongHeadings(levels: number[], whole: boolean): string[] {
  const found: string[] = [];
  const first = levels.filter((level) => level === 1).length;
  if (first > 1) found.push(`${first} h1 on a page`);
  if (whole && first === 0) found.push('no h1 on the page');
  levels.forEach((level, index) => {
    const before = index === 0 ? (whole ? 0 : level) : (levels[index - 1] ?? level);
    if (level > before + 1) found.push(`h${level} after ${before === 0 ? 'nothing' : `h${before}`}`);
  });
  return found;
}
