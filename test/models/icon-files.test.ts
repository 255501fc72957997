import { describe, expect, test } from 'bun:test';
import { imageSize } from '../../src/lib/image-header.ts';
import { iconWarning, readIcon } from '../../src/models/icon-files.ts';
import {
  animatedWebp,
  claimingPng,
  gif,
  jpeg,
  jpegWithExif,
  losslessWebp,
  noisyPng,
  png,
  pngWithText,
  progressiveJpeg,
  svg,
  webp,
  webpWithAlpha,
} from '../support/pictures.ts';
import { refusal } from '../support/records.ts';

type Making = () => Buffer | Promise<Buffer>;
const MB = 1024 * 1024;

describe('what cannot be an icon is refused with words', () => {
  test.each<[what: string, file: Making, words: string]>([
    ['nothing', () => Buffer.alloc(0), 'There is no file'],
    ['a text', () => Buffer.from('Hello'), 'no PNG, JPEG, WebP, GIF or SVG image'],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 'no PNG, JPEG'],
    ['a page that holds a drawing', () => Buffer.from(`<html>${svg()}</html>`), 'element svg around all'],
    ['a PDF', () => Buffer.from('%PDF-1.7\n'), 'no PNG, JPEG, WebP, GIF or SVG image'],
    ['a BMP', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)]), 'no PNG, JPEG'],
    ['an HEIC', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'), 'no PNG, JPEG'],
    ['10 MB', () => Buffer.concat([png(8), Buffer.alloc(10 * MB)]), 'This file has 10 MB'],
    ['a PNG that ends in its head', () => png(400).subarray(0, 20), 'This PNG cannot be read'],
    ['a PNG that ends after its head', () => png(400).subarray(0, 33), 'This PNG cannot be read'],
    ['half a PNG', () => png(400).subarray(0, png(400).byteLength / 2), 'This PNG cannot be read'],
    [
      'rubbish that begins as a PNG',
      () => Buffer.concat([png(4).subarray(0, 16), Buffer.alloc(99, 7)]),
      'PNG',
    ],
    ['a PNG of nothing', () => claimingPng(0, 0), 'This PNG cannot be read'],
    ['a PNG of 60,000 pixels', () => claimingPng(60_000, 60_000), 'This PNG has 60,000 × 60,000 pixels'],
    ['a PNG of four thousand millions', () => claimingPng(0xffffffff, 1), '4,294,967,295 × 1 pixels'],
    [
      'a JPEG that ends in its head',
      async () => (await jpeg(400)).subarray(0, 30),
      'This JPEG cannot be read',
    ],
    ['a JPEG without its end', async () => (await jpeg(400)).subarray(0, -900), 'This JPEG cannot be read'],
    ['a JPEG of nothing', () => Buffer.from('ffd8ffd9', 'hex'), 'This JPEG cannot be read'],
    [
      'a WebP that ends in its head',
      async () => (await webp(400)).subarray(0, 22),
      'This WebP cannot be read',
    ],
    ['half a WebP', async () => (await losslessWebp(400)).subarray(0, 300), 'This WebP cannot be read'],
    ['an animated WebP', () => animatedWebp(400), 'This WebP is an animation'],
    ['a GIF that ends in its head', () => gif([9, 9]).subarray(0, 8), 'This GIF cannot be read'],
    [
      'a GIF of 65,535 pixels',
      () => Buffer.from('GIF89a\xff\xff\xff\xff\0\0\0', 'latin1'),
      '65,535 × 65,535',
    ],
    ['an SVG with a script', () => svg('<script>alert(1)</script>'), 'This SVG has the element script'],
    ['an SVG that acts when it is loaded', () => svg('', 'onload="alert(1)"'), 'event handler onload'],
    ['an SVG with a page in it', () => svg('<foreignObject/>'), 'the element foreignObject'],
    [
      'an SVG that loads',
      () => svg('<image href="https://evil.example/a.png"/>'),
      'https://evil.example/a.png',
    ],
    ['an SVG with a file in it', () => svg('<use href="data:text/html,x"/>'), 'data:text/html,x'],
    [
      'an SVG with entities',
      () => Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'),
      'declares entities',
    ],
    ['an SVG in UTF-16', () => Buffer.from('\ufeff<svg/>', 'utf16le'), 'no PNG, JPEG'],
    ['an SVG in Latin-1', () => Buffer.from('<svg><title>\xe4</title></svg>', 'latin1'), 'no text in UTF-8'],
    ['an SVG of 300 KB', () => svg('<path d="M0 0"/>'.repeat(20_000)), 'Choose one of at most 128 KB'],
  ])('%s', async (_what, file, words) => {
    const { code, issues } = await refusal(readIcon(await file()));
    expect([code, issues.map(({ path }) => path)]).toEqual(['invalid', ['icon']]);
    expect(issues[0]?.message).toContain(words);
  });
});

describe('what is read is drawn anew', () => {
  test.each<[what: string, file: Making, kept: [number, number], given: [number, number]]>([
    ['a large PNG', () => png(1000, 600), [400, 240], [1000, 600]],
    ['a small PNG, which is not blown up', () => png(20, 10), [20, 10], [20, 10]],
    ['a PNG of one row', () => png(4096, 1), [400, 1], [4096, 1]],
    ['a JPEG', () => jpeg(800), [400, 400], [800, 800]],
    ['a progressive JPEG', () => progressiveJpeg(401), [400, 400], [401, 401]],
    ['a WebP', () => webp(500, 1000), [200, 400], [500, 1000]],
    ['a WebP with nothing in places', () => webpWithAlpha(400), [400, 400], [400, 400]],
    ['a WebP without loss', () => losslessWebp(64), [64, 64], [64, 64]],
    ['a GIF', () => gif([480, 480]), [400, 400], [480, 480]],
    ['the first picture of an animated GIF', () => gif([40, 40], 3), [40, 40], [40, 40]],
  ])('%s', async (_what, file, [width, height], given) => {
    const icon = await readIcon(await file());
    expect(icon.type).toBe('image/webp');
    expect(imageSize('image/webp', icon.bytes)).toEqual({ width, height });
    expect([icon.width, icon.height]).toEqual(given);
    expect(icon.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[what: string, file: Making]>([
    ['a camera', () => jpegWithExif('N 51.34, E 12.37')],
    ['an editor', () => pngWithText('N 51.34, E 12.37')],
    [
      'somebody after its end',
      () => Buffer.concat([png(400), Buffer.from('<script>N 51.34, E 12.37</script>')]),
    ],
  ])('so what %s has left in it is gone', async (_what, file) => {
    const bytes = await file();
    expect(bytes.toString('latin1')).toContain('N 51.34');
    const icon = await readIcon(bytes);
    expect(Buffer.from(icon.bytes).toString('latin1')).not.toContain('N 51.34');
  });

  test('of the same file the same is kept, under the same hash', async () => {
    const [one, other] = [await readIcon(png(500)), await readIcon(png(500))];
    expect(one).toEqual(other);
    expect((await readIcon(png(501))).hash).not.toBe(one.hash);
  });

  test('a photograph does not become large for being exact', async () => {
    const photograph = noisyPng(400);
    expect(photograph.byteLength).toBeGreaterThan(400_000);
    expect((await readIcon(photograph)).bytes.byteLength).toBeLessThan(160_000);
    expect(Buffer.from((await readIcon(png(400))).bytes).toString('latin1', 12, 16)).toBe('VP8L');
  });

  test('an SVG stays a drawing', async () => {
    const icon = await readIcon(svg('<!-- by an editor --><rect width="4"/>', 'width="24" height="24"'));
    expect(icon).toMatchObject({ type: 'image/svg+xml', width: 24, height: 24 });
    expect(Buffer.from(icon.bytes).toString()).toContain('viewBox="0 0 24 24"><rect width="4"></rect></svg>');
  });
});

describe('a picture that is not as recommended is taken, with a word about it', () => {
  test.each<[what: string, file: Making, words: string | undefined]>([
    ['a square of 400', () => png(400), undefined],
    ['a larger square', () => jpeg(1200), undefined],
    ['a small square', () => png(399), '399 × 399 pixels'],
    ['a wide one', () => png(1000, 600), '1,000 × 600 pixels'],
    ['a tall one', () => webp(600, 1000), '600 × 1,000 pixels'],
    ['a square SVG of whatever size', () => svg(), undefined],
    ['a wide SVG', () => svg('', 'viewBox="0 0 48 24"'), '48 × 24 pixels'],
    ['an SVG that says no size', () => svg('', ''), 'does not say its size'],
  ])('%s', async (_what, file, words) => {
    const warning = iconWarning(await readIcon(await file()));
    if (words === undefined) expect(warning).toBeUndefined();
    else expect(warning).toContain(words);
  });
});
