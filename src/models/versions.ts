import { and, desc, eq, lt } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { countRows } from '../db/count.ts';
import { componentUses, integrations, versions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { namesOneOf, usesIn, withPins } from '../definition/read/component-uses.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import {
  applyToDraft,
  getDraftText,
  getIntegration,
  hasDraft,
  type Integration,
  storedDefinition,
} from './integrations.ts';
import { type Listed, listed, numberOfCursor, type Page } from './paging.ts';

/** A published version, without its definition. */
export type Version = Omit<typeof versions.$inferSelect, 'definition'>;

const columns = {
  integrationId: versions.integrationId,
  number: versions.number,
  note: versions.note,
  available: versions.available,
  createdAt: versions.createdAt,
  publishedBy: versions.publishedBy,
};

/**
 * Makes the draft version n+1, immutable from then on.
 * @param publishedBy name of the person who publishes, where there is one
 * @param catalog where custom components may be among those of the draft: the version runs what is the newest of each now
 * @throws AppError `not_found`
 */
export async function publishVersion(
  tx: Database,
  integrationId: string,
  note: string,
  publishedBy: string | null = null,
  catalog?: Catalog,
): Promise<Version> {
  const integration = await getIntegration(tx, integrationId);
  const { text, revision } = await getDraftText(tx, integrationId);
  const [last] = await tx
    .select({ number: versions.number })
    .from(versions)
    .where(eq(versions.integrationId, integrationId))
    .orderBy(desc(versions.number))
    .limit(1);
  const version: Version = {
    integrationId,
    number: (last?.number ?? 0) + 1,
    note,
    available: true,
    createdAt: now(),
    publishedBy,
  };
  await tx.insert(versions).values({ ...version, definition: text });
  if (catalog) await keepUses(tx, version, text, catalog);
  await markPublished(tx, integrationId, version.number, revision);
  await record(tx, 'integration.published', integration, { version: version.number });
  return version;
}

async function keepUses(
  tx: Database,
  { integrationId, number: version }: Version,
  text: string,
  catalog: Catalog,
): Promise<void> {
  if (!namesOneOf(catalog.customKeys(), text)) return;
  const uses = usesIn(storedDefinition(text), catalog);
  if (uses.length === 0) return;
  await tx.insert(componentUses).values(uses.map((use) => ({ integrationId, version, ...use })));
}

/** The draft of that revision is what the version says. */
export async function markPublished(
  tx: Database,
  id: string,
  number: number,
  revision: number,
): Promise<void> {
  await tx
    .update(integrations)
    .set({ publishedVersion: number, publishedRevision: revision })
    .where(eq(integrations.id, id));
}

/**
 * Publishes the draft that somebody has seen, once however often they ask: a second time it is known by its note.
 * @returns `changed` when the draft is another than the one that was seen, and `published-by-another` when it was
 * published meanwhile: then nothing is published
 * @throws AppError `not_found`
 */
export async function publishSeenDraft(
  tx: Database,
  integrationId: string,
  {
    note,
    seenRevision,
    publishedBy,
    catalog,
  }: { note: string; seenRevision: number; publishedBy: string; catalog: Catalog },
): Promise<'published' | 'changed' | 'published-by-another'> {
  const integration = await getIntegration(tx, integrationId);
  if (!hasDraft(integration)) {
    const [last] = (await listVersions(tx, integrationId, { limit: 1 })).items;
    return last?.note === note ? 'published' : 'published-by-another';
  }
  if (integration.revision !== seenRevision) return 'changed';
  await publishVersion(tx, integrationId, note, publishedBy, catalog);
  return 'published';
}

/**
 * Makes the draft what was published last; its changes since then are gone. Without any it stays as it is.
 * @throws AppError `not_found`; `conflict` when nothing was published yet
 */
export async function resetDraft(tx: Database, integrationId: string): Promise<Integration> {
  const integration = await getIntegration(tx, integrationId);
  if (!hasDraft(integration)) return integration;
  const { publishedVersion, revision } = integration;
  if (publishedVersion === null)
    throw new AppError('conflict', 'Nothing was published yet, so there is no version to go back to.');
  const reset = await becomeVersion(tx, integration, publishedVersion, revision);
  await record(tx, 'integration.draft_reset', reset, { version: publishedVersion });
  return reset;
}

/**
 * Makes the draft what a version says, to be changed or published again; versions and instances stay as they are.
 * @param seenRevision the draft that goes; whichever there is when left out
 * @throws AppError `not_found`; `precondition_failed` when the draft has changed meanwhile
 */
export async function restoreVersion(
  tx: Database,
  integrationId: string,
  number: number,
  seenRevision?: number,
): Promise<Integration> {
  const integration = await getIntegration(tx, integrationId);
  const restored = await becomeVersion(tx, integration, number, seenRevision ?? integration.revision);
  await record(tx, 'integration.version_restored', restored, { version: number });
  return restored;
}

/** The draft as the version says; it counts as published where that is the newest one. */
async function becomeVersion(
  tx: Database,
  { id, publishedVersion }: Integration,
  number: number,
  seenRevision: number,
): Promise<Integration> {
  const definition = await getVersionDefinition(tx, id, number);
  const saved = await applyToDraft(tx, id, { kind: 'restore', definition }, seenRevision);
  if (number !== publishedVersion) return saved;
  await markPublished(tx, id, number, saved.revision);
  return { ...saved, publishedRevision: saved.revision };
}

/** Versions, newest first. */
export async function listVersions(
  db: Database,
  integrationId: string,
  page: Page,
): Promise<Listed<Version>> {
  const before = page.cursor ? lt(versions.number, numberOfCursor(page.cursor)) : undefined;
  const rows = await db
    .select(columns)
    .from(versions)
    .where(and(eq(versions.integrationId, integrationId), before))
    .orderBy(desc(versions.number))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => String(row.number));
}

/** How many versions there are, counted up to `most`. */
export async function countVersions(db: Database, integrationId: string, most: number): Promise<number> {
  const some = db
    .select({ number: versions.number })
    .from(versions)
    .where(eq(versions.integrationId, integrationId))
    .limit(most)
    .as('some');
  return await countRows(db, some);
}

/** @throws AppError `not_found` */
export async function getVersion(db: Database, integrationId: string, number: number): Promise<Version> {
  const [row] = await db.select(columns).from(versions).where(isVersion(integrationId, number));
  if (!row) throw new AppError('not_found', `The integration ${integrationId} has no version ${number}.`);
  return row;
}

/** The definition that was published as that version. @throws AppError `not_found` */
export async function getVersionDefinition(
  db: Database,
  integrationId: string,
  number: number,
): Promise<Definition> {
  return storedDefinition(await getVersionText(db, integrationId, number));
}

/** The same as it runs: with the versions that its components had when it was published. @throws AppError `not_found` */
export async function getPinnedDefinition(
  db: Database,
  integrationId: string,
  number: number,
): Promise<Definition> {
  const definition = await getVersionDefinition(db, integrationId, number);
  const pins = await db
    .select({ component: componentUses.component, number: componentUses.number })
    .from(componentUses)
    .where(
      and(
        eq(componentUses.integrationId, integrationId),
        eq(componentUses.version, number),
        eq(componentUses.isLatest, true),
      ),
    );
  return withPins(definition, new Map(pins.map((pin) => [pin.component, pin.number])));
}

/** The same as the JSON text that is stored. @throws AppError `not_found` */
export async function getVersionText(db: Database, integrationId: string, number: number): Promise<string> {
  const [row] = await db
    .select({ definition: versions.definition })
    .from(versions)
    .where(isVersion(integrationId, number));
  if (!row) throw new AppError('not_found', `The integration ${integrationId} has no version ${number}.`);
  return row.definition;
}

/** The version to deploy: the one that was asked for, or the newest available one. @throws AppError `not_found`, `version_unavailable` */
export async function deployableVersion(
  db: Database,
  integrationId: string,
  number: number | undefined,
): Promise<Version> {
  if (number !== undefined) {
    const version = await getVersion(db, integrationId, number);
    if (version.available) return version;
    throw new AppError(
      'version_unavailable',
      `Version ${number} is marked unavailable and cannot be deployed. Choose another, or make it available again.`,
    );
  }
  const newest = await newestAvailable(db, integrationId);
  if (newest) return newest;
  throw new AppError(
    'version_unavailable',
    'This integration has no available version. Publish one, or make one available again.',
  );
}

/** The newest version that can be deployed. */
export async function newestAvailable(db: Database, integrationId: string): Promise<Version | undefined> {
  const [row] = await db
    .select(columns)
    .from(versions)
    .where(and(eq(versions.integrationId, integrationId), eq(versions.available, true)))
    .orderBy(desc(versions.number))
    .limit(1);
  return row;
}

/** @throws AppError `not_found` */
export async function setVersionAvailable(
  tx: Database,
  integrationId: string,
  number: number,
  available: boolean,
): Promise<Version> {
  const [row] = await tx
    .update(versions)
    .set({ available })
    .where(isVersion(integrationId, number))
    .returning(columns);
  if (!row) throw new AppError('not_found', `The integration ${integrationId} has no version ${number}.`);
  const action = available ? 'integration.version_available' : 'integration.version_unavailable';
  await record(tx, action, await getIntegration(tx, integrationId), { version: number });
  return row;
}

function isVersion(integrationId: string, number: number) {
  return and(eq(versions.integrationId, integrationId), eq(versions.number, number));
}
