import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, ne, not, or, type SQL } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { connections, customers, instances, userConfigurations } from '../db/schema.ts';
import { literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { DAY, type Instant, MINUTE } from '../lib/time.ts';
import { declarationOf } from './connection-oauth.ts';
import type { SealedConnection } from './connections.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import type { Viewer } from './viewer.ts';

/**
 * How a connection is. `pending`: nobody has signed in yet. `expiring`: its token ends, and no other has come.
 * `error`: it was refused, or has ended. `revoked`: somebody has disconnected it.
 */
export const CONNECTION_STATES = ['pending', 'active', 'expiring', 'error', 'revoked'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** So long before the end of a token that only a person can renew, somebody should hear of it. */
const NOTICE = 3 * DAY;
/** A token that is renewed by itself should have been by then. */
const LATE = MINUTE;

export function stateOf(catalog: Catalog, row: SealedConnection, at: Instant): ConnectionState {
  const { state, token, expiresAt, refreshAt } = row;
  if (state !== 'active') return state;
  if (token === null && needsPerson(catalog, row)) return 'pending';
  if (expiresAt === null) return 'active';
  if (refreshAt === null && expiresAt <= at) return 'error';
  return expiresAt <= at + (refreshAt === null ? NOTICE : LATE) ? 'expiring' : 'active';
}

/** Whether somebody has to sign in at the other system. */
export function needsPerson(catalog: Catalog, row: Pick<SealedConnection, 'component' | 'key'>): boolean {
  return declarationOf(catalog, row)?.oauth2Type === 'authorization_code';
}

/** The condition of those that are in a state, as `stateOf` tells it. */
export function isInState(catalog: Catalog, wanted: ConnectionState, at: Instant): SQL | undefined {
  const { state, token, expiresAt, refreshAt, component, key } = connections;
  const isActive = eq(state, 'active');
  const isOfPersons = or(...kindsOfPersons(catalog)) ?? isNull(connections.id);
  const isNotPending = or(isNotNull(token), isNull(component), isNull(key), not(isOfPersons));
  switch (wanted) {
    case 'revoked':
      return eq(state, 'revoked');
    case 'error':
      return or(eq(state, 'error'), and(isActive, isNotPending, isNull(refreshAt), lte(expiresAt, at)));
    case 'pending':
      return and(isActive, isNull(token), isOfPersons);
    case 'expiring':
      return and(
        ...[isActive, isNotPending],
        or(
          and(isNull(refreshAt), gt(expiresAt, at), lte(expiresAt, at + NOTICE)),
          and(isNotNull(refreshAt), lte(expiresAt, at + LATE)),
        ),
      );
    case 'active':
      return and(
        ...[isActive, isNotPending],
        or(
          isNull(expiresAt),
          and(isNull(refreshAt), gt(expiresAt, at + NOTICE)),
          and(isNotNull(refreshAt), gt(expiresAt, at + LATE)),
        ),
      );
  }
}

/** Those whose tokens are to be renewed by now, longest due first. */
export async function connectionsToRefresh(db: Database, at: Instant, limit: number) {
  const { id, refreshAt, state } = connections;
  return await db
    .select({ id })
    .from(connections)
    .where(and(isNotNull(refreshAt), lte(refreshAt, at), eq(state, 'active')))
    .orderBy(asc(refreshAt))
    .limit(limit);
}

/**
 * Those whose token was refused, or has ended so that only a person can give them another; not those of tests.
 * `isOwn` says that one person has connected it for themselves.
 */
export async function brokenConnections(
  db: Database,
  at: Instant,
): Promise<{ id: string; customerId: string | null; isOwn: boolean }[]> {
  const { id, customerId, userConfigurationId, userId, state, refreshAt, expiresAt } = connections;
  const isNoTest = or(isNull(customerId), ne(customerId, TEST_CUSTOMER));
  const select = () => db.select({ id, customerId, userConfigurationId, userId }).from(connections);
  const refused = await select().where(and(eq(state, literal('error')), isNoTest));
  const over = await select().where(
    and(isNull(refreshAt), lte(expiresAt, at), eq(state, 'active'), isNoTest),
  );
  return [...refused, ...over].map(({ userConfigurationId, userId, ...row }) => ({
    ...row,
    isOwn: userConfigurationId !== null || userId !== null,
  }));
}

/** Who has connected an account for themselves, and for what; none where it is for all that they have set up. */
export type AccountOwner = { userId: string; instance: { id: string; name: string } | null };

/** Whose accounts these are that people have connected for themselves. */
export async function ownersOfConnections(db: Database, ids: string[]): Promise<Map<string, AccountOwner>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      ...{ id: connections.id, ofAll: connections.userId, ofOne: userConfigurations.userId },
      instance: { id: instances.id, name: instances.name },
    })
    .from(connections)
    .leftJoin(userConfigurations, eq(userConfigurations.id, connections.userConfigurationId))
    .leftJoin(instances, eq(instances.id, userConfigurations.instanceId))
    .where(inArray(connections.id, ids));
  return new Map(
    rows.flatMap(({ id, ofAll, ofOne, instance }) => {
      const userId = ofAll ?? ofOne;
      return userId === null ? [] : [[id, { userId, instance }]];
    }),
  );
}

/** The accounts that the viewer has connected for themselves. */
export function accountsOf(db: Database, viewer: Viewer) {
  const { actor } = viewer;
  const userId = actor.kind === 'user' ? actor.id : '';
  return db
    .select({ id: connections.id })
    .from(connections)
    .leftJoin(userConfigurations, eq(userConfigurations.id, connections.userConfigurationId))
    .where(or(eq(connections.userId, userId), eq(userConfigurations.userId, userId)));
}

/** What connections are called, and what the other system said when it last gave no token. */
export async function saidOfConnections(
  db: Database,
  ids: string[],
): Promise<Map<string, { label: string; problem: string | null }>> {
  if (ids.length === 0) return new Map();
  const { id, label, problem } = connections;
  const rows = await db.select({ id, label, problem }).from(connections).where(inArray(id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** A connection as it is called among others: "Shop of Acme"; undefined of one that is gone. */
export async function connectionSubject(
  db: Database,
  id: string,
): Promise<{ id: string; name: string; customerId: string | null; integrationId: null } | undefined> {
  const [row] = await db
    .select({ label: connections.label, customerId: connections.customerId, customerName: customers.name })
    .from(connections)
    .leftJoin(customers, eq(customers.id, connections.customerId))
    .where(eq(connections.id, id));
  if (!row) return undefined;
  const { label, customerId, customerName } = row;
  const name = customerName === null ? label : `${label} of ${customerName}`;
  return { id, name, customerId, integrationId: null };
}

/** The kinds that a person has to sign in for, each under all of its names. */
function kindsOfPersons(catalog: Catalog): (SQL | undefined)[] {
  return catalog.list().flatMap(({ key: component, connections: declared }) =>
    declared
      .filter(({ oauth2Type }) => oauth2Type === 'authorization_code')
      .flatMap(({ key, formerKeys = [] }) => [key, ...formerKeys])
      .map((key) => and(eq(connections.component, component), eq(connections.key, key))),
  );
}
