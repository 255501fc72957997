import { beforeEach, expect, test } from 'bun:test';
import { listAudit, writeAs } from '../../src/models/audit.ts';
import { type IconFile, readIcon } from '../../src/models/icon-files.ts';
import { findIcon, removeIcon, setIcon } from '../../src/models/icons.ts';
import { recentIntegrations } from '../../src/models/integration-list.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import {
  createIntegration,
  forkIntegration,
  getDraftText,
  getIntegration,
} from '../../src/models/integrations.ts';
import { png, svg } from '../support/pictures.ts';
import { definition, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const AUTHOR = { kind: 'user', id: 'usr_1', name: 'Dana' } as const;

let id: string;
let ring: IconFile;
let circle: IconFile;
beforeEach(async () => {
  id = (await at.store.write((tx) => createIntegration(tx, definition()))).id;
  ring = await readIcon(png(400));
  circle = await readIcon(svg());
});

const set = (icon: IconFile, of = id) => writeAs(at.store, AUTHOR, (tx) => setIcon(tx, of, icon));
const remove = (of = id) => writeAs(at.store, AUTHOR, (tx) => removeIcon(tx, of));
const noted = async () =>
  (await listAudit(at.store.read, {}, { limit: 20 })).items.map(({ action }) => action).reverse();

test('an icon is kept as it was read, and named by its integration, in lists as well', async () => {
  expect(await findIcon(at.store.read, id)).toBeUndefined();
  expect((await getIntegration(at.store.read, id)).icon).toBeNull();
  await set(ring);
  const found = await findIcon(at.store.read, id);
  expect(found).toEqual({ ...ring, bytes: Buffer.from(ring.bytes) });
  expect((await getIntegration(at.store.read, id)).icon).toBe(ring.hash);
  const { items } = await recentIntegrations(at.store.read, {}, { limit: 5 });
  expect(items.map(({ icon }) => icon)).toEqual([ring.hash]);
});

test('another takes its place; the same again changes nothing, and is not noted', async () => {
  await set(ring);
  await set(circle);
  const before = await getIntegration(at.store.read, id);
  await set(circle);
  expect(await getIntegration(at.store.read, id)).toEqual(before);
  expect(await findIcon(at.store.read, id, ring.hash)).toBeUndefined();
  expect(await findIcon(at.store.read, id, circle.hash)).toMatchObject({ type: 'image/svg+xml', width: 24 });
  expect(await noted()).toEqual(['integration.icon_changed', 'integration.icon_changed']);
});

test('without its icon it is as it was; where there is none nothing is noted', async () => {
  await remove();
  await set(ring);
  await remove();
  await remove();
  expect(await findIcon(at.store.read, id)).toBeUndefined();
  expect((await getIntegration(at.store.read, id)).icon).toBeNull();
  expect(await noted()).toEqual(['integration.icon_changed', 'integration.icon_removed']);
});

test('the definition is none of its business: text and revision of the draft stay', async () => {
  const before = await getDraftText(at.store.read, id);
  await set(ring);
  expect(await getDraftText(at.store.read, id)).toEqual(before);
});

test('a fork has the icon too, and keeps it whatever becomes of the first', async () => {
  await set(ring);
  const fork = await at.store.write((tx) => forkIntegration(tx, id, { name: 'Copy' }));
  expect(fork.icon).toBe(ring.hash);
  await set(circle);
  await deleteIntegration(at.store, id, () => {});
  expect(await findIcon(at.store.read, id)).toBeUndefined();
  expect(await findIcon(at.store.read, fork.id)).toMatchObject({ hash: ring.hash });
  const again = await at.store.write((tx) => forkIntegration(tx, fork.id, { name: 'Third' }));
  await remove(fork.id);
  expect((await findIcon(at.store.read, again.id))?.hash).toBe(ring.hash);
});

test('a fork that is made a second time is left as it is', async () => {
  const make = () => at.store.write((tx) => forkIntegration(tx, id, { name: 'Copy' }, 'int_copy'));
  await make();
  await set(ring);
  expect((await make()).icon).toBeNull();
});

test('an integration that is not there has none, and gets none', async () => {
  expect((await refusal(set(ring, 'int_0'))).code).toBe('not_found');
  expect((await refusal(remove('int_0'))).code).toBe('not_found');
  expect(await findIcon(at.store.read, 'int_0', ring.hash)).toBeUndefined();
});
