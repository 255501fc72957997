import { bytes } from '../../src/lib/format.ts';
import type { StorageSizes } from '../../src/lib/ui/storage-warnings.ts';
import { type Fact, Facts } from '../kit/facts.tsx';

export type SystemFacts = StorageSizes & { bytes: number; version: string };

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
