/** That the measure of the tests of pages sees what it is there to see. */
import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { asc, like } from 'drizzle-orm';
import { openBlobs } from '../../src/db/blobs.ts';
import { customers } from '../../src/db/schema.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import { temporaryFolder } from './folder.ts';
import { countStoreWork } from './store-work.ts';

const folderOf = temporaryFolder();

test('the work of the store is its statements, the rows that came, and what it had to read for them', async () => {
  const counting = countStoreWork();
  const folder = folderOf();
  const store = openStore(join(folder, 'stepwell.db'), openBlobs(join(folder, 'blobs')));
  await store.write(async (tx) => {
    for (let n = 0; n < 4000; n++) {
      const id = `cus_${n}`;
      const row = {
        id,
        name: id,
        description: 'x'.repeat(500),
        labels: [],
        limits: {},
        createdAt: 0,
        updatedAt: 0,
      };
      await tx.insert(customers).values(row);
    }
  });
  const read = (work: () => Promise<unknown>) => counting.work(store, work);

  const page = await read(() => store.read.select().from(customers).orderBy(asc(customers.name)).limit(10));
  expect(page).toMatchObject({ statements: 1, rows: 10 });
  expect(page.kilobytes).toBeWithin(1, 200);

  const none = () => store.read.select().from(customers).where(like(customers.description, '%y%'));
  const all = await read(none);
  expect(all).toMatchObject({ statements: 1, rows: 0 });
  expect(all.kilobytes).toBeGreaterThan(2000);
  expect(await read(none)).toEqual(all);

  expect(await read(async () => [await page, await all])).toEqual({ statements: 0, rows: 0, kilobytes: 1 });
  counting.stop();
  await store.close();
});
