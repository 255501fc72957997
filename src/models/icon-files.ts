import type { IconType } from '../db/schema.ts';
import { MB } from '../lib/bytes.ts';
import { AppError } from '../lib/errors.ts';
import { bytes, thousands } from '../lib/format.ts';
import {
  type ImageSize,
  imageSize,
  imageType,
  isAnimatedWebp,
  isWholeJpeg,
  type RasterType,
} from '../lib/image-header.ts';
import { type Picture, pictureHash } from '../lib/picture.ts';
import { shrinkPicture } from '../lib/shrink-picture.ts';

/** What is stored of a file; its size is that of the file, where it says one. */
export type IconFile = Picture & { type: IconType; width: number | null; height: number | null };

export const MOST_ICON_BYTES = 2 * MB;
/** Pixels: as many are kept of each side, and recommended. */
const KEPT = 400;
const MOST_PIXELS = 4096;
const MOST_SVG_BYTES = 128 * 1024;

const WORDS: Record<RasterType, string> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
  'image/gif': 'GIF',
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Makes an icon of a file: WebP of at most 400 pixels, or an SVG that can only draw. It takes long, so it is done
 * before the write.
 * @throws AppError `invalid` with an issue for `icon`: what is wrong with the file and what to do
 */
export async function readIcon(file: Uint8Array): Promise<IconFile> {
  if (file.byteLength === 0) refuse('There is no file, or nothing is in it. Choose a picture.');
  if (file.byteLength > MOST_ICON_BYTES)
    refuse(`This file has ${bytes(file.byteLength)}. Choose one of at most ${bytes(MOST_ICON_BYTES)}.`);
  const type = imageType(file);
  if (type === undefined) refuse('This file is no PNG, JPEG, WebP, GIF or SVG image. Choose one that is.');
  return type === 'image/svg+xml' ? await readDrawing(file) : await readRaster(type, file);
}

/** What is not as recommended about a picture, in a sentence; undefined where all is well. */
export function iconWarning({ type, width, height }: Omit<IconFile, 'bytes' | 'hash'>): string | undefined {
  if (width === null || height === null)
    return 'This SVG does not say its size, so it may be shown small or cut off. Give it a viewBox that is square.';
  const isLarge = type === 'image/svg+xml' || width >= KEPT;
  if (width === height && isLarge) return undefined;
  return `This picture has ${inPixels({ width, height })}. A square of at least ${KEPT} × ${KEPT} looks best: another shape is shown with room around it, and a smaller one may look blurred.`;
}

async function readRaster(type: RasterType, file: Uint8Array): Promise<IconFile> {
  const word = WORDS[type];
  const size = imageSize(type, file);
  const isCut = size === undefined || (type === 'image/jpeg' && !isWholeJpeg(file));
  if (isCut) refuse(unreadable(word));
  // Before anything is unpacked: a small file can claim a size that no memory holds.
  if (Math.max(size.width, size.height) > MOST_PIXELS)
    refuse(
      `This ${word} has ${inPixels(size)}. Choose one of at most ${inPixels({ width: MOST_PIXELS, height: MOST_PIXELS })}.`,
    );
  if (type === 'image/webp' && isAnimatedWebp(file))
    refuse('This WebP is an animation, which an icon cannot be. Save one picture of it, and choose that.');
  const shrunk = await shrinkPicture(type, file, KEPT);
  if (shrunk === undefined) refuse(unreadable(word));
  return stored('image/webp', shrunk, size);
}

function unreadable(word: string): string {
  return `This ${word} cannot be read: it is cut off or damaged. Save it anew, and choose it again.`;
}

async function readDrawing(file: Uint8Array): Promise<IconFile> {
  if (file.byteLength > MOST_SVG_BYTES)
    refuse(
      `This SVG has ${bytes(file.byteLength)}. Choose one of at most ${bytes(MOST_SVG_BYTES)}, or save it as PNG.`,
    );
  // Its parser is loaded when the first one comes.
  const { cleanSvg } = await import('../lib/svg.ts');
  const text = textOf(file);
  const clean = text === undefined ? { problem: 'is no text in UTF-8' } : cleanSvg(text);
  if ('problem' in clean) refuse(`This SVG ${clean.problem}. Save it as plain SVG without that, or as PNG.`);
  return stored('image/svg+xml', Buffer.from(clean.text), clean.size);
}

function textOf(file: Uint8Array): string | undefined {
  try {
    return utf8.decode(file);
  } catch {
    return undefined;
  }
}

function stored(type: IconType, content: Uint8Array, size: ImageSize | undefined): IconFile {
  const { width = null, height = null } = size ?? {};
  return { type, bytes: content, hash: pictureHash(content), width, height };
}

function inPixels({ width, height }: ImageSize): string {
  return `${thousands(width)} × ${thousands(height)} pixels`;
}

function refuse(message: string): never {
  throw new AppError('invalid', message, [{ path: 'icon', message }]);
}
