import { expect, test } from 'bun:test';
import { customers, executionRequests } from '../../src/db/schema.ts';
import { isUniqueViolation } from '../../src/db/store.ts';
import { customerNamed } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a thing that is there already is told from every other failure', async () => {
  const made = await customerNamed(at.store, 'A', { externalId: 'a' });
  const sameId = at.store.write((tx) => tx.insert(customers).values({ ...made, externalId: null }));
  const sameColumn = at.store.write((tx) => tx.insert(customers).values({ ...made, id: 'cus_other' }));
  expect(isUniqueViolation(await thrownBy(sameId))).toBe(true);
  expect(isUniqueViolation(await thrownBy(sameColumn))).toBe(true);
  for (const other of [new Error('It broke'), 'unique', null, undefined])
    expect(isUniqueViolation(other)).toBe(false);
});

test('values that talk of duplicate keys do not make another failure one of them', async () => {
  const orphan = { executionId: 'unique constraint failed, duplicate key', payload: Buffer.from('x') };
  const error = await thrownBy(at.store.write((tx) => tx.insert(executionRequests).values(orphan)));
  expect(error).toBeInstanceOf(Error);
  expect(isUniqueViolation(error)).toBe(false);
});
