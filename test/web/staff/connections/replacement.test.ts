import { afterEach, beforeEach, expect, test } from 'bun:test';
import { readConfigValues } from '../../../../src/models/config-values.ts';
import { addConnection } from '../../../../src/models/connection-changes.ts';
import { usesOf } from '../../../../src/models/connection-uses.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedShop } from '../instances/deployments.ts';

let desk: Desk;
let builder: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
});
afterEach(() => desk.close());

/** The connection of an instance, and another one of its kind for the same customer. */
async function two() {
  const { instance, customer } = await deployedShop(desk);
  const { store, vault } = desk.deps;
  const { pointed } = await readConfigValues(store.read, vault, instance.id);
  const used = pointed.get('Shop system')?.id ?? '';
  const add = () =>
    store.write((tx) =>
      addConnection(tx, desk.deps, {
        ...{ component: 'http', connection: 'apiKey', label: 'Spare', customerId: customer.id },
        inputs: { apiKey: 'spare-key' },
      }),
    );
  const path = (id: string) => `/connections/${id}/replacement`;
  const uses = (id: string) => usesOf(store.read, EVERYTHING, id, 9);
  return { used, add, path, uses };
}

test('another connection of its kind takes its place; without a choice the page says so at the field', async () => {
  const { used, add, path, uses } = await two();
  const spare = await add();
  const without = await builder.post(path(used), { by: 'con_nothing' });
  expect([without.status, without.html.includes('href="#field-by"')]).toEqual([422, true]);
  const { status, location } = await builder.post(path(used), { by: spare });
  expect([status, location]).toEqual([303, `/connections/${spare}`]);
  expect(await uses(spare)).toHaveLength(1);
});

test('where there is nothing to choose it is said in a sentence', async () => {
  const { used, add, path } = await two();
  const alone = await builder.post(path(used), { by: used });
  expect([alone.status, alone.html.includes('there is no other connection of its kind')]).toEqual([
    409,
    true,
  ]);
  const spare = await add();
  const unused = await builder.post(path(spare), { by: used });
  expect([unused.status, unused.html.includes('Nothing uses Spare any more')]).toEqual([409, true]);
});
