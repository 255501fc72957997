/** A comment that leans on a document names one that is here: the next reader has no other. */
import { expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { anchorOf } from '../src/lib/markdown-page.ts';

const ROOT = resolve(import.meta.dir, '..');
const OWN = 'test/citations.test.ts';

type Source = { path: string; text: string };

function sources(): Source[] {
  const inFolders = ['src', 'views', 'test', 'findings', '.ci', 'public/css', 'public/js'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('fixtures'))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  );
  return [...inFolders, 'README.md']
    .filter((path) => path !== OWN)
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** What a text says that only another document can explain: a numbered part of one, or a file that is not there. */
function lostCitations({ path, text }: Source): string[] {
  const numbered = [...text.matchAll(/\S*\s*§\s*[\d.]*/g)].map(([all]) => all);
  // In capitals, as documents beside a repository are called; help pages name one another.
  const named = [...text.matchAll(/\b[A-Z][A-Z-]+\.md\b/g)].map(([all]) => all);
  const lost = named.filter((name) => !existsSync(join(ROOT, name)));
  return [...numbered, ...lost].map((cited) => `${path} cites ${cited.replaceAll(/\s+/g, ' ')}`);
}

function deadLinks({ path, text }: Source): string[] {
  const links = text.matchAll(/\b(views\/help\/[\w-]+\.md)(?:#([\w-]+))?/g);
  return [...links].flatMap(([all, page = '', anchor]) => {
    if (!existsSync(join(ROOT, page))) return [`${path} cites ${all}`];
    if (anchor === undefined) return [];
    const headings = readFileSync(join(ROOT, page), 'utf8').matchAll(/^#{2,3} (.+)$/gm);
    const isThere = [...headings].some(([, heading = '']) => anchorOf(heading) === anchorOf(anchor));
    return isThere ? [] : [`${path} cites ${all}`];
  });
}

test('no file leans on a document that is not in the repository', () => {
  expect(sources().flatMap(lostCitations)).toEqual([]);
});

test('every help page that code names is there, with the part that it names', () => {
  expect(sources().flatMap(deadLinks)).toEqual([]);
});

test.each([
  ['/** A step (PRISMATIC-YAML §2.3). */', 1],
  ['/** As the contract\n * §3.4 says. */', 1],
  ['// By the names that UI.md gives them.', 1],
  ['// README.md says so.', 0],
])('a planted citation is seen: %j', (text, count) => {
  expect(lostCitations({ path: 'src/lib/x.ts', text })).toHaveLength(count);
});

test.each([
  ['views/help/webhooks.md', 0],
  ['views/help/webhooks.md#keys', 0],
  ['views/help/webhooks.md#no-such-part', 1],
  ['views/help/no-such-page.md', 1],
])('a planted link to %s is looked up', (link, count) => {
  expect(deadLinks({ path: 'src/lib/x.ts', text: `/** As \`${link}\` says. */` })).toHaveLength(count);
});
