import {
  and,
  asc,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  max,
  ne,
  or,
  type SQL,
} from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import {
  configValues,
  connections,
  customers,
  instanceRuns,
  instances,
  sharedConnections,
  userConfigurations,
} from '../db/schema.ts';
import { contains } from '../db/search.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { type Instant, now } from '../lib/time.ts';
import { type ConnectionState, isInState, stateOf } from './connection-states.ts';
import type { SealedConnection } from './connections.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { ownUserId, type Viewer, within } from './viewer.ts';

export type ConnectionFilter = {
  /** A part of the label, whatever its case. */
  text?: string | undefined;
  state?: ConnectionState | undefined;
  customer?: string | undefined;
  component?: string | undefined;
};

/** A connection as lists have it, without what it holds. */
export type ListedConnection = Pick<
  SealedConnection,
  | 'id'
  | 'label'
  | 'customerId'
  | 'sharedId'
  | 'component'
  | 'key'
  | 'isReusable'
  | 'expiresAt'
  | 'problem'
  | 'createdAt'
> & {
  state: ConnectionState;
  /** Null where it is the organization's. */
  customerName: string | null;
  /** How many instances use it, and when a run of one of them last ended. */
  users: number;
  usedAt: Instant | null;
};

/** Connections newest first. */
export async function listConnections(
  db: Database,
  viewer: Viewer,
  catalog: Catalog,
  filter: ConnectionFilter,
  page: Page,
): Promise<Listed<ListedConnection>> {
  const { text, state, customer, component } = filter;
  const conditions = [
    isSeen(db, viewer),
    text ? contains(connections.label, text) : undefined,
    state && isInState(catalog, state, now()),
    customer === undefined ? undefined : eq(connections.customerId, customer),
    component === undefined ? undefined : eq(connections.component, component),
    page.cursor === undefined ? undefined : lt(connections.id, idOfCursor('con', page.cursor)),
  ];
  const rows = await listing(db)
    .where(and(...conditions))
    .orderBy(desc(connections.id))
    .limit(page.limit + 1);
  const { items, nextCursor } = listed(rows, page, ({ row }) => row.id);
  return { items: await withUsers(db, catalog, items), nextCursor };
}

/** One as lists have it, that of a test too. @throws AppError `not_found`, also for one outside the scope */
export async function getListedConnection(
  db: Database,
  viewer: Viewer,
  catalog: Catalog,
  id: string,
): Promise<ListedConnection> {
  const isOwn = viewer.scope.kind === 'customer' ? isSeen(db, viewer) : undefined;
  const rows = await listing(db).where(and(eq(connections.id, id), isOwn, isNobodysOwn));
  const [found] = await withUsers(db, catalog, rows);
  if (!found) throw new AppError('not_found', `There is no connection ${id}.`);
  return found;
}

/** An account that the viewer has connected for themselves alone. @throws AppError `not_found` for those of others */
export async function getOwnConnection(db: Database, viewer: Viewer, id: string): Promise<{ id: string }> {
  const userId = ownUserId(viewer);
  const [row] = await db
    .select({ id: connections.id })
    .from(connections)
    .leftJoin(userConfigurations, eq(userConfigurations.id, connections.userConfigurationId))
    .where(
      and(eq(connections.id, id), or(eq(connections.userId, userId), eq(userConfigurations.userId, userId))),
    );
  if (row) return row;
  throw new AppError('not_found', `There is no connection ${id}.`);
}

/** The connections that are made of a shared one, oldest first. */
export async function madeOfSharedList(
  db: Database,
  viewer: Viewer,
  catalog: Catalog,
  id: string,
  most: number,
): Promise<ListedConnection[]> {
  const rows = await listing(db)
    .where(and(eq(connections.sharedId, id), isSeen(db, viewer)))
    .orderBy(asc(connections.id))
    .limit(most);
  return await withUsers(db, catalog, rows);
}

/** What could take its place: connections of the same kind that the same customer, or everybody, may use. */
export async function replacementsOf(
  db: Database,
  viewer: Viewer,
  { id, component, key, customerId, sharedId }: ListedConnection,
  most: number,
): Promise<{ id: string; label: string }[]> {
  if (component === null || key === null) return [];
  const isForIt = customerId === null ? undefined : eq(connections.customerId, customerId);
  const isShared = sharedId === null ? isNull(connections.sharedId) : eq(connections.sharedId, sharedId);
  return await db
    .select({ id: connections.id, label: connections.label })
    .from(connections)
    .where(
      and(
        ...[ne(connections.id, id), eq(connections.component, component), eq(connections.key, key)],
        ...[isShared, or(isNull(connections.customerId), isForIt), isSeen(db, viewer)],
      ),
    )
    .orderBy(desc(connections.id))
    .limit(most);
}

/** What tests have made is not among it; customers see none of the organization's. */
function isSeen(db: Database, viewer: Viewer): SQL | undefined {
  const { customerId } = connections;
  const { scope } = viewer;
  const isThere =
    scope.kind === 'customer'
      ? and(eq(customerId, scope.customerId), ofCustomers(db, viewer))
      : or(isNull(customerId), ne(customerId, TEST_CUSTOMER));
  return and(isThere, isNobodysOwn);
}

/** What one person has connected for themselves is in no list, and at no address, of others. */
export const isNobodysOwn = and(isNull(connections.userConfigurationId), isNull(connections.userId));

/** Not those that staff fill in for each customer, where a customer looks. */
export function ofCustomers(db: Database, { scope }: Viewer): SQL | undefined {
  if (scope.kind !== 'customer') return undefined;
  const own = db
    .select({ id: sharedConnections.id })
    .from(sharedConnections)
    .where(eq(sharedConnections.scope, 'customer'));
  return or(isNull(connections.sharedId), inArray(connections.sharedId, own));
}

function listing(db: Database) {
  return db
    .select({ row: connections, customerName: customers.name })
    .from(connections)
    .leftJoin(customers, eq(customers.id, connections.customerId));
}

type Row = { row: SealedConnection; customerName: string | null };

async function withUsers(db: Database, catalog: Catalog, rows: Row[]): Promise<ListedConnection[]> {
  if (rows.length === 0) return [];
  const { connectionId } = configValues;
  const ids = rows.map(({ row }) => row.id);
  const counted = await db
    .select({ connectionId, users: count(), usedAt: max(instanceRuns.endedAt) })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .leftJoin(instanceRuns, eq(instanceRuns.instanceId, instances.id))
    .where(and(inArray(connectionId, ids), ne(instances.state, 'removed')))
    .groupBy(connectionId);
  const uses = new Map(counted.map(({ connectionId, ...use }) => [connectionId, use]));
  const at = now();
  return rows.map(({ row, customerName }) => {
    const { id, label, customerId, sharedId, component, key, isReusable, expiresAt, problem, createdAt } =
      row;
    const facts = {
      id,
      label,
      customerId,
      sharedId,
      component,
      key,
      isReusable,
      expiresAt,
      problem,
      createdAt,
    };
    const { users = 0, usedAt = null } = uses.get(id) ?? {};
    return { ...facts, customerName, users, usedAt, state: stateOf(catalog, row, at) };
  });
}

/** A connection as its owner sees it in a list, with the ids of what uses it. */
export type OwnConnection = Pick<
  SealedConnection,
  'id' | 'component' | 'key' | 'label' | 'createdAt' | 'updatedAt'
> & { state: ConnectionState; usedBy: string[] };

/** More than one customer has. */
const MOST_OWN = 500;

/** The connections of the viewer's customer, oldest first; the first 500. */
export async function ownConnections(
  db: Database,
  viewer: Viewer,
  catalog: Catalog,
): Promise<OwnConnection[]> {
  const rows = await db
    .select()
    .from(connections)
    .where(and(within(viewer, connections.customerId), ofCustomers(db, viewer), isNobodysOwn))
    .orderBy(asc(connections.id))
    .limit(MOST_OWN);
  const uses = await db
    .selectDistinct({ id: configValues.connectionId, instanceId: configValues.instanceId })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .where(
      and(
        within(viewer, instances.customerId),
        ne(instances.state, 'removed'),
        isNotNull(configValues.connectionId),
      ),
    );
  const at = now();
  return rows.map((row) => {
    const { id, component, key, label, createdAt, updatedAt } = row;
    const usedBy = uses.flatMap((use) => (use.id === id ? use.instanceId : []));
    return { id, component, key, label, createdAt, updatedAt, state: stateOf(catalog, row, at), usedBy };
  });
}
