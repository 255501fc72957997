import type { Database } from '../db/store.ts';
import { sameValue } from '../definition/diff/fields.ts';
import type { Definition } from '../definition/document/schema.ts';
import { type EditCommand, edit } from '../definition/edit/edit.ts';
import { rebased } from '../definition/edit/rebase.ts';
import { doTouch, touchedPlaces } from '../definition/edit/touched.ts';
import { AppError } from '../lib/errors.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { record } from './audit.ts';
import { refuseWrittenAsCode } from './code-native.ts';
import { type Done, draftAt, keptChange, putBack, stand, standingRevisions } from './draft-history.ts';
import {
  draftToSave,
  getDraft,
  getDraftText,
  type Integration,
  type SavedDraft,
  saveDraft,
  staleDraft,
  storedDefinition,
} from './integrations.ts';
import { getVersionDefinition, markPublished } from './versions.ts';

/**
 * Does commands to a draft, one after another, all or none.
 * @param isSeen whether whoever sends them has seen that revision
 * @returns the draft to save; undefined where it is so already
 * @throws AppError `not_found`; `precondition_failed` for an older draft; `invalid`, which names the command that cannot be done
 */
export async function editDraft(
  db: Database,
  id: string,
  commands: EditCommand[],
  isSeen: (revision: number) => boolean,
): Promise<{ draft: SavedDraft | undefined; revision: number; text: string }> {
  const { text, revision } = await getDraftText(db, id);
  if (!isSeen(revision)) throw staleDraft();
  const definition = storedDefinition(text);
  const edited = await done(definition, commands, text.length > LARGE_TEXT);
  if (edited === definition) return { draft: undefined, revision, text };
  const draft = await draftToSave({ definition, revision }, edited, kindsOf(commands));
  return { draft, revision: revision + 1, text: draft.text };
}

/**
 * The same for somebody who may have seen an older draft: what they do is done to the one that there is now, where
 * others have not changed the same things; what is so already is left.
 * @param isForced where they have, it is done all the same: this and nothing else
 * @throws AppError as of `editDraft`; `precondition_failed` where they have
 */
export async function editSeenDraft(
  db: Database,
  id: string,
  commands: EditCommand[],
  seenRevision: number,
  isForced = false,
): Promise<SavedDraft | undefined> {
  const { text, revision } = await getDraftText(db, id);
  const definition = storedDefinition(text);
  const isLarge = text.length > LARGE_TEXT;
  let meant = commands;
  if (revision !== seenRevision) {
    const seen = await definitionAt(db, id, seenRevision);
    const wanted = await done(seen, commands, isLarge);
    const open = touchedPlaces(wanted, definition);
    const mine = touchedPlaces(seen, wanted).filter((place) => doTouch([place], open));
    // What somebody sends twice is done once.
    if (mine.length === 0) return undefined;
    if (!isForced && doTouch(mine, touchedPlaces(seen, definition))) throw changedMeanwhile();
    meant = await rebasedAll(commands, seen, definition, isLarge);
  }
  const edited = await done(definition, meant, isLarge);
  if (edited === definition) return undefined;
  return await draftToSave({ definition, revision }, edited, kindsOf(commands));
}

/** A draft as whoever sends a form has seen it. @throws AppError `not_found`; `precondition_failed` for one that is too old */
export async function definitionAt(db: Database, id: string, revision: number): Promise<Definition> {
  const now = await getDraft(db, id);
  const seen = await draftAt(db, id, now, revision);
  if (seen) return seen;
  throw staleDraft();
}

function changedMeanwhile(): AppError {
  return new AppError('precondition_failed', 'Somebody has changed the same thing meanwhile.');
}

async function done(definition: Definition, commands: EditCommand[], isLarge: boolean): Promise<Definition> {
  let made = definition;
  for (const [index, command] of commands.entries()) {
    // Each command looks through a draft of thousands of steps: others have their turn in between.
    if (isLarge) await nextTurn();
    const edited = edit(made, command);
    if ('problem' in edited) throw cannotDo(index, command, edited.problem);
    made = edited.ok;
  }
  return made;
}

/** Commands that were made for an older draft, as they are meant for the one of now. */
async function rebasedAll(
  commands: EditCommand[],
  seen: Definition,
  now: Definition,
  isLarge: boolean,
): Promise<EditCommand[]> {
  const meant: EditCommand[] = [];
  let [before, after] = [seen, now];
  for (const command of commands) {
    const own = rebased(command, before, after);
    meant.push(own);
    before = await done(before, [command], isLarge);
    after = await done(after, [own], isLarge);
  }
  return meant;
}

const kindsOf = (commands: EditCommand[]) => [...new Set(commands.map(({ kind }) => kind))];

function cannotDo(index: number, { kind }: EditCommand, problem: string): AppError {
  const path = `commands[${index}]`;
  return new AppError('invalid', `${path} (${kind}) cannot be done: ${problem}`, [
    { path, message: problem },
  ]);
}

/** Saves an edited draft. @throws AppError `precondition_failed` when the draft has changed meanwhile */
export async function saveEdited(tx: Database, id: string, draft: SavedDraft): Promise<Integration> {
  await refuseWrittenAsCode(tx, id);
  const saved = await saveDraft(tx, id, draft);
  await record(tx, 'integration.edited', saved, { revision: saved.revision, commands: draft.done.kinds });
  return saved;
}

/**
 * Takes the last change of a draft back.
 * @param seenRevision the draft that whoever asks has seen
 * @throws AppError `not_found`; `precondition_failed` for an older draft; `conflict` where nothing is left to take back
 */
export async function undoDraft(tx: Database, id: string, seenRevision: number): Promise<Integration> {
  return await turnDraft(tx, id, seenRevision, 'undo');
}

/** Does again what was taken back last. @throws AppError as of `undoDraft` */
export async function redoDraft(tx: Database, id: string, seenRevision: number): Promise<Integration> {
  return await turnDraft(tx, id, seenRevision, 'redo');
}

const TURNS = {
  undo: { from: 'done', to: 'undone', action: 'integration.edit_undone', word: 'taken back' },
  redo: { from: 'undone', to: 'done', action: 'integration.edit_redone', word: 'done again' },
} as const;

async function turnDraft(
  tx: Database,
  id: string,
  seenRevision: number,
  turn: keyof typeof TURNS,
): Promise<Integration> {
  const { from, to, action, word } = TURNS[turn];
  const before = await getDraft(tx, id);
  if (before.revision !== seenRevision) throw staleDraft();
  const [last] = await standingRevisions(tx, id, from, 1);
  const kept = last && (await keptChange(tx, id, last));
  if (!kept) throw new AppError('conflict', `There is no change left that could be ${word}.`);
  const done: Done =
    turn === 'undo'
      ? { kinds: [turn], back: kept.forth, forth: kept.back, standing: null }
      : { kinds: [turn], back: kept.back, forth: kept.forth, standing: null };
  const definition = putBack(before.definition, done.forth);
  if (!definition) throw new AppError('conflict', `The last change cannot be ${word} any more.`);
  const text = JSON.stringify(definition);
  const saved = await saveDraft(tx, id, { definition, text, seenRevision, done });
  await stand(tx, id, last.revision, to);
  await record(tx, action, saved, { revision: saved.revision, commands: kept.kinds });
  return await asPublished(tx, saved, definition);
}

/** A draft that is what was published last, all its changes being taken back, is none. */
async function asPublished(
  tx: Database,
  integration: Integration,
  definition: Definition,
): Promise<Integration> {
  const { id, publishedVersion, revision } = integration;
  if (publishedVersion === null) return integration;
  if (!sameValue(definition, await getVersionDefinition(tx, id, publishedVersion))) return integration;
  await markPublished(tx, id, publishedVersion, revision);
  return { ...integration, publishedRevision: revision };
}
