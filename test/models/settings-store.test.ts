import { expect, test } from 'bun:test';
import { createVault } from '../../src/lib/crypto.ts';
import { checkVaultKey, getFact, setFact } from '../../src/models/settings-store.ts';
import { refusal, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

test('a fact is known by its name until it is set anew', async () => {
  expect(await getFact(at.store.read, 'colour')).toBeUndefined();
  await at.store.write((tx) => setFact(tx, 'colour', 'grün'));
  await at.store.write((tx) => setFact(tx, 'colour', 'blau'));
  expect(await getFact(at.store.read, 'colour')).toBe('blau');
});

test('the first key that is used is the key of the data folder, and any other is refused at start', async () => {
  await at.store.write((tx) => checkVaultKey(tx, vault));
  await at.store.write((tx) => checkVaultKey(tx, vault));
  const other = createVault(Buffer.alloc(32, 8));
  const refused = await refusal(at.store.write((tx) => checkVaultKey(tx, other)));
  expect(refused.code).toBe('invalid');
  expect(refused.message).toContain('STEPWELL_KEY');
  await at.store.write((tx) => checkVaultKey(tx, vault));
});
