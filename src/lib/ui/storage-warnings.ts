import { bytes } from '../format.ts';

/** In bytes; those of a database in memory are 0. */
export type StorageSizes = { walBytes: number; freeBytes: number; diskBytes: number };

const LARGE_WAL = 256 * 1024 * 1024;

/** What will stop the work if nobody does anything about it. */
export function storageWarnings({ walBytes, freeBytes, diskBytes }: StorageSizes): string[] {
  const warnings: string[] = [];
  if (freeBytes < diskBytes / 10) {
    warnings.push(
      `The disk is nearly full: ${bytes(freeBytes)} of ${bytes(diskBytes)} are free. Make room, or keep executions for fewer days: STEPWELL_KEEP_SUCCEEDED_DAYS and STEPWELL_KEEP_FAILED_DAYS.`,
    );
  }
  if (walBytes > LARGE_WAL) {
    warnings.push(
      `The write-ahead log has grown to ${bytes(walBytes)}: something keeps the database open. Close other programs that read it, then restart Stepwell.`,
    );
  }
  return warnings;
}
