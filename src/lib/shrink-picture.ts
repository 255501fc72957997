import type { RasterType } from './image-header.ts';
import { createOneByOne } from './one-by-one.ts';

/** Larger ones are pictures of the kind that compresses badly: they lose what nobody sees. */
const MOST_LOSSLESS = 48 * 1024;
const QUALITY = 88;

const inTurn = createOneByOne();

/**
 * The first picture of a file as WebP, at most so wide and high, without anything that was not seen in it. One at a
 * time: each takes four bytes a pixel while it is read, so a caller looks at the size in its header before.
 * @returns undefined for what cannot be read
 */
export async function shrinkPicture(
  type: RasterType,
  bytes: Uint8Array,
  most: number,
): Promise<Uint8Array | undefined> {
  const written = (options: { lossless: true } | { quality: number }) =>
    new Bun.Image(bytes)
      .resize(most, most, { fit: 'inside', withoutEnlargement: true })
      .webp(options)
      .bytes();
  return await inTurn('picture', async () => {
    try {
      const exact = type === 'image/jpeg' ? undefined : await written({ lossless: true });
      return exact && exact.byteLength <= MOST_LOSSLESS ? exact : await written({ quality: QUALITY });
    } catch {
      return undefined;
    }
  });
}
