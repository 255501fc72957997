import { and, eq, isNull } from 'drizzle-orm';
import { icons, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import type { IconFile } from './icon-files.ts';

const COLUMNS = {
  type: icons.type,
  bytes: icons.bytes,
  hash: icons.hash,
  width: icons.width,
  height: icons.height,
};

/**
 * The icon of an integration; undefined where its first letters stand for it.
 * @param hash only if it is that one
 */
export async function findIcon(db: Database, id: string, hash?: string): Promise<IconFile | undefined> {
  const isIt = and(eq(icons.integrationId, id), hash === undefined ? undefined : eq(icons.hash, hash));
  const [row] = await db.select(COLUMNS).from(icons).where(isIt);
  return row;
}

/** Puts an icon in place of a former one; the same again is no change. @throws AppError `not_found` */
export async function setIcon(tx: Database, id: string, icon: IconFile): Promise<void> {
  const { name, former } = await integrationOf(tx, id);
  if (former === icon.hash) return;
  await putIcon(tx, id, icon);
  await tx.update(integrations).set({ icon: icon.hash, updatedAt: now() }).where(eq(integrations.id, id));
  await record(tx, 'integration.icon_changed', { id, name });
}

/** From then on its first letters stand for it; without an icon nothing changes. @throws AppError `not_found` */
export async function removeIcon(tx: Database, id: string): Promise<void> {
  const { name, former } = await integrationOf(tx, id);
  if (former === null) return;
  await tx.delete(icons).where(eq(icons.integrationId, id));
  await tx.update(integrations).set({ icon: null, updatedAt: now() }).where(eq(integrations.id, id));
  await record(tx, 'integration.icon_removed', { id, name });
}

/** Gives a new integration the icon of another, which it then has by itself. */
export async function copyIcon(tx: Database, from: string, to: string): Promise<void> {
  const icon = await findIcon(tx, from);
  if (!icon) return;
  await putIcon(tx, to, icon);
  await tx.update(integrations).set({ icon: icon.hash }).where(eq(integrations.id, to));
}

async function putIcon(tx: Database, integrationId: string, icon: IconFile): Promise<void> {
  const { type, hash, width, height } = icon;
  const set = { type, hash, width, height, bytes: Buffer.from(icon.bytes) };
  await tx
    .insert(icons)
    .values({ integrationId, ...set })
    .onConflictDoUpdate({ target: icons.integrationId, set });
}

async function integrationOf(tx: Database, id: string): Promise<{ name: string; former: string | null }> {
  const [row] = await tx
    .select({ name: integrations.name, former: integrations.icon })
    .from(integrations)
    .where(and(eq(integrations.id, id), isNull(integrations.removedAt)));
  if (!row) throw new AppError('not_found', `There is no integration ${id}.`);
  return row;
}
