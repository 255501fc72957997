/** How long the server takes for a page when there is a lot of everything. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BigStore, fillBigStore } from '../../big-store.ts';
import { type Desk, openDesk } from '../deps.ts';
import { type Visitor, visitorAs } from './visitor.ts';

const ROUNDS = 100;
const LIMIT = 50;

let desk: Desk;
let big: BigStore;
let owner: Visitor;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-speed-'));
  big = await fillBigStore(folder);
  desk = openDesk(undefined, folder);
  owner = await visitorAs(desk, 'owner');
}, 180_000);
afterAll(() => desk.close());

/** Milliseconds that this process was at work; what its neighbours on the machine take meanwhile does not count. */
async function timeOf(work: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const passed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return Math.min(passed, (user + system) / 1000);
}

/** Each page of the staff's, by what it is called here. */
const PAGES: [name: string, address: (ids: BigStore) => string][] = [
  ['overview', () => '/'],
  ['overview of 7 days', () => '/?period=7d'],
  ['integrations', () => '/integrations'],
  ['integrations by a part of the name', () => '/integrations?q=e'],
  ['integrations by a name that none has', () => '/integrations?q=nothing-like-it'],
  ['integrations, filtered', () => '/integrations?description=order&state=draft'],
  ['an integration', ({ integration }) => `/integrations/${integration}`],
  ['a step', ({ integration }) => `/integrations/${integration}?step=1`],
  ['its configuration', ({ integration }) => `/integrations/${integration}/configuration`],
  ['its versions', ({ integration }) => `/integrations/${integration}/versions`],
  ['its instances', ({ integration }) => `/integrations/${integration}/instances`],
  ['customers', () => '/customers'],
  ['customers by a name that none has', () => '/customers?q=nothing-like-it'],
  ['a customer', ({ customer }) => `/customers/${customer}`],
  ['instances', () => '/instances'],
  ['instances by a name that none has', () => '/instances?q=nothing-like-it'],
  ['instances that are paused', () => '/instances?state=paused'],
  ['instances of an integration', ({ integration }) => `/instances?integration=${integration}`],
  ['a new instance', () => '/instances/new'],
  ['an instance', ({ instance }) => `/instances/${instance}`],
  ['executions', () => '/executions'],
  ['executions that failed', () => '/executions?status=failed'],
  ['executions that run', () => '/executions?status=running'],
  ['executions of a customer', ({ customer }) => `/executions?customer=${customer}`],
  ['executions of an instance', ({ instance }) => `/executions?instance=${instance}`],
  ['executions of a flow that there is not', () => '/executions?flow=nothing-like-it'],
  [
    'executions of one instance that were skipped',
    ({ instance }) => `/executions?instance=${instance}&status=skipped`,
  ],
  ['an execution', ({ failed }) => `/executions/${failed}`],
  ['an execution with 10,000 rounds', ({ loop }) => `/executions/${loop}`],
  ['an execution with 10,000 log lines', ({ log }) => `/executions/${log}`],
  ['components', () => '/components'],
  ['a component', () => '/components/text-manipulation'],
  ['go to anything', () => '/go?q=order'],
  ['staff', () => '/settings/staff'],
  ['system', () => '/settings/system'],
];

describe(`with 100,000 executions, 2,000 integrations and 10,000 instances, 99 of 100 take under ${LIMIT} ms`, () => {
  test.each(PAGES)(
    '%s',
    async (_, address) => {
      const path = address(big);
      const warm = await owner.get(path);
      expect(warm.status).toBe(200);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        times.push(
          await timeOf(async () => {
            const headers = { cookie: `session=${owner.token}` };
            await (await desk.app.request(`http://stepwell.test${path}`, { headers })).text();
          }),
        );
      }
      times.sort((a, b) => a - b);
      const p99 = times[Math.ceil(ROUNDS * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
      expect({ path, p99: p99 < LIMIT ? 'under the limit' : `${p99.toFixed(1)} ms` }).toEqual({
        path,
        p99: 'under the limit',
      });
    },
    180_000,
  );
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
