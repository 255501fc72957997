import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { type AuditDetails, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { type Command, type Details, edit } from '../definition/edit/edit.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { now } from '../lib/time.ts';
import { copyAttachments } from './attachment-copies.ts';
import { namesOf, record } from './audit.ts';
import { refuseWrittenAsCode } from './code-native.ts';
import { type Done, doneBetween, keepRevision } from './draft-history.ts';
import { copyIcon } from './icons.ts';
import { type IntegrationFilter, matchingIntegrations } from './integration-filter.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';

type Row = typeof integrations.$inferSelect;
/** An integration without its draft, which is large; `revision` counts the draft's changes. */
export type Integration = Omit<Row, 'draft' | 'removedAt' | 'removedBy'>;
export type IntegrationFields = Pick<Row, 'name' | 'description' | 'category' | 'labels'>;

/** All but the draft. */
export const integrationColumns = {
  id: integrations.id,
  name: integrations.name,
  description: integrations.description,
  category: integrations.category,
  labels: integrations.labels,
  revision: integrations.revision,
  createdAt: integrations.createdAt,
  updatedAt: integrations.updatedAt,
  publishedVersion: integrations.publishedVersion,
  publishedRevision: integrations.publishedRevision,
  icon: integrations.icon,
};

/**
 * Makes an integration of a definition; name, description, category and labels are the definition's own.
 * @param id where the caller has one already: made a second time it is answered as it is
 * @param text what `textToStore` has written
 */
export async function createIntegration(
  tx: Database,
  definition: Definition,
  id = newId('int'),
  text = JSON.stringify(definition),
): Promise<Integration> {
  await insertIntegration(tx, definition, id, text, {});
  return await getIntegration(tx, id);
}

/** @returns whether it was not there before */
async function insertIntegration(
  tx: Database,
  definition: Definition,
  id: string,
  text: string,
  details: AuditDetails,
): Promise<boolean> {
  const at = now();
  const row: Row = {
    id,
    ...fieldsOf(definition),
    draft: text,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    publishedVersion: null,
    publishedRevision: null,
    icon: null,
    removedAt: null,
    removedBy: null,
  };
  const made = await tx
    .insert(integrations)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: integrations.id });
  if (made.length === 0) return false;
  await record(tx, 'integration.created', row, details);
  return true;
}

/** Copies a draft under a new name, with the icon and the attachments beside it. @throws AppError `not_found` */
export async function forkIntegration(
  tx: Database,
  of: string,
  fields: Pick<IntegrationFields, 'name'> & Partial<IntegrationFields>,
  id = newId('int'),
): Promise<Integration> {
  const { definition } = await getDraft(tx, of);
  const fork = { ...definition, ...fields };
  const isNew = await insertIntegration(tx, fork, id, JSON.stringify(fork), { copyOf: of });
  if (isNew) {
    await copyIcon(tx, of, id);
    await copyAttachments(tx, of, id);
  }
  return await getIntegration(tx, id);
}

/** @throws AppError `not_found`, also for one in the trash */
export async function getIntegration(db: Database, id: string): Promise<Integration> {
  const [row] = await db.select(integrationColumns).from(integrations).where(isThere(id));
  if (!row) throw noIntegration(id);
  return row;
}

/** The integration also when it is in the trash: its executions stay to be read. @throws AppError `not_found` */
export async function getIntegrationEver(
  db: Database,
  id: string,
): Promise<Integration & { isRemoved: boolean }> {
  const [row] = await db
    .select({ ...integrationColumns, removedAt: integrations.removedAt })
    .from(integrations)
    .where(eq(integrations.id, id));
  if (!row) throw noIntegration(id);
  const { removedAt, ...integration } = row;
  return { ...integration, isRemoved: removedAt !== null };
}

function isThere(id: string) {
  return and(eq(integrations.id, id), isNull(integrations.removedAt));
}

function noIntegration(id: string): AppError {
  return new AppError('not_found', `There is no integration ${id}.`);
}

/** Whether the draft is not what was published last. */
export function hasDraft({
  revision,
  publishedRevision,
}: Pick<Integration, 'revision' | 'publishedRevision'>): boolean {
  return revision !== publishedRevision;
}

/** The draft as it stands, with the revision that its ETag names. @throws AppError `not_found` */
export async function getDraft(
  db: Database,
  id: string,
): Promise<{ definition: Definition; revision: number }> {
  const { text, revision } = await getDraftText(db, id);
  return { definition: storedDefinition(text), revision };
}

/** The same as the JSON text that is stored. @throws AppError `not_found` */
export async function getDraftText(db: Database, id: string): Promise<{ text: string; revision: number }> {
  const [row] = await db
    .select({ text: integrations.draft, revision: integrations.revision })
    .from(integrations)
    .where(isThere(id));
  if (!row) throw noIntegration(id);
  return row;
}

/** The text of a definition that is about to be stored, written before: a large one would hold up the write for long. */
export async function textToStore(definition: Definition): Promise<string> {
  const text = JSON.stringify(definition);
  if (text.length > LARGE_TEXT) await nextTurn();
  return text;
}

/** What is in the store was a valid definition when it went in. */
export function storedDefinition(text: string): Definition {
  return JSON.parse(text);
}

/** Integrations oldest first. */
export async function listIntegrations(
  db: Database,
  filter: IntegrationFilter,
  page: Page,
): Promise<Listed<Integration>> {
  const conditions = [
    ...matchingIntegrations(db, filter),
    page.cursor ? gt(integrations.id, idOfCursor('int', page.cursor)) : undefined,
  ];
  const rows = await db
    .select(integrationColumns)
    .from(integrations)
    .where(and(...conditions))
    .orderBy(asc(integrations.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** A draft as it is to be saved, in the place of the one that its writer saw. */
export type SavedDraft = { definition: Definition; text: string; seenRevision: number; done: Done };

/**
 * Readies a draft for the write: a large one would hold it up for long.
 * @param seen the draft in whose place it comes
 * @param kinds of the commands that have made it
 */
export async function draftToSave(
  seen: { definition: Definition; revision: number },
  definition: Definition,
  kinds: string[],
): Promise<SavedDraft> {
  const text = await textToStore(definition);
  const done = doneBetween(seen.definition, definition, kinds);
  if (text.length > LARGE_TEXT) await nextTurn();
  return { definition, text, seenRevision: seen.revision, done };
}

/**
 * Replaces the draft if it is still at the revision that the writer saw, and keeps what was changed.
 * @throws AppError `not_found`; `precondition_failed` when it has changed meanwhile
 */
export async function saveDraft(
  tx: Database,
  id: string,
  { definition, text, seenRevision, done }: SavedDraft,
): Promise<Integration> {
  const revision = seenRevision + 1;
  const [row] = await tx
    .update(integrations)
    .set({ ...fieldsOf(definition), draft: text, revision, updatedAt: now() })
    .where(and(isThere(id), eq(integrations.revision, seenRevision)))
    .returning(integrationColumns);
  if (row) {
    await keepRevision(tx, id, revision, done);
    return row;
  }
  await getIntegration(tx, id);
  throw staleDraft();
}

/** What whoever edits an older draft is told. */
export function staleDraft(): AppError {
  return new AppError(
    'precondition_failed',
    'The definition has changed since you read it. Read it again, and send your change with its new ETag.',
  );
}

/**
 * Does one thing to the draft; what is so already is no change of it.
 * @param seenRevision the draft that the writer saw; whichever there is when left out
 * @throws AppError `not_found`; `precondition_failed` when it has changed meanwhile; `conflict` for what cannot be done
 */
export async function applyToDraft(
  tx: Database,
  id: string,
  command: Command,
  seenRevision?: number,
): Promise<Integration> {
  const { definition, revision } = await getDraft(tx, id);
  const edited = edit(definition, command);
  if ('problem' in edited) throw new AppError('conflict', edited.problem);
  if (edited.ok === definition) return await getIntegration(tx, id);
  return await saveDraft(tx, id, {
    definition: edited.ok,
    text: JSON.stringify(edited.ok),
    seenRevision: seenRevision ?? revision,
    done: doneBetween(definition, edited.ok, [command.kind]),
  });
}

/**
 * Changes name, description, category, labels or documentation, in the definition as well.
 * @throws AppError `not_found`; `conflict` for one that is written as code
 */
export async function updateIntegration(tx: Database, id: string, details: Details): Promise<Integration> {
  await refuseWrittenAsCode(tx, id);
  const before = await getIntegration(tx, id);
  const saved = await applyToDraft(tx, id, { kind: 'change-details', details });
  if (saved.revision !== before.revision)
    await record(tx, 'integration.updated', saved, { changed: namesOf(details) });
  return saved;
}

/** Replaces the draft as `saveDraft` does, by hand. */
export async function replaceDraft(tx: Database, id: string, draft: SavedDraft): Promise<Integration> {
  await refuseWrittenAsCode(tx, id);
  const saved = await saveDraft(tx, id, draft);
  await record(tx, 'integration.definition_replaced', saved, { revision: saved.revision });
  return saved;
}

function fieldsOf(definition: Definition): IntegrationFields {
  return {
    name: definition.name,
    description: definition.description ?? '',
    category: definition.category ?? '',
    labels: definition.labels ?? [],
  };
}
