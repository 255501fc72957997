import { describe, expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import {
  addAttachments,
  countAttachments,
  deleteAttachment,
  getAttachment,
  listAttachments,
  renameAttachment,
  replaceAttachment,
} from '../../src/models/attachments.ts';
import { listAudit, writeAs } from '../../src/models/audit.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { createIntegration, forkIntegration } from '../../src/models/integrations.ts';
import { isBlobUsed } from '../../src/models/retention.ts';
import { definition, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

const integration = async (name = 'Orders') =>
  (await at.store.write((tx) => createIntegration(tx, definition({ name })))).id;

/** Bytes that are kept. */
async function kept(text: string) {
  const file = await at.store.blobs.receive(new Blob([text]).stream());
  await file.keep();
  return { hash: file.hash, size: file.size };
}

async function add(of: string, ...names: string[]) {
  const content = await kept(`content of ${names}`);
  const files = names.map((name) => ({ ...content, name }));
  return await at.store.write((tx) => addAttachments(tx, of, files, 'Dana'));
}

const namesOf = async (of: string) =>
  (await listAttachments(at.store.read, of, { limit: 50 })).items.map(({ name }) => name);
const sweep = () => at.store.blobs.sweep(Number.MAX_SAFE_INTEGER, (hash) => isBlobUsed(at.store.read, hash));
const contentOf = async (of: string, id: string) => {
  const { hash, size } = await getAttachment(at.store.read, of, id);
  return await at.store.blobs.file(hash, size).text();
};

test('what is added is listed, latest first, page by page, and counted no further than asked', async () => {
  const of = await integration();
  const [first] = await add(of, 'a.txt', 'b.txt', 'c.txt');
  expect(first).toMatchObject({ integrationId: of, name: 'a.txt', size: 28, addedBy: 'Dana' });
  expect(first).toEqual(await getAttachment(at.store.read, of, first?.id ?? ''));
  const page = await listAttachments(at.store.read, of, { limit: 2 });
  expect(page.items.map(({ name }) => name)).toEqual(['c.txt', 'b.txt']);
  const rest = await listAttachments(at.store.read, of, { limit: 2, cursor: page.nextCursor ?? '' });
  expect([rest.items.map(({ name }) => name), rest.nextCursor]).toEqual([['a.txt'], null]);
  expect(await countAttachments(at.store.read, of, 2)).toBe(2);
  expect(await countAttachments(at.store.read, of, 9)).toBe(3);
});

test('those of another integration are not there', async () => {
  const [of, other] = [await integration(), await integration('Other')];
  const [added] = await add(of, 'a.txt');
  const id = added?.id ?? '';
  expect(await namesOf(other)).toEqual([]);
  for (const refused of [
    getAttachment(at.store.read, other, id),
    at.store.write((tx) => renameAttachment(tx, other, id, 'b.txt')),
    at.store.write((tx) => replaceAttachment(tx, other, id, { hash: 'x', size: 1 }, 'Dana')),
    at.store.write((tx) => deleteAttachment(tx, other, id)),
    at.store.write((tx) => addAttachments(tx, newId('int'), [], 'Dana')),
  ])
    expect((await refusal(refused)).code).toBe('not_found');
  expect(await namesOf(of)).toEqual(['a.txt']);
});

describe('of two with one name the second gets a number', () => {
  const long = `${'x'.repeat(251)}.pdf`;
  const smiles = `${'😀'.repeat(127)}x`;
  test.each<[what: string, given: string[], kept: string[]]>([
    ['before its ending', ['a.txt', 'a.txt', 'a.txt'], ['a.txt', 'a (2).txt', 'a (3).txt']],
    ['that is free', ['a (2).txt', 'a.txt', 'a.txt'], ['a (2).txt', 'a.txt', 'a (3).txt']],
    ['where there is no ending', ['notes', 'notes'], ['notes', 'notes (2)']],
    ['where all is an ending', ['.profile', '.profile'], ['.profile', '.profile (2)']],
    ['but not where they differ by a capital', ['A.txt', 'a.txt'], ['A.txt', 'a.txt']],
    ['within the longest name', [long, long], [long, `${'x'.repeat(247)} (2).pdf`]],
    ['cut where a character is whole', [smiles, smiles], [smiles, `${'😀'.repeat(125)} (2)`]],
  ])('%s', async (_what, given, expected) => {
    const of = await integration();
    expect((await add(of, ...given)).map(({ name }) => name)).toEqual(expected);
  });
});

test('an integration has at most 1,000: of more none is added', async () => {
  const of = await integration();
  const content = await kept('x');
  const files = (count: number) => Array.from({ length: count }, (_, n) => ({ ...content, name: `${n}` }));
  for (let n = 0; n < 10; n += 1)
    await at.store.write((tx) => addAttachments(tx, of, files(n === 9 ? 99 : 100), 'Dana'));
  const refused = await refusal(at.store.write((tx) => addAttachments(tx, of, files(2), 'Dana')));
  expect(refused).toMatchObject({
    code: 'conflict',
    message: 'An integration has at most 1,000 attachments. Delete some of them first.',
  });
  expect(await countAttachments(at.store.read, of, 2000)).toBe(999);
  // Forked all the same, in as many statements as it takes.
  const fork = await at.store.write((tx) => forkIntegration(tx, of, { name: 'Fork' }));
  expect(await countAttachments(at.store.read, fork.id, 2000)).toBe(999);
});

test('one is renamed, but not to a name that another has', async () => {
  const of = await integration();
  const [a] = await add(of, 'a.txt', 'b.txt');
  const rename = (name: string) => at.store.write((tx) => renameAttachment(tx, of, a?.id ?? '', name));
  expect(await refusal(rename('b.txt'))).toMatchObject({ code: 'conflict', issues: [{ path: 'name' }] });
  expect(await rename('ü "x".txt')).toMatchObject({ name: 'ü "x".txt', hash: a?.hash });
  expect(await namesOf(of)).toEqual(['b.txt', 'ü "x".txt']);
});

test('the file of a deleted one is swept, unless another names the same bytes', async () => {
  const of = await integration();
  const content = await kept('the same');
  const both = ['a.txt', 'b.txt'].map((name) => ({ ...content, name }));
  const [a, b] = await at.store.write((tx) => addAttachments(tx, of, both, 'Dana'));
  await at.store.write((tx) => deleteAttachment(tx, of, a?.id ?? ''));
  expect(await sweep()).toBe(0);
  expect(await contentOf(of, b?.id ?? '')).toBe('the same');
  await at.store.write((tx) => deleteAttachment(tx, of, b?.id ?? ''));
  expect(await sweep()).toBe(1);
  expect(at.store.blobs.has(content.hash)).toBe(false);
});

test('what is replaced keeps its name, and the former file is swept', async () => {
  const of = await integration();
  const [added] = await add(of, 'a.txt');
  const id = added?.id ?? '';
  const content = await kept('another');
  const replaced = await at.store.write((tx) => replaceAttachment(tx, of, id, content, 'Robin'));
  expect(replaced).toMatchObject({ id, name: 'a.txt', size: 7, addedBy: 'Robin' });
  expect(await sweep()).toBe(1);
  expect(await contentOf(of, id)).toBe('another');
});

test('a fork has them all in their order, and neither loses one by what is deleted of the other', async () => {
  const of = await integration();
  const [a] = await add(of, 'a.txt', 'b.txt');
  const fork = await at.store.write((tx) => forkIntegration(tx, of, { name: 'Fork' }));
  // Made once, however often it is asked for.
  await at.store.write((tx) => forkIntegration(tx, of, { name: 'Fork' }, fork.id));
  expect(await namesOf(fork.id)).toEqual(['b.txt', 'a.txt']);
  await at.store.write((tx) => deleteAttachment(tx, of, a?.id ?? ''));
  await deleteIntegration(at.store, of, () => undefined);
  expect(await sweep()).toBe(0);
  const { items } = await listAttachments(at.store.read, fork.id, { limit: 9 });
  expect(items.map(({ addedAt, addedBy }) => [addedAt, addedBy])).toEqual([
    [a?.addedAt ?? 0, 'Dana'],
    [a?.addedAt ?? 0, 'Dana'],
  ]);
  for (const { id } of items) expect(await contentOf(fork.id, id)).toBe('content of a.txt,b.txt');
});

test('with an integration its attachments go, and their files', async () => {
  const of = await integration();
  const [added] = await add(of, 'a.txt', 'b.txt');
  await deleteIntegration(at.store, of, () => undefined);
  expect(await namesOf(of)).toEqual([]);
  expect(await isBlobUsed(at.store.read, added?.hash ?? '')).toBe(false);
  expect(await sweep()).toBe(1);
});

test('each change is noted with who has made it and what it was made with', async () => {
  const of = await integration();
  const author = { kind: 'user' as const, id: 'usr_1', name: 'Dana' };
  const content = await kept('x');
  const files = [{ ...content, name: 'a.txt' }];
  const [added] = await writeAs(at.store, author, (tx) => addAttachments(tx, of, files, 'Dana'));
  const id = added?.id ?? '';
  await writeAs(at.store, author, (tx) => renameAttachment(tx, of, id, 'b.txt'));
  await writeAs(at.store, author, (tx) => renameAttachment(tx, of, id, 'b.txt'));
  await writeAs(at.store, author, (tx) => replaceAttachment(tx, of, id, content, 'Dana'));
  await writeAs(at.store, author, (tx) => deleteAttachment(tx, of, id));
  const { items } = await listAudit(at.store.read, { subject: of }, { limit: 9 });
  expect(items.map(({ action, details }) => [action, details])).toEqual([
    ['integration.attachment_deleted', { attachment: 'b.txt' }],
    ['integration.attachment_replaced', { attachment: 'b.txt', bytes: 1 }],
    ['integration.attachment_renamed', { attachment: 'b.txt', before: 'a.txt' }],
    ['integration.attachment_added', { attachment: 'a.txt', bytes: 1 }],
  ]);
});
