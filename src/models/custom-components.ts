import { and, asc, desc, eq, lt } from 'drizzle-orm';
import type { Catalog, PublishedVersion } from '../components/catalog.ts';
import type { Blobs } from '../db/blobs.ts';
import { componentVersions, customComponents, integrations } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { mapComponents } from '../definition/read/component-uses.ts';
import { AppError } from '../lib/errors.ts';
import type { Picture } from '../lib/picture.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { codeNativeIntegration } from './code-native.ts';
import { refuseUsed } from './component-uses.ts';
import { afterCommit } from './effects.ts';
import { readIcon } from './icon-files.ts';
import { applyToDraft, createIntegration } from './integrations.ts';
import { type Listed, listed, numberOfCursor, type Page } from './paging.ts';
import type { Viewer } from './viewer.ts';

/** An upload that was read and has described itself. */
export type Bundle = {
  key: string;
  label: string;
  text: string;
  icon: Uint8Array | null;
  /** Of the content. */
  signature: string;
  /** What the sandbox knows the text by. */
  hash: string;
  /** Of a code-native integration. */
  definition: Definition | undefined;
  description: unknown;
};

type Row = typeof componentVersions.$inferSelect;
/** A version of a custom component, without what it declares. */
export type ComponentVersion = Omit<Row, 'description'>;
/** A bundle whose text and icon are on disk. */
export type KeptBundle = Omit<Bundle, 'text' | 'icon'> & Pick<Row, 'blob' | 'size' | 'icon' | 'iconType'>;

const columns = {
  component: componentVersions.component,
  number: componentVersions.number,
  signature: componentVersions.signature,
  hash: componentVersions.hash,
  blob: componentVersions.blob,
  size: componentVersions.size,
  icon: componentVersions.icon,
  iconType: componentVersions.iconType,
  publishedAt: componentVersions.publishedAt,
  publishedBy: componentVersions.publishedBy,
};

/** Puts text and icon on the disk, right before they are published. A picture that is none is left out. */
export async function keepBundle(blobs: Blobs, { text, icon, ...rest }: Bundle): Promise<KeptBundle> {
  const bytes = Buffer.from(text);
  const picture = icon && (await readIcon(icon).catch(() => undefined));
  return {
    ...rest,
    blob: await blobs.put(bytes),
    size: bytes.byteLength,
    icon: picture ? await blobs.put(picture.bytes) : null,
    iconType: picture?.type ?? null,
  };
}

/**
 * Makes a bundle the next version of its component; the same content again is the version that it has. The bundle of a
 * code-native integration makes that integration, or replaces the draft of the one that has its name.
 * @returns `isNew` unless this content was there
 * @throws AppError `conflict` for the key of a built-in component, unless that is one of a service: it takes its place
 */
export async function publishComponent(
  tx: Database,
  { catalog, blobs }: { catalog: Catalog; blobs: Blobs },
  bundle: KeptBundle,
  publishedBy: string,
): Promise<{ version: ComponentVersion; isNew: boolean; integrationId: string | null }> {
  const { signature, hash, blob, size, icon, iconType, description, label, definition } = bundle;
  const integrationId = definition ? await codeNativeIntegration(tx, definition) : null;
  const key = integrationId ?? bundle.key;
  const component = catalog.find({ key });
  if (component && !component.custom && !component.isReplaceable) refuseBuiltIn(key);
  const [known] = await tx.select(columns).from(componentVersions).where(hasSignature(key, signature));
  if (known) return { version: known, isNew: false, integrationId };
  if (definition && integrationId)
    await writeDraft(tx, integrationId, withOwnKey(definition, bundle.key, key));
  const at = now();
  const [{ lastNumber: number, hosts } = { lastNumber: 1, hosts: null }] = await tx
    .insert(customComponents)
    .values({ key, integrationId, lastNumber: 1, createdAt: at })
    .onConflictDoUpdate({
      target: customComponents.key,
      set: { lastNumber: oneMore(customComponents.lastNumber) },
    })
    .returning({ lastNumber: customComponents.lastNumber, hosts: customComponents.hosts });
  const version: ComponentVersion = {
    ...{ component: key, number },
    ...{ signature, hash, blob, size, icon, iconType, publishedAt: at, publishedBy },
  };
  await tx.insert(componentVersions).values({ ...version, description });
  await record(tx, 'component.published', { id: key, name: label }, { version: version.number });
  const published = publishedVersion(blobs, { ...version, description }, { integrationId, hosts });
  afterCommit(tx, { publish: published });
  return { version, isNew: true, integrationId };
}

function refuseBuiltIn(key: string): never {
  throw new AppError(
    'conflict',
    `${key} is the key of a built-in component. Give yours another one in its source, build it again, and upload it.`,
    [{ path: 'file', message: `${key} is the key of a built-in component.` }],
  );
}

/** A bundle's own key is another one each time it is built: in its definition ours stands for it. */
function withOwnKey(definition: Definition, bundleKey: string, key: string): Definition {
  return mapComponents(definition, (component) =>
    component.key === bundleKey
      ? { ...component, key, version: 'LATEST', signature: undefined, isPublic: false }
      : component,
  );
}

async function writeDraft(tx: Database, id: string, definition: Definition): Promise<void> {
  const plain: Definition = JSON.parse(JSON.stringify(definition));
  const [known] = await tx.select({ id: integrations.id }).from(integrations).where(eq(integrations.id, id));
  if (!known) return void (await createIntegration(tx, plain, id));
  const saved = await applyToDraft(tx, id, { kind: 'restore', definition: plain });
  await record(tx, 'integration.definition_replaced', saved, { revision: saved.revision });
}

function publishedVersion(
  blobs: Pick<Blobs, 'get'>,
  { component: key, number, signature, icon, description, hash, blob }: Row,
  { integrationId, hosts }: Pick<typeof customComponents.$inferSelect, 'integrationId' | 'hosts'>,
): PublishedVersion {
  const source = async () => Buffer.from(await blobs.get(blob)).toString();
  const isCodeNative = integrationId !== null;
  return { key, number, signature, icon, isCodeNative, description, bundle: { hash, source }, hosts };
}

/** Every version of every custom component, as the catalogue knows them: without the texts. */
export async function publishedComponents(db: Database, blobs: Blobs): Promise<PublishedVersion[]> {
  const rows = await db
    .select({ version: componentVersions, component: customComponents })
    .from(componentVersions)
    .innerJoin(customComponents, eq(customComponents.key, componentVersions.component))
    .orderBy(asc(componentVersions.component), asc(componentVersions.number));
  return rows.map(({ version, component }) => publishedVersion(blobs, version, component));
}

/** Of one component, newest first; none of one that is not there. */
export async function listComponentVersions(
  db: Database,
  key: string,
  page: Page,
): Promise<Listed<ComponentVersion>> {
  const before = page.cursor ? lt(componentVersions.number, numberOfCursor(page.cursor)) : undefined;
  const rows = await db
    .select(columns)
    .from(componentVersions)
    .where(and(eq(componentVersions.component, key), before))
    .orderBy(desc(componentVersions.number))
    .limit(page.limit + 1);
  return listed(rows, page, ({ number }) => String(number));
}

/** The picture of any version of a component, by the hash of its bytes. */
export async function findComponentIcon(
  db: Database,
  blobs: Pick<Blobs, 'get'>,
  key: string,
  hash: string,
): Promise<Picture | undefined> {
  const [row] = await db
    .select({ type: componentVersions.iconType })
    .from(componentVersions)
    .where(and(eq(componentVersions.component, key), eq(componentVersions.icon, hash)))
    .limit(1);
  return row?.type ? { type: row.type, hash, bytes: await blobs.get(hash) } : undefined;
}

/**
 * Deletes a custom component, or one of its versions; with the last one it goes itself.
 * @throws AppError `not_found`; `conflict` where it is used, which says by what
 */
export async function deleteComponent(
  tx: Database,
  viewer: Viewer,
  catalog: Catalog,
  key: string,
  number?: number,
): Promise<void> {
  const isMeant = and(
    eq(componentVersions.component, key),
    number === undefined ? undefined : eq(componentVersions.number, number),
  );
  const [row] = await tx.select(columns).from(componentVersions).where(isMeant).limit(1);
  if (!row)
    throw new AppError(
      'not_found',
      number === undefined
        ? `There is no custom component ${key}.`
        : `The component ${key} has no version ${number}.`,
    );
  // What uses it has the built-in component again.
  if (number !== undefined || !catalog.replaced(key)) await refuseUsed(tx, viewer, catalog, key, number);
  const subject = { id: key, name: catalog.find({ key })?.display.label ?? key };
  await tx.delete(componentVersions).where(isMeant);
  const [left] = (await listComponentVersions(tx, key, { limit: 1 })).items;
  if (!left) await tx.delete(customComponents).where(eq(customComponents.key, key));
  await record(
    tx,
    number === undefined ? 'component.deleted' : 'component.version_deleted',
    subject,
    number === undefined ? {} : { version: number },
  );
  afterCommit(tx, { retract: { key, number } });
}

function hasSignature(key: string, signature: string) {
  return and(eq(componentVersions.component, key), eq(componentVersions.signature, signature));
}
