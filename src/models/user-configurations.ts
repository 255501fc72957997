import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import { type Remembering, remembered } from '../db/cached.ts';
import { touchDeployments } from '../db/change-counter.ts';
import { instances, userConfigurations, users } from '../db/schema.ts';
import { oneMore, placeholder } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { newId } from '../lib/ids.ts';
import { type Instant, now } from '../lib/time.ts';
import type { Instance } from './instances.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { type Viewer, within } from './viewer.ts';

/*
 * What each of a customer's people answers for themselves, on the pages of an instance that are for that. Runs that are
 * for somebody have these values over those of the instance.
 */

export type UserConfiguration = typeof userConfigurations.$inferSelect;

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

const byName = prepared((db) =>
  db
    .select(columns)
    .from(users)
    .innerJoin(userConfigurations, eq(userConfigurations.userId, users.id))
    .where(
      and(
        ...[eq(users.customerId, placeholder('customerId')), eq(users.externalId, placeholder('externalId'))],
        ...[eq(userConfigurations.instanceId, placeholder('id')), isNotNull(userConfigurations.configuredAt)],
      ),
    )
    .prepare(),
);

/** The person whom a call names, by what the customer's own system calls them; undefined as above. */
export async function configuredUserNamed(
  db: Database,
  { id, customerId }: Pick<Instance, 'id' | 'customerId'>,
  externalId: string,
): Promise<ConfiguredUser | undefined> {
  const [row] = await byName(db).execute({ id, customerId, externalId });
  return row;
}

const byConfiguration = prepared((db) =>
  db
    .select(columns)
    .from(userConfigurations)
    .innerJoin(users, eq(users.id, userConfigurations.userId))
    .where(
      and(
        ...[eq(userConfigurations.id, placeholder('configurationId'))],
        ...[eq(userConfigurations.instanceId, placeholder('id')), isNotNull(userConfigurations.configuredAt)],
      ),
    )
    .prepare(),
);

/** The person whose own address is called; undefined as above. */
export async function configuredUserAt(
  db: Database,
  { id }: Pick<Instance, 'id'>,
  configurationId: string,
): Promise<ConfiguredUser | undefined> {
  const [row] = await byConfiguration(db).execute({ id, configurationId });
  return row;
}

/** The instances that somebody has set up for themselves, oldest first. */
export async function configuredInstances(db: Database, userId: string): Promise<string[]> {
  const { instanceId, configuredAt } = userConfigurations;
  const rows = await db
    .select({ instanceId })
    .from(userConfigurations)
    .where(and(eq(userConfigurations.userId, userId), isNotNull(configuredAt)))
    .orderBy(asc(instanceId));
  return rows.map((row) => row.instanceId);
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
  await touchDeployments(tx);
  return row;
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

/** What is stored of a configuration in one column, sealed for it. */
export function sealed(vault: Vault, id: string, column: 'held' | 'answers', value: unknown): string {
  return vault.seal(new Secret(JSON.stringify(value)), placeOf(id, column));
}

/** Where it is sealed for. */
export function placeOf(id: string, column: 'held' | 'answers'): Place {
  return { table: 'user_configurations', column, row: id };
}
