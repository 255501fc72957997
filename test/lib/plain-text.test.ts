import { expect, test } from 'bun:test';
import { plainText } from '../../src/lib/plain-text.ts';

test.each([
  ['<h2>Hello</h2><p>Fill in &amp; <b>go</b>.</p>', 'Hello Fill in & go .'],
  ['<script>alert(1)</script>A<style>b{}</style>', 'A'],
  ['&lt;b&gt; &#252;ber &nope; &#99999999; &#55296;', '<b> über &nope; &#99999999;'],
  ['  one\n two  ', 'one two'],
  ['<SCRIPT>x</Script >A<script>b</script>C', 'A C'],
  ['A<script>never ends', 'A never ends'],
  ['<style>a<script>b</style>C</script>D', 'C D'],
  ['', ''],
])('of %j one reads %j', (html, text) => {
  expect(plainText(html)).toBe(text);
});
