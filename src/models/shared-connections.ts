import { and, asc, count, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { SharedConnection } from '../components/catalog.ts';
import { connections, sharedConnections } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { asRecord } from '../lib/records.ts';
import type { SealedConnection } from './connections.ts';

/** A shared connection with what staff have filled in for all of its connections. */
export type OpenShared = { row: typeof sharedConnections.$inferSelect; inputs: Record<string, unknown> };

/** All that integrations share, as the catalogue knows it. */
export async function sharedCatalogue(db: Database, vault: Vault): Promise<SharedConnection[]> {
  const rows = await db.select().from(sharedConnections).orderBy(asc(sharedConnections.name));
  return rows.map((row) => {
    const { id, stableKey, name, component, key, scope } = row;
    const filled = Object.keys(opened(vault, row).inputs);
    return { id, stableKey, name, component, key, scope, filled };
  });
}

/** By id, how many connections are made of each. */
export async function sharedCounts(db: Database): Promise<Map<string, number>> {
  const { sharedId } = connections;
  const rows = await db
    .select({ sharedId, made: count() })
    .from(connections)
    .where(inArray(sharedId, db.select({ id: sharedConnections.id }).from(sharedConnections)))
    .groupBy(sharedId);
  return new Map(rows.flatMap(({ sharedId, made }) => (sharedId === null ? [] : [[sharedId, made]])));
}

/** How many people have connected an account of their own for a shared one. */
export async function countOwnAccounts(db: Database, id: string): Promise<number> {
  const isOfPerson = and(eq(connections.sharedId, id), isNotNull(connections.userId));
  const [row] = await db.select({ people: count() }).from(connections).where(isOfPerson);
  return row?.people ?? 0;
}

/** @throws AppError `not_found` */
export async function getSharedConnection(db: Database, vault: Vault, id: string): Promise<OpenShared> {
  const [row] = await db.select().from(sharedConnections).where(eq(sharedConnections.id, id));
  if (!row) throw new AppError('not_found', `There is no shared connection ${id}.`);
  return opened(vault, row);
}

/** The one that a config variable names; undefined where it names none, or none that is here. */
export async function sharedOfVariable(
  db: Database,
  vault: Vault,
  { sharedKey }: Pick<CompiledConfigVariable, 'sharedKey'>,
): Promise<OpenShared | undefined> {
  if (sharedKey === undefined) return undefined;
  const [row] = await db.select().from(sharedConnections).where(eq(sharedConnections.stableKey, sharedKey));
  return row && opened(vault, row);
}

/** The connection that a customer has of a shared one, or everybody; undefined until somebody has filled it in. */
export async function madeOfShared(
  db: Database,
  sharedId: string,
  customerId: string | null,
): Promise<SealedConnection | undefined> {
  const isOwn = customerId === null ? undefined : eq(connections.customerId, customerId);
  const [row] = await db
    .select()
    .from(connections)
    .where(
      and(
        ...[eq(connections.sharedId, sharedId), isNull(connections.userId)],
        or(isNull(connections.customerId), isOwn),
      ),
    )
    .orderBy(asc(connections.id))
    .limit(1);
  return row;
}

/** The connections that the shared ones among these variables have for a customer, by the key of the variable. */
export async function sharedAmong(
  db: Database,
  customerId: string,
  variables: CompiledConfigVariable[],
): Promise<Map<string, SealedConnection>> {
  const keys = variables.flatMap(({ sharedKey }) => sharedKey ?? []);
  if (keys.length === 0) return new Map();
  const { stableKey } = sharedConnections;
  const rows = await db
    .select({ stableKey, row: connections })
    .from(connections)
    .innerJoin(sharedConnections, eq(sharedConnections.id, connections.sharedId))
    .where(
      and(
        ...[inArray(stableKey, keys), isNull(connections.userId)],
        or(isNull(connections.customerId), eq(connections.customerId, customerId)),
      ),
    );
  const found = new Map(rows.map((each) => [each.stableKey, each.row]));
  return new Map(
    variables.flatMap(({ key, sharedKey = '' }) => {
      const row = found.get(sharedKey);
      return row ? [[key, row]] : [];
    }),
  );
}

/** What is filled in for all, ready to be stored. */
export function sealedInputs(vault: Vault, id: string, inputs: Record<string, unknown>): string {
  return vault.seal(new Secret(JSON.stringify(inputs)), placeOf(id));
}

function opened(vault: Vault, row: typeof sharedConnections.$inferSelect): OpenShared {
  return { row, inputs: asRecord(JSON.parse(vault.open(row.inputs, placeOf(row.id)).reveal())) };
}

function placeOf(id: string): Place {
  return { table: 'shared_connections', column: 'inputs', row: id };
}
