/** What the help pages say must be so: their links, paths, settings and examples. */
import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInCatalog } from '../../../src/components/registry.ts';
import { checkDefinition } from '../../../src/definition/check/check.ts';
import { OPERATORS } from '../../../src/definition/compile/conditions.ts';
import { importDefinition } from '../../../src/definition/document/import.ts';
import { KINDS } from '../../../src/inputs/registry.ts';
import { readSettings, SETTING_NAMES } from '../../../src/lib/config.ts';
import { MANUAL, manual } from '../../../src/web/staff/help/manual.ts';
import { fences, ROOT, textOf } from './fences.ts';

const pages = manual();
const rows = (text: string) =>
  new Map(
    [...text.matchAll(/^\| `(STEPWELL_[A-Z_]+)` \| (.+) \|$/gm)].map(([, name = '', row]) => [name, row]),
  );

test('every page of the folder is in the list, and the other way', () => {
  const files = readdirSync(join(ROOT, 'views/help')).filter((name) => name.endsWith('.md'));
  expect(files.map((name) => name.slice(0, -3)).sort()).toEqual([...MANUAL].sort());
});

describe('every page', () => {
  test.each(pages)(
    '$name says in its first sentence what it is about, and has parts',
    ({ lead, headings }) => {
      expect(lead.length).toBeGreaterThan(40);
      expect(headings.length).toBeGreaterThan(1);
      expect(new Set(headings.map(({ text }) => text)).size).toBe(headings.length);
    },
  );

  test.each(pages)('$name leads to pages and headings that are there', ({ name, html }) => {
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    const dead = links.filter((href) => {
      if (/^https?:/.test(href)) return false;
      const [path = '', anchor] = href.split('#');
      const page = pages.find((each) => (path === '' ? each.name === name : each.href === path));
      return !page || (anchor !== undefined && !page.headings.some(({ id }) => id === anchor));
    });
    expect(dead).toEqual([]);
  });

  test.each(pages)('$name names files and folders of the source that are there', ({ name }) => {
    const named = [...textOf(name).matchAll(/`((?:src|views|test|public|migrations|findings)\/[^`\s]*)`/g)];
    const missing = named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});

describe('the page of the settings', () => {
  const settings = rows(textOf('settings'));

  test('has every setting once, and none that does not exist', () => {
    expect([...settings.keys()].sort()).toEqual([...SETTING_NAMES].sort());
  });

  test('says of each what the README says', () => {
    expect(Object.fromEntries(settings)).toEqual(
      Object.fromEntries(rows(readFileSync(join(ROOT, 'README.md'), 'utf8'))),
    );
  });

  test.each(SETTING_NAMES)('says the default of %s as it is', (name) => {
    const [, said] = /^`([^`]+)` \|/.exec(settings.get(name) ?? '') ?? [];
    const value = readSettings({}, {})[name];
    const isSaid = value !== undefined && String(value) !== '';
    const folder = name === 'STEPWELL_DATA' && join(process.cwd(), 'data');
    const shown = folder === value ? './data' : String(value);
    expect(said).toBe(isSaid ? shown : undefined);
  });
});

describe('every complete definition in the help', () => {
  const complete = MANUAL.flatMap((name) =>
    fences(name, 'yaml complete').map((text, index) => ({ name, index, text })),
  );

  test('is one of several', () => {
    expect(complete.length).toBeGreaterThan(0);
  });

  test.each(complete)('$name, number $index: imports without anything to say', ({ text }) => {
    const read = importDefinition(text);
    expect(read.problems).toEqual([]);
    if (!read.ok) throw new Error('It is none.');
    const { problems } = checkDefinition(read.definition, builtInCatalog, read.lineOf);
    // The table beside it says the same of these fields.
    expect(problems.filter(({ message }) => !message.includes('has no effect here yet'))).toEqual([]);
  });
});

test('the format has every field that the schema of a definition knows', () => {
  const files = ['schema', 'schema-config-var', 'schema-input', 'schema-step'];
  const source = files
    .map((name) => readFileSync(join(ROOT, `src/definition/document/${name}.ts`), 'utf8'))
    .join('\n');
  const known = new Set(
    [...source.matchAll(/^\s+(\w+): (?:v\.|\w+Schema\b)/gm)].map(([, field = '']) => field),
  );
  expect(known.size).toBeGreaterThan(50);
  const format = textOf('definition-format');
  expect([...known].filter((field) => !new RegExp(`\\b${field}\\b`).test(format))).toEqual([]);
});

test('the walks through the code have no file twice', () => {
  for (const walk of textOf('code-walks').split('\n## ').slice(1)) {
    const files = [...walk.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(5);
    expect(new Set(files).size).toBe(files.length);
  }
});

test('a payload goes through the hands of at most 20 files, a form field through those of 12', () => {
  const walks = textOf('code-walks').split('\n## ').slice(1);
  const handed = walks.map((walk) => [...(walk.split('\n\nWhat is ')[0] ?? '').matchAll(/^\| `/gm)].length);
  expect(handed).toEqual([20, 12]);
});

test('building a flow names every operator of conditions', () => {
  const text = textOf('building-a-flow');
  expect(OPERATORS.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('writing a component names every type of input, and every part of the context', () => {
  const text = textOf('writing-a-component');
  const source = readFileSync(join(ROOT, 'src/components/component.ts'), 'utf8');
  const [, context = ''] = /type ActionContext = \{([\s\S]*?)\n\};/.exec(source) ?? [];
  const named = [...context.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)];
  const names = [...Object.keys(KINDS), ...named.map(([, name = '']) => name)];
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
