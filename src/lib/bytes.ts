/** Bytes. */
export const MB = 1024 * 1024;

/** Whether a file begins as a zip does, be it an empty one. */
export function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b && (file[2] === 3 || file[2] === 5);
}
