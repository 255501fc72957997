import { expect, test } from 'bun:test';
import { claim } from '../../src/models/leases.ts';
import { bytesOfCustomer, customersAbove, deleteEnded, oldestEnded } from '../../src/models/stored-bytes.ts';
import { deployed, finished, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

test('what is kept of a customer is that of its executions, ended or not, of all its instances', async () => {
  const { instance } = await deployed(at.store);
  const other = await deployed(at.store);
  const [ended, open] = [await queued(at.store, instance), await queued(at.store, instance)];
  const elsewhere = await queued(at.store, other.instance);
  await at.store.write(async (tx) => {
    await claim(tx, ended.id, 'boot_1', 1);
    await finished(tx, ended.id, 'boot_1', { status: 'succeeded' }, null, 2);
  });
  const { read } = at.store;
  const bytesOf = (customerId: string) => bytesOfCustomer(() => read, customerId);
  expect(await bytesOf(instance.customerId)).toBe(ended.size + open.size);
  expect(await bytesOf(other.instance.customerId)).toBe(elsewhere.size);
  expect(await customersAbove(read, ended.size - 1)).toEqual([instance.customerId]);
  expect(await customersAbove(read, ended.size)).toEqual([]);
  expect(await oldestEnded(read, { customerId: instance.customerId }, '')).toEqual({
    ended: [{ id: ended.id, size: ended.size }],
    next: undefined,
  });
  const gone = await at.store.write((tx) => deleteEnded(tx, [ended.id, open.id]));
  expect(gone).toEqual({ executions: 1, bytes: ended.size, isAll: true });
  expect(await bytesOf(instance.customerId)).toBe(open.size);
});
