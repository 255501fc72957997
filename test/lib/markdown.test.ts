import { describe, expect, test } from 'bun:test';
import { renderMarkdown } from '../../src/lib/markdown.ts';
import { processorTime } from '../support/processor-time.ts';
import { foreignMarkup } from '../views/vocabulary.ts';

/** Elements with a name or an address that nobody who documents an integration may set. */
function dangers(html: string): string[] {
  const found: string[] = [];
  new HTMLRewriter()
    .on('*', {
      element({ tagName, attributes }) {
        if (/^(script|style|iframe|img|svg|object|embed|form|input|base|meta|link)$/i.test(tagName))
          found.push(tagName);
        for (const [name = '', value = ''] of attributes) {
          if (/^(on|style|src|srcdoc)/i.test(name)) found.push(`${tagName} ${name}`);
          if (name === 'href' && !/^(https?:|mailto:|\/(?!\/)|[^:]*$)/i.test(value)) found.push(value);
        }
      },
    })
    .transform(html);
  return found;
}

test('a text is shown with paragraphs, emphasis, lists, tables and code', () => {
  const html = renderMarkdown(
    '**Orders** go _on_.\n\n- one\n- two\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```js\nlet a = "<b>";\n```',
  );
  expect(html).toContain('<strong>Orders</strong> go <em>on</em>');
  expect(html).toContain('<li>one</li>');
  expect(html).toContain('<td class="num">2</td>');
  expect(html).toContain('<pre><code>let a = &quot;&lt;b&gt;&quot;;');
  expect(foreignMarkup(html)).toEqual([]);
});

describe('headings stand below those of the page', () => {
  test.each([
    ['# A\n## B\n### C', ['h3', 'h4', 'h5']],
    ['### A\n# B', ['h3', 'h3']],
    ['# A\n#### B\n## C\n# D', ['h3', 'h4', 'h4', 'h3']],
    ['# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6', ['h3', 'h4', 'h5', 'h6', 'h6', 'h6']],
    ['Title\n=====\n\nPart\n----', ['h3', 'h4']],
  ])('%j', (text, tags) => {
    const html = renderMarkdown(text);
    expect([...html.matchAll(/<(h\d)>/g)].map(([, tag]) => tag)).toEqual(tags);
    expect(foreignMarkup(html)).toEqual([]);
  });
});

test('links lead outside without telling where from, and an address written bare is a link', () => {
  const rel = 'rel="noopener noreferrer nofollow"';
  expect(renderMarkdown('[a](https://a.test/x?y=1)')).toContain(
    `<a href="https://a.test/x?y=1" ${rel}>a</a>`,
  );
  expect(renderMarkdown('see https://a.test')).toContain(
    `<a href="https://a.test" ${rel}>https://a.test</a>`,
  );
  expect(renderMarkdown('[mail](mailto:a@b.test)')).toContain('href="mailto:a@b.test"');
  expect(renderMarkdown('[own](/integrations)')).toContain('href="/integrations"');
});

test('an image is a link to it, and inside a link its text', () => {
  expect(renderMarkdown('![shot](https://a.test/i.png)')).toContain(
    'href="https://a.test/i.png" rel="noopener noreferrer nofollow">shot</a>',
  );
  const badge = renderMarkdown('[![build](https://a.test/i.png)](https://a.test)');
  expect(badge).toBe('<p><a href="https://a.test" rel="noopener noreferrer nofollow">build</a></p>\n');
  expect(renderMarkdown('![](https://a.test/i.png)')).toContain('>https://a.test/i.png</a>');
});

describe('nothing that a text says can act', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\nscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](&#x6A;avascript&colon;alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](vbscript:msgbox(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](file:///etc/passwd)',
    '[x](//evil.test/x)',
    '[x](\\\\evil.test)',
    '[x](#top)',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,<svg onload=alert(1)>)',
    '![x" onerror="alert(1)](https://a.test)',
    '[x](https://a.test "t\\" onclick=\\"alert(1)")',
    '<javascript:alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
    '```"><script>alert(1)</script>\nx\n```',
    '`<script>alert(1)</script>`',
    '    <script>alert(1)</script>',
    '| <script>alert(1)</script> |\n|--|\n| <img src=x onerror=alert(1)> |',
    '# <script>alert(1)</script>',
    '<!-- --><style>*{display:none}</style>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    'javascript:alert(1)',
  ])('%j', (text) => {
    const html = renderMarkdown(text);
    expect(dangers(html)).toEqual([]);
    expect(foreignMarkup(html)).toEqual([]);
  });
});

test('a text of hostile size takes no time', async () => {
  const texts = [
    '['.repeat(20_000),
    '*a '.repeat(20_000),
    '>'.repeat(5_000),
    '`'.repeat(20_000),
    '![]('.repeat(5_000),
  ];
  expect(await processorTime(() => texts.map(renderMarkdown))).toBeLessThan(10_000);
});

test('a text of megabytes is shown as it was written, at once', async () => {
  const text = `# ${'![<b>'.repeat(1_000_000)}`;
  let html = '';
  const time = await processorTime(() => {
    html = renderMarkdown(text);
  });
  expect(time).toBeLessThan(5000);
  expect(html).toContain('<pre><code># ![&lt;b&gt;');
  expect(html).not.toContain('<b>');
});
