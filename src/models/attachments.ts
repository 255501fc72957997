import { and, desc, eq, lt } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { attachments } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { thousands } from '../lib/format.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { LONGEST_FILE_NAME } from './fields.ts';
import { getIntegration } from './integrations.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';

/** A document beside an integration; its bytes are the blob of that hash. */
export type Attachment = typeof attachments.$inferSelect;

/** What it holds: bytes that are on disk. */
export type Content = Pick<Attachment, 'hash' | 'size'>;

/** Of one integration. */
const MOST = 1000;

/**
 * Adds documents, all or none. One whose name is taken is told apart by a number: `report (2).pdf`.
 * @param addedBy name of the person or token
 * @throws AppError `not_found`; `conflict` when there are too many
 */
export async function addAttachments(
  tx: Database,
  integrationId: string,
  files: (Content & { name: string })[],
  addedBy: string,
): Promise<Attachment[]> {
  const integration = await getIntegration(tx, integrationId);
  const taken = await namesIn(tx, integrationId);
  if (taken.size + files.length > MOST)
    throw new AppError(
      'conflict',
      `An integration has at most ${thousands(MOST)} attachments. Delete some of them first.`,
    );
  const added: Attachment[] = [];
  for (const { hash, size, name } of files) {
    const row = { id: newId('att'), integrationId, name: freeName(name, taken), size, hash };
    taken.add(row.name);
    added.push({ ...row, addedAt: now(), addedBy });
  }
  if (added.length > 0) await tx.insert(attachments).values(added);
  for (const { name, size } of added)
    await record(tx, 'integration.attachment_added', integration, { attachment: name, bytes: size });
  return added;
}

async function namesIn(db: Database, integrationId: string): Promise<Set<string>> {
  const rows = await db
    .select({ name: attachments.name })
    .from(attachments)
    .where(eq(attachments.integrationId, integrationId));
  return new Set(rows.map(({ name }) => name));
}

const LONGEST_ENDING = 20;

function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf('.');
  const hasEnding = dot > 0 && name.length - dot <= LONGEST_ENDING;
  const [stem, ending] = hasEnding ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let number = 2; taken.has(free); number += 1) {
    const mark = ` (${number})${ending}`;
    // Half a character cannot be stored.
    const short = stem.slice(0, LONGEST_FILE_NAME - mark.length).replace(/[\ud800-\udbff]$/, '');
    free = short + mark;
  }
  return free;
}

/** @throws AppError `not_found`, also for one of another integration */
export async function getAttachment(db: Database, integrationId: string, id: string): Promise<Attachment> {
  const [row] = await db.select().from(attachments).where(isAttachment(integrationId, id));
  await getIntegration(db, integrationId);
  if (row) return row;
  throw new AppError('not_found', `This integration has no attachment ${id}.`);
}

function isAttachment(integrationId: string, id: string) {
  return and(eq(attachments.integrationId, integrationId), eq(attachments.id, id));
}

/** Those of an integration, latest first. */
export async function listAttachments(
  db: Database,
  integrationId: string,
  page: Page,
): Promise<Listed<Attachment>> {
  const rows = await db
    .select()
    .from(attachments)
    .where(
      and(
        eq(attachments.integrationId, integrationId),
        page.cursor === undefined ? undefined : lt(attachments.id, idOfCursor('att', page.cursor)),
      ),
    )
    .orderBy(desc(attachments.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** How many an integration has, counted up to `most`. */
export async function countAttachments(db: Database, integrationId: string, most: number): Promise<number> {
  const some = db
    .select({ id: attachments.id })
    .from(attachments)
    .where(eq(attachments.integrationId, integrationId))
    .limit(most)
    .as('some');
  return await countRows(db, some);
}

/** @throws AppError `not_found`; `conflict` when another one has that name */
export async function renameAttachment(
  tx: Database,
  integrationId: string,
  id: string,
  name: string,
): Promise<Attachment> {
  const before = await getAttachment(tx, integrationId, id);
  if (before.name === name) return before;
  if ((await namesIn(tx, integrationId)).has(name)) {
    const message = 'Another attachment of this integration has this name. Choose another one.';
    throw new AppError('conflict', message, [{ path: 'name', message }]);
  }
  await tx.update(attachments).set({ name }).where(isAttachment(integrationId, id));
  const details = { attachment: name, before: before.name };
  await record(tx, 'integration.attachment_renamed', await getIntegration(tx, integrationId), details);
  return { ...before, name };
}

/** Another content under the same name. @throws AppError `not_found` */
export async function replaceAttachment(
  tx: Database,
  integrationId: string,
  id: string,
  { hash, size }: Content,
  addedBy: string,
): Promise<Attachment> {
  const before = await getAttachment(tx, integrationId, id);
  const replaced = { hash, size, addedAt: now(), addedBy };
  await tx.update(attachments).set(replaced).where(isAttachment(integrationId, id));
  const details = { attachment: before.name, bytes: size };
  await record(tx, 'integration.attachment_replaced', await getIntegration(tx, integrationId), details);
  return { ...before, ...replaced };
}

/** Its file is swept once nothing else names it. @throws AppError `not_found` */
export async function deleteAttachment(tx: Database, integrationId: string, id: string): Promise<void> {
  const { name } = await getAttachment(tx, integrationId, id);
  await tx.delete(attachments).where(isAttachment(integrationId, id));
  const integration = await getIntegration(tx, integrationId);
  await record(tx, 'integration.attachment_deleted', integration, { attachment: name });
}
