import { desc, eq, lt } from 'drizzle-orm';
import { packages } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { MB } from '../lib/bytes.ts';
import { type CodePackage, readSpecifier, specifierOf } from '../lib/code-packages.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { afterCommit } from './effects.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';

/** A file of a package that code may require, without its text. */
export type Package = Omit<typeof packages.$inferSelect, 'source'>;

export const MOST_PACKAGE_MB = 5;
const LONGEST_NAME = 200;

const columns = {
  id: packages.id,
  name: packages.name,
  version: packages.version,
  path: packages.path,
  size: packages.size,
  addedAt: packages.addedAt,
  addedBy: packages.addedBy,
};

/** Those that were uploaded, latest first. */
export async function listPackages(db: Database, page: Page): Promise<Listed<Package>> {
  const before = page.cursor ? lt(packages.id, idOfCursor('pkg', page.cursor)) : undefined;
  const rows = await db
    .select(columns)
    .from(packages)
    .where(before)
    .orderBy(desc(packages.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ id }) => id);
}

/** As the catalogue knows them: each text is read when code first requires it. */
export async function uploadedPackages(db: Database, store: Pick<Store, 'read'>): Promise<CodePackage[]> {
  const rows = await db.select(columns).from(packages);
  return rows.map(({ id, name, version, path }) => ({
    ...{ name, version, path },
    source: async () => await sourceOf(store.read, id),
  }));
}

async function sourceOf(db: Database, id: string): Promise<string> {
  const [row] = await db.select({ source: packages.source }).from(packages).where(eq(packages.id, id));
  if (!row) throw new Error('The package was deleted under Components › Packages.');
  return row.source;
}

/** @throws AppError `not_found` */
export async function getPackage(db: Database, id: string): Promise<Package> {
  const [row] = await db.select(columns).from(packages).where(eq(packages.id, id));
  if (row) return row;
  throw new AppError('not_found', 'There is no such package here.');
}

/**
 * Lets code require a file.
 * @param file.specifier as it is required: `papaparse@5.4.1/papaparse.min.js`
 * @throws AppError `invalid`; `conflict` where that file is there
 */
export async function addPackage(
  tx: Database,
  store: Pick<Store, 'read'>,
  file: { specifier: string; source: string },
  addedBy: string,
): Promise<Package> {
  const { name, version, path } = checkedSpecifier(file.specifier);
  const size = Buffer.byteLength(file.source);
  if (file.source.trim() === '' || !file.source.isWellFormed() || file.source.includes('\0'))
    refuse('file', 'The file holds no JavaScript. Choose the file that the package is loaded by.');
  if (size > MOST_PACKAGE_MB * MB) refuse('file', `The file is larger than ${MOST_PACKAGE_MB} MB.`);
  const row = { id: newId('pkg'), name, version, path, size, addedAt: now(), addedBy };
  const added = await tx
    .insert(packages)
    .values({ ...row, source: file.source })
    .onConflictDoNothing()
    .returning({ id: packages.id });
  if (added.length === 0)
    throw new AppError(
      'conflict',
      `${file.specifier} is here already. Delete it first to put another in its place.`,
    );
  await record(tx, 'package.added', subjectOf(row), { bytes: size });
  afterCommit(tx, { offerPackages: await uploadedPackages(tx, store) });
  return row;
}

/** Code that requires it fails from then on, and says so. @throws AppError `not_found` */
export async function deletePackage(tx: Database, store: Pick<Store, 'read'>, id: string): Promise<void> {
  const row = await getPackage(tx, id);
  await tx.delete(packages).where(eq(packages.id, id));
  await record(tx, 'package.deleted', subjectOf(row));
  afterCommit(tx, { offerPackages: await uploadedPackages(tx, store) });
}

const subjectOf = (row: Package) => ({ id: row.id, name: specifierOf(row) });

const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

function checkedSpecifier(text: string): { name: string; version: string; path: string } {
  const { name, version, path } = readSpecifier(text.trim()) ?? {};
  if (name && version && VERSION.test(version) && path && text.length <= LONGEST_NAME)
    return { name, version, path };
  refuse(
    'specifier',
    'Write it as code requires it: the package, its version and the file, such as papaparse@5.4.1/papaparse.min.js.',
  );
}

function refuse(path: 'specifier' | 'file', message: string): never {
  throw new AppError('invalid', message, [{ path, message }]);
}
