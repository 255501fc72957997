import { bytes } from '../../src/lib/words.ts';
import { type Fact, Facts } from '../partials/facts.tsx';

/** Sizes are in bytes; those of a database in memory are 0. */
export type SystemFacts = {
  bytes: number;
  walBytes: number;
  freeBytes: number;
  diskBytes: number;
  version: string;
};

const LARGE_WAL = 256 * 1024 * 1024;

/** How much room there is, and what runs here. */
export function OverviewFacts({ system }: { system: SystemFacts }) {
  const { bytes: size, freeBytes, diskBytes, version } = system;
  const disk: Fact[] =
    diskBytes === 0
      ? []
      : [
          {
            label: 'Disk free',
            value: `${Math.floor((freeBytes / diskBytes) * 100)} %, ${bytes(freeBytes)}`,
          },
        ];
  const items = [{ label: 'Database', value: bytes(size) }, ...disk, { label: 'Version', value: version }];
  return <Facts items={items} small />;
}

/** What will stop the work if nobody does anything about it. */
export function systemWarnings({ walBytes, freeBytes, diskBytes }: SystemFacts): string[] {
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
