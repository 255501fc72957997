import { and, asc, eq, gt, or } from 'drizzle-orm';
import { preparedChange } from '../db/prepared-change.ts';
import { configValues, connections, instances } from '../db/schema.ts';
import { given, placeholder } from '../db/sql.ts';
import type { Database, Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Held, heldIn, pointerTo, type SealedConnection, sealedConnection } from './connections.ts';
import { getFact, setFact } from './settings-store.ts';
import { getVersionDefinition } from './versions.ts';

/*
 * Connections were once sealed in the config values of their instance. To make records of them needs the key of the
 * vault, which migrations in SQL lack.
 */

const FACT = 'connections_are_records';
/** Values that are looked at and written together. */
const TOGETHER = 100;

/**
 * Makes a record of each connection that an older Stepwell has sealed in a config value; before anything reads values.
 * After a crash it goes on with those that are left. @returns how many it made
 */
export async function makeConnectionRecords(store: Store, vault: Vault): Promise<number> {
  if ((await getFact(store.read, FACT)) !== undefined) return 0;
  const kinds = createKinds(store.read);
  let made = 0;
  let last: SealedValue | undefined;
  for (;;) {
    const some = await sealedValuesAfter(store.read, last);
    last = some.at(-1);
    if (!last) break;
    const moves: Move[] = [];
    for (const value of some) moves.push(...(await recordOf(vault, value, kinds)));
    if (moves.length > 0) await store.write((tx) => storeRecords(tx, moves), 'connection-records');
    made += moves.length;
    await nextTurn();
  }
  await store.write((tx) => setFact(tx, FACT, String(made)));
  return made;
}

type Key = { instanceId: string; key: string };
type SealedValue = Awaited<ReturnType<typeof sealedValuesAfter>>[number];

async function sealedValuesAfter(db: Database, last: Key | undefined) {
  const { instanceId, key, value, isSecret, updatedAt } = configValues;
  const isFurther =
    last && or(gt(instanceId, last.instanceId), and(eq(instanceId, last.instanceId), gt(key, last.key)));
  const { customerId, integrationId, version } = instances;
  return await db
    .select({ instanceId, key, value, updatedAt, customerId, integrationId, version })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, instanceId))
    .where(and(eq(isSecret, true), isFurther))
    .orderBy(asc(instanceId), asc(key))
    .limit(TOGETHER);
}

type Move = { value: SealedValue; connection: SealedConnection };

/** None for a password, which stays where it is. */
async function recordOf(vault: Vault, value: SealedValue, kinds: Kinds): Promise<Move[]> {
  const { key, customerId, updatedAt } = value;
  const held = heldBy(vault, value);
  if (!held) return [];
  const kind = (await kinds(value)).get(key) ?? { component: null, key: null };
  const fresh = { ...kind, customerId, label: key, held, at: updatedAt };
  return [{ value, connection: sealedConnection(vault, fresh) }];
}

function heldBy(vault: Vault, { instanceId, key, value }: SealedValue): Held | undefined {
  try {
    const place = { table: 'config_values', column: 'value', row: `${instanceId}/${key}` };
    return heldIn(JSON.parse(vault.open(value, place).reveal()));
  } catch {
    // One that is damaged fails its own instance, as it did, and not the start.
    return undefined;
  }
}

const pointTo = preparedChange((db) =>
  db
    .update(configValues)
    .set({ value: given('value'), isSecret: false, connectionId: given('connectionId') })
    .where(
      and(eq(configValues.instanceId, placeholder('instanceId')), eq(configValues.key, placeholder('key'))),
    )
    .prepare(),
);

async function storeRecords(tx: Database, moves: Move[]): Promise<void> {
  await tx.insert(connections).values(moves.map(({ connection }) => connection));
  for (const { value, connection } of moves) {
    const { instanceId, key } = value;
    await pointTo(tx, { instanceId, key, value: pointerTo(connection.id), connectionId: connection.id });
  }
}

type KindsOfVersion = Map<string, { component: string; key: string }>;
type Kinds = (of: { integrationId: string; version: number }) => Promise<KindsOfVersion>;

/** What the connections of a version are of, by the key of the variable. */
function createKinds(db: Database): Kinds {
  const known = new Map<string, KindsOfVersion>();
  return async ({ integrationId, version }) => {
    const id = `${integrationId}/${version}`;
    const kinds = known.get(id) ?? (await kindsOf(db, integrationId, version));
    known.set(id, kinds);
    return kinds;
  };
}

async function kindsOf(db: Database, integrationId: string, version: number): Promise<KindsOfVersion> {
  try {
    const { requiredConfigVars } = await getVersionDefinition(db, integrationId, version);
    return new Map(
      (requiredConfigVars ?? []).flatMap(({ key, connection }) =>
        connection ? [[key, { component: connection.component.key, key: connection.key }]] : [],
      ),
    );
  } catch (error) {
    if (error instanceof AppError) return new Map();
    throw error;
  }
}
