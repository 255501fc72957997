import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { type EditCommand, edit } from '../definition/edit/edit.ts';
import { AppError } from '../lib/errors.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { record } from './audit.ts';
import {
  getDraftText,
  type Integration,
  saveDraft,
  staleDraft,
  storedDefinition,
  textToStore,
} from './integrations.ts';

/** A draft with commands done to it, not saved yet. */
export type EditedDraft = { definition: Definition; text: string; revision: number; kinds: string[] };

/**
 * Does commands to a draft, one after another, all or none.
 * @param isSeen whether whoever sends them has seen that revision
 * @throws AppError `not_found`; `precondition_failed` for an older draft; `invalid`, which names the command that cannot be done
 */
export async function editDraft(
  db: Database,
  id: string,
  commands: EditCommand[],
  isSeen: (revision: number) => boolean,
): Promise<EditedDraft> {
  const draft = await getDraftText(db, id);
  if (!isSeen(draft.revision)) throw staleDraft();
  // Each command looks through a draft of thousands of steps: others have their turn in between.
  const isLarge = draft.text.length > LARGE_TEXT;
  let definition = storedDefinition(draft.text);
  for (const [index, command] of commands.entries()) {
    if (isLarge) await nextTurn();
    const edited = edit(definition, command);
    if ('problem' in edited) throw cannotDo(index, command, edited.problem);
    definition = edited.ok;
  }
  const kinds = [...new Set(commands.map(({ kind }) => kind))];
  return { definition, text: await textToStore(definition), revision: draft.revision, kinds };
}

function cannotDo(index: number, { kind }: EditCommand, problem: string): AppError {
  const path = `commands[${index}]`;
  return new AppError('invalid', `${path} (${kind}) cannot be done: ${problem}`, [
    { path, message: problem },
  ]);
}

/** Saves an edited draft. @throws AppError `precondition_failed` when the draft has changed meanwhile */
export async function saveEdited(
  tx: Database,
  id: string,
  { definition, text, revision, kinds }: EditedDraft,
): Promise<Integration> {
  const saved = await saveDraft(tx, id, definition, revision, text);
  await record(tx, 'integration.edited', saved, { revision: saved.revision, commands: kinds });
  return saved;
}
