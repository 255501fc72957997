/** Writes to a store in the given folder, alone and in crowds, and says `ACK n` as soon as a write is promised. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openBlobs } from '../../src/db/blobs.ts';
import { installation } from '../../src/db/schema.ts';
import { openStore } from '../../src/db/sqlite/store.ts';

const folder = process.argv[2] ?? '';
const store = openStore(join(folder, 'stepwell.db'), openBlobs(join(folder, 'blobs')));
writeSync(1, 'READY\n');
let done = 0;
for (let round = 0; round < 30; round += 1) {
  const crowd = round % 3 === 2 ? 5 : 1;
  await Promise.all(
    Array.from({ length: crowd }, (_, at) =>
      store.write((tx) =>
        tx.insert(installation).values({ name: `${round}.${at}`, value: 'x'.repeat(round * 200) }),
      ),
    ),
  );
  done += 1;
  writeSync(1, `ACK ${done}\n`);
}
await store.close();
