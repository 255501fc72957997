import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import { connections } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { type Issue, refuseIssues } from '../lib/errors.ts';
import { isRecord } from '../lib/records.ts';
import { type ConfigValues, pointedBy, pointTo } from './config-values.ts';
import { isNobodysOwn, ofCustomers } from './connection-list.ts';
import { pointerIn } from './connection-values.ts';
import { openedConnection } from './connections.ts';
import type { Instance } from './instances.ts';
import { sharedAmong } from './shared-connections.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import type { Viewer } from './viewer.ts';

/** A connection that is there, as one chooses among several. */
export type ConnectionChoice = { id: string; label: string; isOfOrganization: boolean };

type Owner = { customerId: string };

/** More than anybody looks through. */
const MOST = 200;

/**
 * The connections that each of these variables can point to, newest first: of the same kind and customer, or of the
 * organization where staff choose. A variable that names a shared connection takes those of that one alone.
 */
export async function connectionChoices(
  db: Database,
  viewer: Viewer,
  { customerId }: Owner,
  variables: CompiledConfigVariable[],
): Promise<Map<string, ConnectionChoice[]>> {
  const asked = variables.filter(({ connection }) => connection);
  if (asked.length === 0) return new Map();
  const components = asked.map(({ connection }) => connection?.componentKey ?? '');
  const rows = await db
    .select()
    .from(connections)
    .where(and(inArray(connections.component, components), mayUse(db, viewer, customerId)))
    .orderBy(desc(connections.id))
    .limit(MOST);
  const own = await sharedAmong(db, customerId, asked);
  return new Map(
    asked.map((variable) => {
      const shared = own.get(variable.key);
      const fitting = rows.filter(
        (row) => isOfKind(variable, row) && isShareOf(variable, row, shared?.sharedId),
      );
      const choices = fitting.map(({ id, label, customerId }) => ({
        ...{ id, label, isOfOrganization: customerId === null },
      }));
      return [variable.key, choices];
    }),
  );
}

type Row = typeof connections.$inferSelect;

function isOfKind({ connection }: CompiledConfigVariable, { component, key }: Row): boolean {
  return connection?.componentKey === component && connection?.connectionKey === key;
}

function isShareOf({ sharedKey }: CompiledConfigVariable, { sharedId }: Row, own: string | null | undefined) {
  return sharedKey ? sharedId !== null && sharedId === own : sharedId === null;
}

function mayUse(db: Database, viewer: Viewer, customerId: string) {
  // What the tests of other integrations were given is called alike, and is theirs.
  const isOffered = customerId === TEST_CUSTOMER ? eq(connections.isReusable, true) : undefined;
  const isTheirs = and(eq(connections.customerId, customerId), isOffered);
  const isOwn = and(isTheirs, ofCustomers(db, viewer), isNobodysOwn);
  return viewer.scope.kind === 'customer' ? isOwn : or(isOwn, isNull(connections.customerId));
}

/**
 * Values as given, where some point to connections: to one that whoever asks may use, or to the one that is there already,
 * with what of it is to change.
 * @throws AppError `invalid` with an issue for each that points elsewhere: whose those are is not told
 */
export async function withPointers(
  db: Database,
  viewer: Viewer,
  { id, customerId }: Pick<Instance, 'id' | 'customerId'>,
  variables: CompiledConfigVariable[],
  given: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const pointers = variables.flatMap((variable) => {
    const to = Object.hasOwn(given, variable.key) ? pointerIn(variable, given[variable.key]) : undefined;
    return to === undefined ? [] : [{ variable, to }];
  });
  if (pointers.length === 0) return given;
  const present = await pointedBy(db, id);
  const choices = await connectionChoices(
    db,
    viewer,
    { customerId },
    pointers.map(({ variable }) => variable),
  );
  const issues: Issue[] = [];
  const found = pointers.map(({ variable: { key }, to }): [string, unknown] => {
    const isThere = present.get(key)?.id === to;
    if (!isThere && !choices.get(key)?.some((choice) => choice.id === to)) {
      const message = `${key} points to ${to}, which is no connection of its kind that may be used here: choose another.`;
      issues.push({ path: `configVariables.${key}`, message });
    }
    return [key, isThere ? withoutPointer(given[key]) : { connection: to }];
  });
  refuseIssues('Some config variables point to connections that are not there.', issues);
  return Object.assign(Object.create(null), given, Object.fromEntries(found));
}

/** What is to be changed of the connection that a value points to already; the pointer alone changes nothing. */
function withoutPointer(value: unknown): unknown {
  if (!isRecord(value) || value.fields === undefined) return value;
  const { connection: _, ...rest } = value;
  return rest;
}

/** Values that shared connections have meanwhile: those of the instance that have none point to them. */
export async function pointToShared(
  tx: Database,
  { id, customerId }: Pick<Instance, 'id' | 'customerId'>,
  variables: CompiledConfigVariable[],
): Promise<void> {
  const shared = await sharedAmong(tx, customerId, variables);
  if (shared.size === 0) return;
  const present = await pointedBy(tx, id);
  for (const [key, row] of shared) if (!present.has(key)) await pointTo(tx, id, key, row.id);
}

/** The same for values that were read, before anything is stored. */
export async function withSharedValues(
  db: Database,
  vault: Vault,
  { customerId }: Owner,
  variables: CompiledConfigVariable[],
  stored: ConfigValues,
): Promise<ConfigValues> {
  const shared = await sharedAmong(db, customerId, variables);
  const added = [...shared].filter(([key]) => !stored.values.has(key));
  if (added.length === 0) return stored;
  const held = added.map(([key, row]): [string, unknown] => [key, openedConnection(vault, row)]);
  return {
    values: new Map([...stored.values, ...held]),
    secretKeys: new Set([...stored.secretKeys, ...added.map(([key]) => key)]),
    pointed: new Map([...stored.pointed, ...added]),
  };
}
