import { expect, test } from 'bun:test';
import { type ExecutionFilter, listExecutions } from '../../src/models/execution-list.ts';
import { cancelExecution, type Execution } from '../../src/models/executions.ts';
import type { Viewer } from '../../src/models/viewer.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

/** All pages of a list, each of at most two rows after three were sifted. */
async function pagesOf(filter: ExecutionFilter, viewer: Viewer = EVERYTHING): Promise<Execution[][]> {
  const pages: Execution[][] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = { limit: 2, cursor };
    const { items, nextCursor } = await listExecutions(at.store.read, viewer, filter, page, 3);
    pages.push(items);
    cursor = nextCursor;
  }
  return pages;
}

const ids = (executions: Execution[]) => executions.map(({ id }) => id);

test('a page ends where so many were looked through, and the next one goes on from there', async () => {
  const { instance } = await deployed(at.store);
  const made: string[] = [];
  for (const flow of ['Rare', 'Import', 'Import', 'Import', 'Import', 'Rare', 'Import']) {
    made.push((await queued(at.store, instance, { flow })).id);
  }
  const [first, , , , , sixth] = made;
  expect((await pagesOf({ flow: 'Rare' })).map(ids)).toEqual([[sixth ?? ''], [], [first ?? '']]);
});

test('what an index leads to is not counted as looked through', async () => {
  const { instance } = await deployed(at.store);
  for (let n = 0; n < 5; n++) await queued(at.store, instance);
  expect((await pagesOf({ customer: instance.customerId })).map((page) => page.length)).toEqual([2, 2, 1]);
});

test('the pages of every filter hold together just what fits it', async () => {
  const made: Execution[] = [];
  const [one, other] = [await deployed(at.store), await deployed(at.store)];
  for (let n = 0; n < 24; n++) {
    const { instance } = n % 3 === 0 ? other : one;
    const flow = n % 4 === 0 ? 'Other' : 'Import';
    const skipped = n % 5 === 0 ? { message: 'Missed' } : undefined;
    made.push(await queued(at.store, instance, { flow, ...(skipped ? { skipped } : {}) }));
  }
  for (const { id } of made.filter(({ endedAt }, n) => endedAt === null && n % 7 === 0)) {
    const cancelled = await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
    made.splice(
      made.findIndex((each) => each.id === id),
      1,
      cancelled,
    );
  }
  const choices = {
    instance: [undefined, one.instance.id],
    integration: [undefined, other.integration.id],
    customer: [undefined, one.customer.id, other.customer.id],
    flow: [undefined, 'Other', 'None'],
    status: [undefined, 'queued', 'skipped', 'cancelled', 'succeeded'] as const,
  };
  const viewers: Viewer[] = [EVERYTHING, viewerFor(one.customer.id)];
  for (const instance of choices.instance)
    for (const integration of choices.integration)
      for (const customer of choices.customer)
        for (const flow of choices.flow)
          for (const status of choices.status)
            for (const viewer of viewers) {
              const filter = { instance, integration, customer, flow, status };
              const fits = made.filter(
                (each) =>
                  (viewer.scope.kind === 'organization' || each.customerId === viewer.scope.customerId) &&
                  (instance === undefined || each.instanceId === instance) &&
                  (integration === undefined || each.integrationId === integration) &&
                  (customer === undefined || each.customerId === customer) &&
                  (flow === undefined || each.flow === flow) &&
                  (status === undefined || each.status === status),
              );
              const found = ids((await pagesOf(filter, viewer)).flat());
              expect({ filter, viewer, found }).toEqual({ filter, viewer, found: ids(fits).reverse() });
            }
});
