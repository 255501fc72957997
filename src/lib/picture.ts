import type { ImageType } from './image-header.ts';

/** An image that is shown as it is stored. */
export type Picture = {
  type: ImageType;
  bytes: Uint8Array;
  /** Of the bytes: names them in addresses, which browsers keep for ever. */
  hash: string;
};

/** The name of these bytes in an address. */
export function pictureHash(bytes: Uint8Array): string {
  return new Bun.CryptoHasher('sha256').update(bytes).digest('hex').slice(0, 16);
}
