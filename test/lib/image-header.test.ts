import { describe, expect, test } from 'bun:test';
import {
  imageSize,
  imageType,
  isAnimatedWebp,
  isWholeJpeg,
  type RasterType,
} from '../../src/lib/image-header.ts';
import {
  animatedWebp,
  claimingPng,
  gif,
  jpeg,
  jpegWithExif,
  losslessWebp,
  png,
  progressiveJpeg,
  svg,
  webp,
  webpWithAlpha,
} from '../support/pictures.ts';

const RASTERS: [what: string, type: RasterType, file: () => Promise<Buffer> | Buffer, size: number[]][] = [
  ['PNG', 'image/png', () => png(31, 17), [31, 17]],
  ['PNG that has nothing but its header', 'image/png', () => claimingPng(60_000, 50_000), [60_000, 50_000]],
  ['JPEG', 'image/jpeg', () => jpeg(31, 17), [31, 17]],
  ['progressive JPEG', 'image/jpeg', () => progressiveJpeg(33), [33, 33]],
  ['JPEG with a note before the picture', 'image/jpeg', () => jpegWithExif('Leipzig'), [400, 400]],
  ['WebP (VP8)', 'image/webp', () => webp(31, 17), [31, 17]],
  ['WebP (VP8L)', 'image/webp', () => losslessWebp(31, 17), [31, 17]],
  ['WebP (VP8X)', 'image/webp', () => webpWithAlpha(31, 17), [31, 17]],
  ['animated WebP', 'image/webp', () => animatedWebp(40), [40, 40]],
  ['GIF', 'image/gif', () => gif([31, 17]), [31, 17]],
  ['animated GIF', 'image/gif', () => gif([8, 9], 3), [8, 9]],
];

describe('type and size are read from the header', () => {
  test.each(RASTERS)('of a %s', async (_what, type, file, [width = 0, height = 0]) => {
    const bytes = await file();
    expect(imageType(bytes)).toBe(type);
    expect(imageSize(type, bytes)).toEqual({ width, height });
  });

  test.each(RASTERS)('of a %s that is cut off no more is said than it has', async (_what, type, file) => {
    const bytes = await file();
    for (let length = 0; length < 30; length++) {
      const size = imageSize(type, bytes.subarray(0, length));
      expect(size === undefined || size.width > 0).toBe(true);
      if (length < 10) expect(size).toBeUndefined();
    }
  });
});

test('the four kinds of WebP are those that it is tried with', async () => {
  const kind = (file: Buffer) => file.toString('latin1', 12, 16);
  const files = [await webp(9), await losslessWebp(9), await webpWithAlpha(9), await animatedWebp(9)];
  expect(files.map(kind)).toEqual(['VP8 ', 'VP8L', 'VP8X', 'VP8X']);
  expect(files.map(isAnimatedWebp)).toEqual([false, false, false, true]);
});

test('a JPEG without its end is known, one with something after it is whole', async () => {
  const whole = await jpegWithExif('\xff\xd9');
  expect(isWholeJpeg(whole)).toBe(true);
  expect(isWholeJpeg(Buffer.concat([whole, Buffer.from('more')]))).toBe(true);
  expect(isWholeJpeg(whole.subarray(0, -200))).toBe(false);
});

test.each([
  ['an SVG', svg(), 'image/svg+xml'],
  [
    'an SVG after a byte order mark and a declaration',
    Buffer.from('\ufeff <?xml version="1.0"?><!-- a --><svg/>'),
    'image/svg+xml',
  ],
  ['a page', Buffer.from('<!doctype html><p>No'), undefined],
  ['a text that speaks of one', Buffer.from('see <svg>'), undefined],
  ['a PDF', Buffer.from('%PDF-1.7'), undefined],
  ['a PNG after a space', Buffer.concat([Buffer.from(' '), png(4)]), undefined],
  ['a BMP', Buffer.from('BM\x36\0\0\0'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('%s is known for what it is', (_what, file, type) => {
  expect<string | undefined>(imageType(file)).toBe(type);
});

test.each(['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const)(
  'rubbish after the head of %s has no size, or some',
  (type) => {
    for (let seed = 0; seed < 200; seed++) {
      const rubbish = Buffer.from(Array.from({ length: 64 }, (_, at) => (seed * 131 + at * at * 7) % 256));
      const size = imageSize(type, rubbish);
      expect(size === undefined || (size.width > 0 && size.height > 0)).toBe(true);
    }
  },
);
