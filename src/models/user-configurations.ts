import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, gt, inArray, isNotNull } from 'drizzle-orm';
import * as v from 'valibot';
import { type Remembering, remembered } from '../db/cached.ts';
import { touchDeployments } from '../db/change-counter.ts';
import { connections, instances, userConfigurations, users } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { newId } from '../lib/ids.ts';
import { isRecord } from '../lib/records.ts';
import { type Instant, now } from '../lib/time.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import type { ConfigValues } from './config-values.ts';
import { isSecretVariable, userVariables } from './config-variables.ts';
import {
  createConnection,
  type Held,
  heldIn,
  holdAnew,
  kindOfVariable,
  openedConnection,
  type SealedConnection,
} from './connections.ts';
import type { Instance } from './instances.ts';
import { valuesUnder } from './moved-secrets.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { type Viewer, within } from './viewer.ts';

/*
 * What each of a customer's people answers for themselves, on the pages of an instance that are for that. Runs that are
 * for somebody have these values over those of the instance.
 */

export type UserConfiguration = typeof userConfigurations.$inferSelect;

type Tools = { vault: Vault; compiledVersions: CompiledVersions };

/** A version of an integration, under whose questions values are read. */
type Under = { integrationId: string; version: number };

/** The configuration of one person, if they have begun any. */
export async function findUserConfiguration(
  db: Database,
  instanceId: string,
  userId: string,
): Promise<UserConfiguration | undefined> {
  const isIt = and(eq(userConfigurations.instanceId, instanceId), eq(userConfigurations.userId, userId));
  const [row] = await db.select().from(userConfigurations).where(isIt);
  return row;
}

/** Somebody who has set up an instance for themselves, as runs and lists know them. */
export type ConfiguredUser = {
  id: string;
  configurationId: string;
  revision: number;
  name: string;
  email: string;
  externalId: string | null;
  configuredAt: Instant | null;
};

const columns = {
  id: users.id,
  configurationId: userConfigurations.id,
  revision: userConfigurations.revision,
  name: users.name,
  email: users.email,
  externalId: users.externalId,
  configuredAt: userConfigurations.configuredAt,
};

const userInMemory = remembered<ConfiguredUser>(async (db, key) => {
  const [instanceId = '', userId = ''] = key.split('/');
  const [row] = await db
    .select(columns)
    .from(userConfigurations)
    .innerJoin(users, eq(users.id, userConfigurations.userId))
    .where(
      and(
        eq(userConfigurations.instanceId, instanceId),
        eq(userConfigurations.userId, userId),
        isNotNull(userConfigurations.configuredAt),
      ),
    );
  return row;
});

/** Who a run is for; undefined for somebody who has not set the instance up, or not any more. */
export async function configuredUser(
  store: Remembering,
  instanceId: string,
  userId: string,
): Promise<ConfiguredUser | undefined> {
  return await userInMemory(store, `${instanceId}/${userId}`);
}

/** The person whom a call names, by what the customer's own system calls them; undefined as above. */
export async function configuredUserNamed(
  db: Database,
  { id, customerId }: Pick<Instance, 'id' | 'customerId'>,
  externalId: string,
): Promise<ConfiguredUser | undefined> {
  const [row] = await db
    .select(columns)
    .from(users)
    .innerJoin(userConfigurations, eq(userConfigurations.userId, users.id))
    .where(
      and(
        ...[eq(users.customerId, customerId), eq(users.externalId, externalId)],
        ...[eq(userConfigurations.instanceId, id), isNotNull(userConfigurations.configuredAt)],
      ),
    );
  return row;
}

/** How a call is refused that is for somebody who is not known, or has set nothing up: which of both, it does not say. */
export function notSetUp(externalId: string): string {
  return `${externalId}, who has not set up this integration. They answer its questions for themselves first.`;
}

/** Who has set up an instance for themselves, or has begun to, in the order in which they began. */
export async function listUserConfigurations(
  db: Database,
  viewer: Viewer,
  instanceId: string,
  page: Page,
): Promise<Listed<ConfiguredUser>> {
  const { cursor } = page;
  const rows = await db
    .select(columns)
    .from(userConfigurations)
    .innerJoin(users, eq(users.id, userConfigurations.userId))
    .innerJoin(instances, eq(instances.id, userConfigurations.instanceId))
    .where(
      and(
        ...[eq(instances.id, instanceId), within(viewer, instances.customerId)],
        cursor === undefined ? undefined : gt(userConfigurations.id, idOfCursor('ucf', cursor)),
      ),
    )
    .orderBy(asc(userConfigurations.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ configurationId }) => configurationId);
}

const NONE: ConfigValues = { values: new Map(), secretKeys: new Set(), pointed: new Map() };

// `v.record` leaves out what is called `constructor` or `__proto__`, and variables are called anything.
const Stored = v.object({ version: v.number(), values: v.custom<Record<string, unknown>>(isRecord) });

/**
 * What one person has answered, opened, as it is under a version: a connection whose secrets that one would send
 * elsewhere has to have them typed again.
 */
export async function readUserValues(
  db: Database,
  { vault, compiledVersions }: Tools,
  { id, held }: Pick<UserConfiguration, 'id' | 'held'>,
  { integrationId, version }: Under,
): Promise<ConfigValues> {
  const { configVars } = await compiledVersions.get(db, integrationId, version);
  const asked = new Map(userVariables(configVars).map((variable) => [variable.key, variable]));
  const kept = v.parse(Stored, JSON.parse(vault.open(held, placeOf(id, 'held')).reveal()));
  const rows = await db.select().from(connections).where(eq(connections.userConfigurationId, id));
  const pointed = new Map(rows.map((row) => [row.variable ?? '', row]));
  const opened = [...pointed].map(([key, row]) => [key, openedConnection(vault, row)] as const);
  const all = new Map<string, unknown>([...Object.entries(kept.values), ...opened]);
  if (kept.version !== version) {
    const older = await compiledVersions.get(db, integrationId, kept.version);
    for (const [key, value] of valuesUnder(older.configVars, configVars, all)) all.set(key, value);
  }
  const values = new Map([...all].filter(([key]) => asked.has(key)));
  const secrets = [...values.keys()].filter((key) => {
    const variable = asked.get(key);
    return pointed.has(key) || (variable !== undefined && isSecretVariable(variable));
  });
  return { values, secretKeys: new Set(secrets), pointed };
}

/** The values of an instance with those of one person over them. */
export function withUserValues(of: ConfigValues, own: ConfigValues = NONE): ConfigValues {
  const secrets = [...of.secretKeys].filter((key) => !own.values.has(key));
  const pointers = [...of.pointed].filter(([key]) => !own.values.has(key));
  return {
    values: new Map([...of.values, ...own.values]),
    secretKeys: new Set([...secrets, ...own.secretKeys]),
    pointed: new Map([...pointers, ...own.pointed]),
  };
}

/** The configuration of one person, which begins empty. */
export async function beginUserConfiguration(
  tx: Database,
  vault: Vault,
  { id: instanceId, version }: Pick<Instance, 'id' | 'version'>,
  userId: string,
): Promise<UserConfiguration> {
  const known = await findUserConfiguration(tx, instanceId, userId);
  if (known) return known;
  const [id, at] = [newId('ucf'), now()];
  const held = sealed(vault, id, 'held', { version, values: {} });
  const row = {
    ...{ id, instanceId, userId, held, answers: null, configuredAt: null, revision: 0 },
    ...{ createdAt: at, updatedAt: at },
  };
  await tx.insert(userConfigurations).values(row);
  return row;
}

/**
 * Stores all that one person has answered under a version, what connections hold as records of their own.
 * @param values all of them, as `readUserValues` gives them
 */
export async function writeUserValues(
  tx: Database,
  vault: Vault,
  { id }: UserConfiguration,
  { customerId, version }: Pick<Instance, 'customerId' | 'version'>,
  variables: CompiledConfigVariable[],
  values: ReadonlyMap<string, unknown>,
): Promise<void> {
  const known = await tx.select().from(connections).where(eq(connections.userConfigurationId, id));
  const byKey = new Map(known.map((row) => [row.variable, row]));
  const plain: [string, unknown][] = [];
  for (const [key, value] of values) {
    const variable = variables.find((each) => each.key === key);
    const held = variable && isSecretVariable(variable) ? heldIn(value) : undefined;
    const before = byKey.get(key);
    if (!variable || !held) plain.push([key, value]);
    else if (before) await holdUnlessHeld(tx, vault, before, variable, held);
    else {
      const own = { userConfigurationId: id, variable: key };
      await createConnection(tx, vault, { ...kindOfVariable(variable), customerId, label: key, own, held });
    }
  }
  const left = known.filter(({ variable }) => variable === null || !values.has(variable));
  await tx.delete(connections).where(
    inArray(
      connections.id,
      left.map((row) => row.id),
    ),
  );
  await changeUserConfiguration(tx, id, {
    held: sealed(vault, id, 'held', { version, values: Object.fromEntries(plain) }),
  });
}

/** One that nothing changes of may be renewing its token meanwhile. */
async function holdUnlessHeld(
  tx: Database,
  vault: Vault,
  row: SealedConnection,
  variable: CompiledConfigVariable,
  held: Held,
): Promise<void> {
  const { component, key } = kindOfVariable(variable);
  const isOfKind = row.component === component && row.key === key;
  if (!isOfKind || !isDeepStrictEqual(openedConnection(vault, row), held))
    await holdAnew(tx, vault, row.id, variable, held);
}

/** Changes what is given; runs know of it from the next on. */
export async function changeUserConfiguration(
  tx: Database,
  id: string,
  changes: Partial<Pick<UserConfiguration, 'held' | 'answers' | 'configuredAt'>>,
): Promise<void> {
  await tx
    .update(userConfigurations)
    .set({ ...changes, revision: oneMore(userConfigurations.revision), updatedAt: now() })
    .where(eq(userConfigurations.id, id));
  await touchDeployments(tx);
}

/** Forgets configurations of people, with the accounts that they have connected. */
export async function deleteUserConfigurations(
  tx: Database,
  which: { ids: string[] } | { userId: string } | { instanceIds: string[] },
): Promise<void> {
  const isIt =
    'ids' in which
      ? inArray(userConfigurations.id, which.ids)
      : 'userId' in which
        ? eq(userConfigurations.userId, which.userId)
        : inArray(userConfigurations.instanceId, which.instanceIds);
  const theirs = tx.select({ id: userConfigurations.id }).from(userConfigurations).where(isIt);
  await tx.delete(connections).where(inArray(connections.userConfigurationId, theirs));
  await tx.delete(userConfigurations).where(isIt);
  await touchDeployments(tx);
}

/** What is stored of a configuration in one column, sealed for it. */
export function sealed(vault: Vault, id: string, column: 'held' | 'answers', value: unknown): string {
  return vault.seal(new Secret(JSON.stringify(value)), placeOf(id, column));
}

/** Where it is sealed for. */
export function placeOf(id: string, column: 'held' | 'answers'): Place {
  return { table: 'user_configurations', column, row: id };
}
