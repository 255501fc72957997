export type ImageType = RasterType | 'image/svg+xml';
export type RasterType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
export type ImageSize = { width: number; height: number };

/** By the bytes that such a file begins with: names and claims of a type can say anything. */
export function imageType(bytes: Uint8Array): ImageType | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^RIFF....WEBP$/s.test(head)) return 'image/webp';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return beginsAsSvg(bytes) ? 'image/svg+xml' : undefined;
}

/** What may come before the element is left to whoever reads it: here it is only no other file. */
function beginsAsSvg(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = text.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  return (
    text
      .toString('latin1', start, start + 100)
      .trimStart()
      .startsWith('<') && text.includes('<svg')
  );
}

const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** In pixels, as the header says; undefined where it is cut off, damaged or says none. */
export function imageSize(type: RasterType, bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = SIZES[type](view);
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch {
    // It is read beyond the end.
    return undefined;
  }
}

const SIZES: Record<RasterType, (view: DataView) => ImageSize | undefined> = {
  'image/png': (view) =>
    view.getUint32(12) === IHDR ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined,
  'image/gif': (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  'image/webp': sizeOfWebp,
  'image/jpeg': sizeOfJpeg,
};

const IHDR = 0x49484452;
const VP8 = 0x56503820;
const VP8L = 0x5650384c;
const VP8X = 0x56503858;

function sizeOfWebp(view: DataView): ImageSize | undefined {
  const kind = view.getUint32(12);
  if (kind === VP8X) return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  if (kind === VP8L && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const isKeyFrame = kind === VP8 && view.getUint16(23) === 0x9d01 && view.getUint8(25) === 0x2a;
  if (!isKeyFrame) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

/** Whether a WebP says that it is an animation. */
export function isAnimatedWebp(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 21));
  return head.toString('latin1', 12, 16) === 'VP8X' && ((head[20] ?? 0) & 0x02) !== 0;
}

/** From segment to segment as far as the first one that begins a picture. */
function sizeOfJpeg(view: DataView): ImageSize | undefined {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (BEGINS_PICTURE.has(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (marker === BEGINS_SCAN) return undefined;
    else at += 2 + (ALONE.has(marker) ? 0 : view.getUint16(at + 2));
  }
}

const BEGINS_SCAN = 0xda;
const BEGINS_PICTURE = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);
/** Markers that no length follows. */
const ALONE = new Set([0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);

/** Whether a JPEG has its end: one that is cut off would be shown with grey in place of what is missing. */
export function isWholeJpeg(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return file.lastIndexOf(Buffer.of(0xff, 0xd9)) > file.lastIndexOf(Buffer.of(0xff, BEGINS_SCAN));
}
