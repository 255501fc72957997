import { describe, expect, test } from 'bun:test';
import type { Definition, Step } from '../../src/definition/document/schema.ts';
import type { EditCommand } from '../../src/definition/edit/edit.ts';
import { writeAs } from '../../src/models/audit.ts';
import { commandAuthor } from '../../src/models/authors.ts';
import { editDraft, editSeenDraft, redoDraft, saveEdited, undoDraft } from '../../src/models/draft-edits.ts';
import { KEPT_REVISIONS, listRevisions, standingRevisions } from '../../src/models/draft-history.ts';
import { createIntegration, getDraft, getIntegration, hasDraft } from '../../src/models/integrations.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { putDraft } from '../support/drafts.ts';
import { definition, flow, refusal, trigger } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const ALEX = { ...commandAuthor('x'), name: 'Alex' };

const step = (name: string): Step => ({ name, action: { key: 'writeLog', component: { key: 'log' } } });
const stepsAre = (...steps: Step[]) =>
  definition({ flows: [flow('Main', { steps: [trigger('webhook-triggers', 'webhook'), ...steps] })] });

async function made(): Promise<string> {
  const first: Definition = stepsAre(step('First'), step('Second'));
  return (await at.store.write((tx) => createIntegration(tx, first))).id;
}

const describeAs = (description: string): EditCommand => ({
  kind: 'change-details',
  details: { description },
});
const noteOn = (name: string, note: string): EditCommand => ({
  kind: 'set-note',
  flow: 'Main',
  step: name.toLowerCase(),
  note,
});

async function did(id: string, ...commands: EditCommand[]): Promise<void> {
  const { draft } = await editDraft(at.store.read, id, commands, () => true);
  if (draft) await writeAs(at.store, ALEX, (tx) => saveEdited(tx, id, draft));
}

async function seen(id: string, revision: number, ...commands: EditCommand[]): Promise<void> {
  const draft = await editSeenDraft(at.store.read, id, commands, revision);
  if (draft) await at.store.write((tx) => saveEdited(tx, id, draft));
}

const revisionOf = async (id: string) => (await getIntegration(at.store.read, id)).revision;
const undo = async (id: string) => {
  const revision = await revisionOf(id);
  return await writeAs(at.store, ALEX, (tx) => undoDraft(tx, id, revision));
};
const redo = async (id: string) => {
  const revision = await revisionOf(id);
  return await writeAs(at.store, ALEX, (tx) => redoDraft(tx, id, revision));
};
const draftOf = async (id: string) => (await getDraft(at.store.read, id)).definition;

describe('changes of a draft', () => {
  test('are taken back one by one over 250 of them, and done again', async () => {
    const id = await made();
    const first = await draftOf(id);
    for (let number = 1; number <= 250; number++) await did(id, describeAs(`No. ${number}`));
    for (let number = 250; number >= 1; number--) {
      expect((await draftOf(id)).description).toBe(`No. ${number}`);
      await undo(id);
    }
    expect(await draftOf(id)).toEqual(first);
    expect((await refusal(undo(id))).message).toContain('no change left');
    for (let number = 1; number <= 250; number++) {
      await redo(id);
      expect((await draftOf(id)).description).toBe(`No. ${number}`);
    }
    expect((await refusal(redo(id))).message).toContain('no change left');
  });

  test('say who made them, when and what, latest first', async () => {
    const id = await made();
    const before = Date.now();
    await did(id, describeAs('One'), noteOn('First', 'Mind this'));
    await undo(id);
    const { items } = await listRevisions(at.store.read, id, { limit: 10 });
    expect(items).toMatchObject([
      { revision: 3, by: 'Alex', kinds: ['undo'], standing: null },
      { revision: 2, by: 'Alex', kinds: ['change-details', 'set-note'], standing: 'undone' },
    ]);
    expect(items[1]?.at).toBeGreaterThanOrEqual(before);
  });

  test('cannot be done again once something else was done', async () => {
    const id = await made();
    await did(id, describeAs('One'));
    await did(id, describeAs('Two'));
    await undo(id);
    await did(id, describeAs('Three'));
    expect((await refusal(redo(id))).code).toBe('conflict');
    await undo(id);
    expect((await draftOf(id)).description).toBe('One');
  });

  test('that change nothing are none', async () => {
    const id = await made();
    await did(id, describeAs('One'));
    await did(id, describeAs('One'));
    expect(await revisionOf(id)).toBe(2);
  });

  test('that replace all of it are taken back as well', async () => {
    const id = await made();
    const first = await draftOf(id);
    const other = { ...stepsAre(step('Other')), name: 'Another' };
    await at.store.write((tx) => putDraft(tx, id, other, 1));
    expect((await undo(id)).name).toBe(first.name);
    expect(await draftOf(id)).toEqual(first);
    await redo(id);
    expect(await draftOf(id)).toEqual(other);
  });

  test('are kept while there is room: the oldest go, and the last one stays however large it is', async () => {
    const id = await made();
    for (const letter of 'abc') await did(id, describeAs(letter.repeat(3_000_000)));
    const { items } = await listRevisions(at.store.read, id, { limit: 10 });
    expect(items.map(({ revision }) => revision)).toEqual([4]);
    await undo(id);
    expect((await draftOf(id)).description?.[0]).toBe('b');
    expect((await refusal(undo(id))).code).toBe('conflict');
  });

  test(`are forgotten behind ${KEPT_REVISIONS} of them`, async () => {
    const id = await made();
    for (let number = 0; number < KEPT_REVISIONS + 20; number++) await did(id, describeAs(`${number}`));
    const kept = await standingRevisions(at.store.read, id, 'done', 1000);
    expect(kept).toHaveLength(KEPT_REVISIONS);
  });

  test('that are all taken back leave the draft as it was published', async () => {
    const id = await made();
    await at.store.write((tx) => publishVersion(tx, id, ''));
    await did(id, noteOn('First', 'Mind this'));
    expect(hasDraft(await getIntegration(at.store.read, id))).toBe(true);
    await undo(id);
    expect(hasDraft(await getIntegration(at.store.read, id))).toBe(false);
  });

  test('are taken back of the draft that was seen, and of no other', async () => {
    const id = await made();
    await did(id, describeAs('One'));
    const stale = at.store.write((tx) => undoDraft(tx, id, 1));
    expect((await refusal(stale)).code).toBe('precondition_failed');
    expect((await draftOf(id)).description).toBe('One');
  });
});

describe('of two people on one draft', () => {
  test('the second is done to what the first has left, where it touches other things', async () => {
    const id = await made();
    await seen(id, 1, noteOn('First', 'Mine'));
    await seen(id, 1, noteOn('Second', 'Yours'));
    const [, first, second] = (await draftOf(id)).flows[0]?.steps ?? [];
    expect([first?.description, second?.description]).toEqual(['Mine', 'Yours']);
  });

  test('the second is told where both have changed the same, and nothing is lost', async () => {
    const id = await made();
    await seen(id, 1, noteOn('First', 'Mine'));
    const late = await refusal(seen(id, 1, noteOn('First', 'Yours')));
    expect(late).toMatchObject({ code: 'precondition_failed' });
    expect((await draftOf(id)).flows[0]?.steps[1]?.description).toBe('Mine');
  });

  test('what is sent twice is done once', async () => {
    const id = await made();
    const rename: EditCommand = { kind: 'rename-step', flow: 'Main', step: 'first', name: 'Begin' };
    for (const _ of 'ab') await seen(id, 1, rename, noteOn('Second', 'Mine'));
    expect(await revisionOf(id)).toBe(2);
  });

  test('a step that one has removed cannot be changed by the other', async () => {
    const id = await made();
    await seen(id, 1, { kind: 'remove-step', flow: 'Main', step: 'first' });
    expect((await refusal(seen(id, 1, noteOn('First', 'Yours')))).code).toBe('precondition_failed');
  });

  test('both may add a step, and one may move what the other changes inside', async () => {
    const id = await made();
    const add = (name: string): EditCommand => ({
      kind: 'add-steps',
      flow: 'Main',
      place: { after: 'first' },
      steps: [step(name)],
    });
    await seen(id, 1, add('Mine'));
    await seen(id, 1, add('Yours'));
    await seen(id, 1, { kind: 'move-step', flow: 'Main', step: 'second', place: { after: 'start' } });
    await seen(id, 1, noteOn('Second', 'Changed inside'));
    const names = (await draftOf(id)).flows[0]?.steps.map(({ name }) => name);
    expect(names?.slice(1)).toEqual(['Second', 'First', 'Yours', 'Mine']);
    expect((await draftOf(id)).flows[0]?.steps[1]?.description).toBe('Changed inside');
  });

  test('both may change a config variable in different fields, and one may rename it meanwhile', async () => {
    const id = await made();
    const connection = { key: 'basic', component: { key: 'http' } };
    const inputs = { username: { type: 'value' as const, value: 'me' } };
    const shop = { key: 'Shop', stableKey: 'shop', dataType: 'connection', connection, inputs };
    await did(id, { kind: 'add-config-var', configVar: shop });
    const changed = (more: object): EditCommand => ({
      kind: 'change-config-var',
      configVar: { ...shop, ...more },
    });
    const baseUrl = { type: 'value' as const, value: 'https://shop.example' };
    await seen(id, 2, changed({ description: 'Mine' }));
    await seen(id, 2, { kind: 'rename-config-var', configVar: 'Shop', name: 'Store' });
    await seen(id, 2, changed({ inputs: { ...inputs, baseUrl } }));
    await seen(id, 2, changed({ inputs: {} }));
    expect((await draftOf(id)).requiredConfigVars).toEqual([
      { ...shop, key: 'Store', description: 'Mine', inputs: { baseUrl } },
    ]);
    expect((await refusal(seen(id, 2, changed({ description: 'Yours' })))).code).toBe('precondition_failed');
  });

  test('both may add, move and change pages of the configuration', async () => {
    const id = await made();
    const page = (name: string, tagline = '') => ({ name, tagline });
    const set = (...pages: { name: string; tagline: string }[]): EditCommand => ({
      kind: 'set-config-pages',
      pages,
    });
    await did(id, set(page('A'), page('B'), page('C')));
    await seen(id, 2, set(page('C'), page('A'), page('B')));
    await seen(id, 2, set(page('A'), page('Mine'), page('B'), page('C')));
    await seen(id, 2, set(page('A'), page('B', 'Yours'), page('C')));
    await seen(id, 2, set(page('B'), page('C')));
    expect((await draftOf(id)).configPages).toEqual([page('C'), page('Mine'), page('B', 'Yours')]);
    const late = seen(id, 2, set(page('B'), page('A'), page('C')));
    expect((await refusal(late)).code).toBe('precondition_failed');
  });

  test('a draft older than the changes that are kept is told as such', async () => {
    const id = await made();
    for (let number = 0; number < KEPT_REVISIONS + 2; number++) await did(id, describeAs(`${number}`));
    expect((await refusal(seen(id, 1, noteOn('First', 'Late')))).code).toBe('precondition_failed');
  });
});
