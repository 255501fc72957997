import { and, asc, eq, gt } from 'drizzle-orm';
import * as v from 'valibot';
import { testPayloads } from '../db/schema.ts';
import { type Database, isUniqueViolation } from '../db/store.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { isRecord } from '../lib/records.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { getIntegration } from './integrations.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import type { TestPayload } from './test-requests.ts';

/** What flows of an integration are tested with, under a name; what it holds is sealed. */
export type NamedPayload = Omit<typeof testPayloads.$inferSelect, 'sealed'>;

const columns = {
  id: testPayloads.id,
  integrationId: testPayloads.integrationId,
  name: testPayloads.name,
  createdAt: testPayloads.createdAt,
  updatedAt: testPayloads.updatedAt,
};

// `v.record` leaves out what is called `constructor` or `__proto__`, and callers may send it.
const Held = v.object({
  headers: v.optional(v.custom<Record<string, string>>(isRecord)),
  queryParameters: v.optional(v.custom<Record<string, string | string[]>>(isRecord)),
  body: v.optional(v.unknown()),
});

/** Keeps a payload under a name. @throws AppError `not_found`; `conflict` where another has the name */
export async function addPayload(
  tx: Database,
  vault: Vault,
  integrationId: string,
  name: string,
  payload: TestPayload,
): Promise<NamedPayload> {
  const integration = await getIntegration(tx, integrationId);
  const id = newId('pay');
  const at = now();
  const sealed = vault.seal(new Secret(JSON.stringify(payload)), placeOf(id));
  const row = { id, integrationId, name, createdAt: at, updatedAt: at };
  await unlessTaken(name, () => tx.insert(testPayloads).values({ ...row, sealed }));
  await record(tx, 'integration.payload_added', integration, { name });
  return row;
}

/** The payloads of an integration, oldest first, without what they hold. */
export async function listPayloads(
  db: Database,
  integrationId: string,
  page: Page,
): Promise<Listed<NamedPayload>> {
  const after = page.cursor ? gt(testPayloads.id, idOfCursor('pay', page.cursor)) : undefined;
  const rows = await db
    .select(columns)
    .from(testPayloads)
    .where(and(eq(testPayloads.integrationId, integrationId), after))
    .orderBy(asc(testPayloads.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** A payload with what it holds, opened. @throws AppError `not_found` */
export async function getPayload(
  db: Database,
  vault: Vault,
  integrationId: string,
  id: string,
): Promise<NamedPayload & { payload: TestPayload }> {
  const [row] = await db.select().from(testPayloads).where(isPayload(integrationId, id));
  if (!row) throw noPayload(id);
  const { sealed, ...facts } = row;
  return { ...facts, payload: v.parse(Held, JSON.parse(vault.open(sealed, placeOf(id)).reveal())) };
}

async function unlessTaken<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', `There is a payload ${name} already: choose another name.`, [
      { path: 'name', message: 'is in use' },
    ]);
  }
}

/** @throws AppError `not_found`; `conflict` where another has the name */
export async function renamePayload(
  tx: Database,
  integrationId: string,
  id: string,
  name: string,
): Promise<NamedPayload> {
  const integration = await getIntegration(tx, integrationId);
  const renamed = tx.update(testPayloads).set({ name, updatedAt: now() }).where(isPayload(integrationId, id));
  const [row] = await unlessTaken(name, async () => await renamed.returning(columns));
  if (!row) throw noPayload(id);
  await record(tx, 'integration.payload_renamed', integration, { name });
  return row;
}

/** @throws AppError `not_found` */
export async function deletePayload(tx: Database, integrationId: string, id: string): Promise<void> {
  const integration = await getIntegration(tx, integrationId);
  const [gone] = await tx.delete(testPayloads).where(isPayload(integrationId, id)).returning(columns);
  if (!gone) throw noPayload(id);
  await record(tx, 'integration.payload_deleted', integration, { name: gone.name });
}

function isPayload(integrationId: string, id: string) {
  return and(eq(testPayloads.id, id), eq(testPayloads.integrationId, integrationId));
}

function noPayload(id: string): AppError {
  return new AppError(
    'not_found',
    `There is no payload ${id}: it may have been deleted. Choose another one.`,
  );
}

function placeOf(id: string) {
  return { table: 'test_payloads', column: 'sealed', row: id };
}
