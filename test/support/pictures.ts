/** Pictures of every kind that an icon may be given as, made where they are needed. */
import { deflateSync } from 'node:zlib';

type Size = [width: number, height: number];

const PNG_HEAD = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function pngChunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  check.writeUInt32BE(Bun.hash.crc32(body));
  return Buffer.concat([length, body, check]);
}

function pngHead([width, height]: Size): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each of red, green, blue and alpha.
  head.set([8, 6], 8);
  return pngChunk('IHDR', head);
}

type Paint = (x: number, y: number) => [red: number, green: number, blue: number, alpha: number];

function painted([width, height]: Size, paint: Paint): Buffer {
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set(paint(x / width, y / height), y * (width * 4 + 1) + 1 + x * 4);
  const data = pngChunk('IDAT', deflateSync(rows));
  return Buffer.concat([PNG_HEAD, pngHead([width, height]), data, pngChunk('IEND', Buffer.alloc(0))]);
}

/** A ring on nothing. */
export function png(width: number, height = width): Buffer {
  return painted([width, height], (x, y) => {
    const from = Math.hypot(x - 0.5, y - 0.5);
    return from < 0.46 && from > 0.2 ? [14, 118, 110, 255] : [0, 0, 0, 0];
  });
}

/** As hard to compress as a photograph. */
export function noisyPng(side: number): Buffer {
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 256;
  };
  return painted([side, side], () => [next(), next(), next(), 255]);
}

/** Says a size, and has nothing of it. */
export function claimingPng(width: number, height: number): Buffer {
  const data = pngChunk('IDAT', deflateSync(Buffer.alloc(10)));
  return Buffer.concat([PNG_HEAD, pngHead([width, height]), data, pngChunk('IEND', Buffer.alloc(0))]);
}

/** With a text that a camera or an editor has left in it. */
export function pngWithText(text: string): Buffer {
  const whole = png(400);
  const note = pngChunk('tEXt', Buffer.from(`Comment\0${text}`, 'latin1'));
  return Buffer.concat([whole.subarray(0, 33), note, whole.subarray(33)]);
}

const made = async (image: Bun.Image) => Buffer.from(await image.bytes());
const image = (...size: Size) => new Bun.Image(png(...size));

export const jpeg = (width: number, height = width) => made(image(width, height).jpeg());
export const progressiveJpeg = (width: number) => made(image(width, width).jpeg({ progressive: true }));
/** VP8, of what has no transparent part; VP8X else. */
export const webp = async (width: number, height = width) =>
  made(new Bun.Image(await jpeg(width, height)).webp());
export const webpWithAlpha = (width: number, height = width) => made(image(width, height).webp());
export const losslessWebp = (width: number, height = width) =>
  made(image(width, height).webp({ lossless: true }));

/** With a note of the kind that cameras write before the picture. */
export async function jpegWithExif(text: string): Promise<Buffer> {
  const whole = await jpeg(400);
  const data = Buffer.from(`Exif\0\0${text}`, 'latin1');
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.byteLength + 2, 2);
  return Buffer.concat([whole.subarray(0, 2), head, data, whole.subarray(2)]);
}

function riffChunk(name: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.byteLength);
  return Buffer.concat([Buffer.from(name, 'latin1'), length, data, Buffer.alloc(data.byteLength % 2)]);
}

export async function animatedWebp(side: number): Promise<Buffer> {
  const still = (await losslessWebp(side)).subarray(12);
  const size = Buffer.alloc(6);
  size.writeUIntLE(side - 1, 0, 3);
  size.writeUIntLE(side - 1, 3, 3);
  const frame = riffChunk('ANMF', Buffer.concat([Buffer.alloc(6), size, Buffer.from([100, 0, 0, 0]), still]));
  const head = riffChunk('VP8X', Buffer.concat([Buffer.from([0x12, 0, 0, 0]), size]));
  const body = [Buffer.from('WEBP'), head, riffChunk('ANIM', Buffer.alloc(6)), frame, frame];
  return riffChunk('RIFF', Buffer.concat(body));
}

/** Two colours, never more than one code for a pixel: no pixel is packed with another. */
export function gif([width, height]: Size, frames = 1): Buffer {
  const head = Buffer.alloc(13);
  head.write('GIF89a', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head[10] = 0x80;
  const colours = Buffer.from([14, 118, 110, 240, 240, 240]);
  const place = Buffer.alloc(10);
  place[0] = 0x2c;
  place.writeUInt16LE(width, 5);
  place.writeUInt16LE(height, 7);
  const picture = Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]),
    place,
    Buffer.from([7]),
    ...gifBlocks(width * height),
    Buffer.of(0),
  ]);
  return Buffer.concat([head, colours, ...Array<Buffer>(frames).fill(picture), Buffer.of(0x3b)]);
}

/** Codes of eight bits: after 126 pixels the table is emptied, so that they never grow. */
function gifBlocks(pixels: number): Buffer[] {
  const [clear, end] = [128, 129];
  const codes: number[] = [];
  for (let index = 0; index < pixels; index++) {
    if (index % 126 === 0) codes.push(clear);
    codes.push(index % 7 === 0 ? 1 : 0);
  }
  codes.push(end);
  const blocks: Buffer[] = [];
  for (let from = 0; from < codes.length; from += 255) {
    const block = codes.slice(from, from + 255);
    blocks.push(Buffer.from([block.length, ...block]));
  }
  return blocks;
}

/** A drawing with what is given in it. */
export const svg = (
  inside = '<circle cx="12" cy="12" r="9" fill="#0e766e"/>',
  head = 'viewBox="0 0 24 24"',
) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${head}>${inside}</svg>`);
