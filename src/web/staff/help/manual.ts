import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetFolder } from '../../../lib/assets.ts';
import { links } from '../../../lib/links.ts';
import { anchorOf, type MarkdownPage, readMarkdownPage } from '../../../lib/markdown-page.ts';

/** Files of `views/help/`, in the order in which they are read. */
export const MANUAL = [
  'what-stepwell-is',
  'building-a-flow',
  'configuration',
  'marketplace',
  'embedding',
  'webhooks',
  'what-arrives-as-what',
  'definition-format',
  'writing-a-component',
  'repairing',
  'operating',
  'settings',
  'words',
  'code-walks',
] as const;

export type ManualPage = MarkdownPage & { name: string; href: string };

let pages: ManualPage[] | undefined;

/** Every help page, read when somebody first asks: they ship with the program and change with it alone. */
export function manual(): ManualPage[] {
  pages ??= MANUAL.map((name) => {
    const text = readFileSync(join(assetFolder('views/help'), `${name}.md`), 'utf8');
    return { name, href: links.helpPage(name), ...readMarkdownPage(text, hrefOf) };
  });
  return pages;
}

/** `webhooks.md#keys`, which also works where the file itself is read, as the address of the page. */
function hrefOf(link: string): string {
  const [, page = '', heading] = /^(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(link) ?? [];
  const anchor = heading === undefined ? '' : `#${anchorOf(heading)}`;
  return page === '' ? anchor || link : links.helpPage(page) + anchor;
}
