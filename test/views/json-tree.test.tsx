import { describe, expect, test } from 'bun:test';
import { JsonTree } from '../../views/kit/json-tree.tsx';
import { foreignMarkup } from './vocabulary.ts';

const tree = (value: unknown, path?: string, more?: string) =>
  String(<JsonTree value={value} path={path} more={more} />);

describe('a value as a tree', () => {
  test('tells texts, numbers and what is hidden apart', () => {
    expect(tree({ a: 'x', b: 2, c: true, d: null, e: '***', f: [], g: {} })).toBe(
      '<ul class="json-tree"><li data-path="a"><b>a</b> <q>x</q></li><li data-path="b"><b>b</b> <var>2</var></li>' +
        '<li data-path="c"><b>c</b> <var>true</var></li><li data-path="d"><b>d</b> <var>null</var></li>' +
        '<li data-path="e"><b>e</b> <span class="badge">hidden</span></li>' +
        '<li data-path="f"><b>f</b> <span class="muted">[]</span></li><li data-path="g"><b>g</b> <span class="muted">{}</span></li></ul>',
    );
  });

  test('knows the reference to each part', () => {
    expect(tree({ body: [{ id: 1 }] }, 'getOrder.results')).toContain(
      'data-path="getOrder.results.body.0.id"',
    );
  });

  test('shows bytes and dates as what they are', () => {
    const html = tree({ file: new Uint8Array(4096), at: new Date(0), broken: new Date(Number.NaN), big: 9n });
    expect(html).toContain('bytes, 4 KB');
    expect(html).toContain('<q>1970-01-01T00:00:00.000Z</q>');
    expect(html).toContain('<var>9</var>');
  });

  test('a text that is no list stands alone', () => {
    expect(tree('x')).toBe('<ul class="json-tree"><li data-path=""><q>x</q></li></ul>');
  });

  test('a long list ends with how many are left, and the way to them', () => {
    const html = tree({ rows: Array.from({ length: 1334 }, (_, index) => index) }, '', '/output?part=output');
    expect(html).toContain('<a href="/output?part=output&amp;at=%2Frows&amp;from=100" ');
    expect(html).toContain('<b>rows</b> [1,334]');
    expect(html.match(/<li/g)).toHaveLength(102);
  });

  test('a deep value ends where a page would', () => {
    let value: unknown = 'end';
    for (let depth = 0; depth < 400; depth++) value = { in: value };
    const html = tree(value, '', '/output?part=output');
    expect(html).not.toContain('end<');
    expect(html).toContain('… 1 more');
    expect(foreignMarkup(html)).toEqual([]);
  });

  test('a wide and deep value stays a page that can be sent', () => {
    const leaf = Array.from({ length: 100 }, () => 'x'.repeat(50));
    const html = tree(Array.from({ length: 100 }, () => [leaf, leaf]));
    expect(html.match(/<li/g)?.length).toBeLessThan(2000);
    expect(html).toContain('more');
  });

  test('a long text is cut, and says by how much', () => {
    const html = tree({ text: 'x'.repeat(14_345) });
    expect(html).toContain('… 12,345 more characters');
    expect(html.length).toBeLessThan(2300);
  });

  test('short lists stand open, long ones do not', () => {
    expect(tree({ a: [1, 2] })).toContain('<details open="">');
    expect(tree({ a: Array.from({ length: 60 }, () => 1) })).toContain('<details>');
  });
});
