import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillBigStore } from '../../src/tools/big-store.ts';
import { openDesk } from '../support/app.ts';
import { visitorAs } from '../support/visitor.ts';
import { PAGES } from './big-store-pages.ts';
import { percentile } from './measure.ts';

const ROUNDS = 200;

export type PageTimes = { name: string; p50: number; p99: number };

/** Milliseconds from asking for a page of the big store to having all of it, the slowest page first; by wall clock. */
export async function measurePages(): Promise<PageTimes[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-bench-pages-'));
  const big = await fillBigStore(folder);
  const desk = openDesk(undefined, folder);
  try {
    const { token } = await visitorAs(desk, 'owner');
    const found: PageTimes[] = [];
    for (const [name, address] of PAGES) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS + 10; round++) {
        const began = performance.now();
        const headers = { cookie: `session=${token}` };
        const response = await desk.app.request(`http://stepwell.test${address(big)}`, { headers });
        await response.text();
        if (response.status !== 200) throw new Error(`${name} answered ${response.status}.`);
        times.push(performance.now() - began);
      }
      const warm = times.slice(10);
      found.push({ name, p50: percentile(warm, 50), p99: percentile(warm, 99) });
    }
    return found.sort((a, b) => b.p99 - a.p99);
  } finally {
    await desk.close();
  }
}
