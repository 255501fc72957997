import { expect, test } from 'bun:test';
import { htmlUtils } from '../../src/components/html-utils/index.ts';
import { createContext, dataOf } from './context.ts';

const of = (key: string, html: string) => dataOf(htmlUtils, key, { html });

test.each([
  [
    'convertInlineCss',
    '<style>p { color: red } .b { margin: 0 }</style><p class="b">a &amp; b</p>',
    '<p class="b" style="color: red; margin: 0;">a &amp; b</p>',
  ],
  ['formatHtml', '<div><p>a</p><p>b</p></div>', '<div>\n  <p>a</p>\n  <p>b</p>\n</div>\n'],
  ['htmlToPlaintext', '<ul><li>a<li>b</ul><p>c &amp; d', ' * a\n * b\n\nc & d'],
  ['stripHtmlTags', '<p>a <b>&lt;b&gt;</b><script>x</script><style>y</style>c<br>d', 'a &lt;b&gt;cd'],
])('%s of %s is %j', async (key, html, made) => {
  expect(await of(key, html)).toBe(made);
});

test.each(['convertInlineCss', 'formatHtml', 'htmlToPlaintext'])(
  '%s refuses what would take very long',
  async (key) => {
    await expect(of(key, '<div>'.repeat(201))).rejects.toThrow('more than 200 elements inside');
    await expect(of(key, '<style>'.repeat(201))).rejects.toThrow('more than 200 style elements');
    const rules = Array.from({ length: 3000 }, (_each, index) => `.c${index} { margin: 0 }`).join('\n');
    await expect(of(key, `<style>${rules}</style>${'<p>a</p>'.repeat(2000)}`)).rejects.toThrow(
      'rules of style',
    );
    await expect(of(key, ' '.repeat(2_000_001))).rejects.toThrow('the limit is 2000000');
  },
);

test('HTML that cannot be formatted says where', async () => {
  await expect(of('formatHtml', '<div></p>')).rejects.toThrow('"HTML" cannot be worked on');
});

test('a page is fetched by the way that the egress rules guard', async () => {
  const asked: string[] = [];
  const context = createContext({
    host: {
      ...createContext().host,
      async fetch(url) {
        asked.push(url);
        return new Response('<p>{"a": 1}</p>', { headers: { 'content-type': 'text/html' } });
      },
    },
  });
  const params = { url: 'https://example.com/page' };
  expect(await dataOf(htmlUtils, 'getHtmlFromUrl', params, context)).toBe('<p>{"a": 1}</p>');
  expect(asked).toEqual(['https://example.com/page']);
  await expect(dataOf(htmlUtils, 'getHtmlFromUrl', { url: '' }, context)).rejects.toThrow('"URL" is empty');
});
