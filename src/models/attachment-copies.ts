import { asc, eq } from 'drizzle-orm';
import { attachments } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { newId } from '../lib/ids.ts';

/** Statements take only so many values. */
const AT_ONCE = 200;

/** Gives an integration that has none the attachments of another. Both name the same blobs, each for itself. */
export async function copyAttachments(tx: Database, from: string, to: string): Promise<void> {
  const own = await tx
    .select()
    .from(attachments)
    .where(eq(attachments.integrationId, from))
    .orderBy(asc(attachments.id));
  const copies = own.map((each) => ({ ...each, id: newId('att'), integrationId: to }));
  for (let at = 0; at < copies.length; at += AT_ONCE)
    await tx.insert(attachments).values(copies.slice(at, at + AT_ONCE));
}
