import type { Desk } from '../support/app.ts';

const ROUNDS = 100;
/** Before the first that counts. */
const WARM = 10;

/** @returns how many bytes were answered */
export async function get({ app }: Desk, token: string, path: string, more: Record<string, string> = {}) {
  const headers = { cookie: `session=${token}`, ...more };
  const response = await app.request(`http://stepwell.test${path}`, { headers });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`);
  return (await response.bytes()).length;
}

/** Milliseconds of each round, those left out in which everything is still cold. */
export async function timed(work: (round: number) => Promise<unknown>, rounds = ROUNDS): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds + WARM; round++) {
    const began = performance.now();
    await work(round);
    times.push(performance.now() - began);
  }
  return times.slice(WARM);
}
