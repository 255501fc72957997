/** How much of the store the server looks at for a page when there is a lot of everything; `bun run bench` has the times. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BigStore, fillBigStore } from '../../../src/tools/big-store.ts';
import { PAGES } from '../../bench/big-store-pages.ts';
import { countStoreWork } from '../../db/store-work.ts';
import { type Desk, openDesk } from '../../support/app.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';

/** What a page may ask of a store of some 200 MB, and send. */
const MOST = { statements: 50, rows: 1_000, kilobytes: 6_000, characters: 150_000 };

const counting = countStoreWork();
let desk: Desk;
let big: BigStore;
let owner: Visitor;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-big-store-'));
  big = await fillBigStore(folder);
  desk = openDesk(undefined, folder);
  owner = await visitorAs(desk, 'owner');
}, 180_000);
afterAll(async () => {
  counting.stop();
  await desk.close();
});

describe('with 100,000 executions, 2,000 integrations and 10,000 instances', () => {
  test.each(PAGES)('%s asks little of the store', async (_, address) => {
    let characters = 0;
    const work = await counting.work(desk.deps.store, async () => {
      const { status, html } = await owner.get(address(big));
      expect(status).toBe(200);
      characters = html.length;
    });
    const found = Object.entries({ ...work, characters });
    const limits: Record<string, number> = MOST;
    expect(found.filter(([what, count]) => count > (limits[what] ?? 0))).toEqual([]);
  });
});

test('a list that finds none among so many leads further back, to its end', async () => {
  let address: string | undefined = '/executions?flow=nothing-like-it';
  let pages = 0;
  while (address !== undefined) {
    const { html } = await owner.get(address);
    pages += 1;
    address = html.match(/href="([^"]+)"[^>]*>\s*Look further back/)?.[1]?.replaceAll('&amp;', '&');
    expect(html).toContain(address === undefined ? 'No executions fit' : 'Of 20,000 executions');
  }
  expect(pages).toBeGreaterThan(4);
});
