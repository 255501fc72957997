import { describe, expect, test } from 'bun:test';
import { anchorOf, readMarkdownPage } from '../../src/lib/markdown-page.ts';
import { foreignMarkup } from '../views/vocabulary.ts';

const read = (text: string) => readMarkdownPage(text, (href) => `/help/${href}`);

test('a page has its title, its first paragraph, and the rest as HTML', () => {
  const page = read('# Web\nhooks `id`\n\nOther systems _call_ `flows`.\n\n## What is sent?\n\nA body.');
  expect(page.title).toBe('Web');
  expect(page.lead).toBe('hooks id');
  const { title, lead, html } = read(
    '# Webhooks\n\nOthers _call_ `flows`\nhere.\n\n## What is sent?\n\nA body.',
  );
  expect([title, lead]).toEqual(['Webhooks', 'Others call flows here.']);
  expect(html).not.toContain('<h1');
  expect(html).toContain(
    '<h2 id="section-what-is-sent"><a href="#section-what-is-sent">What is sent?</a></h2>',
  );
});

test('each heading is a place of its own, also where two have one name', () => {
  const { headings, html } = read('# A\n\n## Keys\n\n### In YAML\n\n## Keys\n\n## `endpointType`, again');
  expect(headings).toEqual([
    { id: 'section-keys', level: 2, text: 'Keys' },
    { id: 'section-in-yaml', level: 3, text: 'In YAML' },
    { id: 'section-keys-2', level: 2, text: 'Keys' },
    { id: 'section-endpointtype-again', level: 2, text: 'endpointType, again' },
  ]);
  expect(foreignMarkup(`<h1>A</h1>${html}`)).toEqual([]);
});

test('sections hold the text below each heading, with tables and code', () => {
  const text =
    '# Title\n\nLead.\n\n## Limits\n\n| what | limit |\n|---|---|\n| body | 6 MB |\n\n```sh\ncurl x\n```\n';
  expect(read(text).sections).toEqual([
    { id: undefined, heading: 'Title', text: 'Lead.' },
    { id: 'section-limits', heading: 'Limits', text: 'what limit body 6 MB curl x' },
  ]);
});

describe('links', () => {
  test.each([
    ['[x](webhooks.md#keys)', 'href="/help/webhooks.md#keys"'],
    ['[x](https://a.test)', 'href="https://a.test" rel="noopener noreferrer"'],
  ])('%s', (text, link) => {
    expect(read(`# A\n\n${text}`).html).toContain(link);
  });
});

test.each([
  ['What is kept?', 'section-what-is-kept'],
  ['`endpointType` & co.', 'section-endpointtype-co'],
  ['A full disk', 'section-a-full-disk'],
])('the anchor of “%s” is %s', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});

test('HTML in a page is text, and a page without a title is refused', () => {
  expect(read('# A\n\n<b>x</b>').html).toContain('&lt;b&gt;x&lt;/b&gt;');
  expect(() => read('No title')).toThrow('begins with its title');
});
