import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { safeHtml } from '../../src/lib/html.ts';
import { processorTime } from '../support/processor-time.ts';

const REL = 'rel="noopener noreferrer nofollow"';

test.each([
  ['<p>Hello <b>you</b> &amp; <em>me</em></p>', '<p>Hello <b>you</b> &amp; <em>me</em></p>'],
  ['just text < more', 'just text &lt; more'],
  ['<ul><li>one<li>two</ul>', '<ul><li>one</li><li>two</li></ul>'],
  ['<h1>A</h1><h3>B</h3><h2>C</h2>', '<h3>A</h3><h4>B</h4><h4>C</h4>'],
  [
    '<a href="https://a.example/?a=1&b=2" onclick="x()" target="_top">go</a>',
    `<a href="https://a.example/?a=1&amp;b=2" ${REL}>go</a>`,
  ],
  ['<a href="mailto:a@b.example">write</a>', `<a href="mailto:a@b.example" ${REL}>write</a>`],
  ['<img src="https://a.example/x.png" alt="A map">', `<a href="https://a.example/x.png" ${REL}>A map</a>`],
  ['<span style="color:red">red</span><br>', 'red<br>'],
  [
    '<table><tr><th scope="col">A<td>b</table>',
    '<div class="table-wrap" tabindex="0" role="group" aria-label="Table"><table class="table"><tr><th>A</th><td>b</td></tr></table></div>',
  ],
])('what people read is kept: %s', (html, expected) => {
  expect(safeHtml(html)).toBe(expected);
});

test.each([
  ['<script>alert(1)</script>a', 'a'],
  ['<scr<script>ipt>alert(1)</script>', 'ipt>alert(1)'],
  ['<img src=x onerror=alert(1)>', 'x'],
  ['<a href="javascript:alert(1)">a</a>', 'a'],
  ['<a href="JaVa\nscript:alert(1)">a</a>', 'a'],
  ['<a href="&#106;avascript:alert(1)">a</a>', 'a'],
  ['<a href="data:text/html,x">a</a>', 'a'],
  ['<a href="//evil.example">a</a>', 'a'],
  ['<svg><style><img src=x onerror=alert(1)></style></svg>b', 'b'],
  ['<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', ''],
  ['<iframe src="https://a.example"></iframe>b', 'b'],
  ['<form action="https://a.example"><input name="password"><button>Go</button></form>', 'Go'],
  ['<p class="dialog" id="main" style="position:fixed" data-x>a</p>', '<p>a</p>'],
  ['<!--[if IE]><script>alert(1)</script><![endif]-->a', 'a'],
  ['</div></main></body>a', 'a'],
  ['<td>a</td><li>b</li>', 'ab'],
  [
    '<a href="https://a.example/&quot;onclick=&quot;x">a</a>',
    `<a href="https://a.example/&quot;onclick=&quot;x" ${REL}>a</a>`,
  ],
])('what can do something is not: %s', (html, expected) => {
  expect(safeHtml(html).replace('&gt;', '>')).toBe(expected);
});

describe('whatever comes', () => {
  const NAMES = ['p', 'a', 'b', 'ul', 'li', 'table', 'tr', 'td', 'h2', 'script', 'svg', 'img', 'pre', 'x'];
  const piece = fc.oneof(
    fc.constantFrom(
      ...NAMES.flatMap((name) => [`<${name}>`, `</${name}>`, `<${name} href="javascript:x" onload=x>`]),
    ),
    fc.string(),
    fc.constantFrom('<', '>', '"', "'", '&lt;script&gt;', '<!--', '-->', '<![CDATA[', ']]>', '\0'),
  );
  const TAG = /<(\/?)(\w+)((?: [a-z-]+="[^"<>]*")*)>/g;

  test('only tags of the list are written, each with the attributes of its own, and each is closed', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const html = safeHtml(pieces.join(''));
        expect(html.replaceAll(TAG, '')).not.toMatch(/[<>]/);
        for (const [, address] of html.matchAll(/ href="([^"]*)"/g))
          expect(address).toMatch(/^(https?:|mailto:)/);
        const open: string[] = [];
        for (const [, slash, name = ''] of html.matchAll(TAG)) {
          if (name === 'br' || name === 'hr') continue;
          if (slash === '') open.push(name);
          else expect(open.pop()).toBe(name);
        }
        expect(open).toEqual([]);
        expect(safeHtml(html).length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  test('deep nesting and megabytes take no long time', async () => {
    const spent = await processorTime(() => {
      safeHtml('<ul><li>'.repeat(100_000));
      safeHtml('<a href="https://a.example">'.repeat(100_000));
      safeHtml('<'.repeat(1_000_000));
    });
    expect(spent).toBeLessThan(4000);
  });
});
