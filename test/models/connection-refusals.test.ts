import { expect, test } from 'bun:test';
import { connections, instances } from '../../src/db/schema.ts';
import { listAudit } from '../../src/models/audit.ts';
import { refuseConnection } from '../../src/models/connection-refusals.ts';
import { getConnection, updateConnection } from '../../src/models/connections.ts';
import { CONNECTION, configured, deployed, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const fields = { apiKey: 'sk-live-0123456789' };

async function connected() {
  await deployed(at.store, configured([CONNECTION]), { Shop: { fields } });
  const [row] = await at.store.read.select().from(connections);
  if (!row) throw new Error('There is no connection.');
  return row;
}
const present = async () => (await at.store.read.select().from(connections))[0];
const revision = async () => (await at.store.read.select().from(instances))[0]?.revision ?? 0;
const audited = async () =>
  (await listAudit(at.store.read, { action: 'connection.refused' }, { limit: 9 })).items.length;

test('a connection that a component refuses is in error, says why, and is told once', async () => {
  const row = await connected();
  const before = await revision();
  for (const problem of ['The key is wrong', 'The key is still wrong'])
    await at.store.write((tx) => refuseConnection(tx, vault, row, problem));
  expect(await present()).toMatchObject({ state: 'error', problem: 'The key is wrong' });
  expect([(await revision()) - before, await audited()]).toEqual([1, 1]);
});

test('one that somebody has changed since it was read, or that is gone, stays as it is', async () => {
  const row = await connected();
  await at.store.write(async (tx) => {
    const held = { fields: { apiKey: 'sk-live-other' } };
    await updateConnection(tx, vault, await getConnection(tx, vault, row.id), { held });
    await refuseConnection(tx, vault, row, 'The key is wrong');
    await refuseConnection(tx, vault, { ...row, id: 'con_gone' }, 'The key is wrong');
  });
  expect(await present()).toMatchObject({ state: 'active', problem: null });
  expect(await audited()).toBe(0);
});
