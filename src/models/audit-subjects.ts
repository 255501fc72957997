import { and, inArray, isNull, ne } from 'drizzle-orm';
import {
  connections,
  customComponents,
  customers,
  executions,
  instances,
  integrations,
  sharedConnections,
  users,
} from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { AuditEntry } from './audit.ts';
import { isNobodysOwn } from './connection-list.ts';

/** Of what rows of the audit name, the ids of what is there still and has a page. */
export async function subjectsThere(db: Database, entries: AuditEntry[]): Promise<Set<string>> {
  const idsOf = (kind: string) => [
    ...new Set(entries.filter((entry) => entry.subjectKind === kind).map((entry) => entry.subjectId)),
  ];
  const queries = [
    db
      .select({ id: integrations.id })
      .from(integrations)
      .where(and(inArray(integrations.id, idsOf('integration')), isNull(integrations.removedAt))),
    db
      .select({ id: customComponents.key })
      .from(customComponents)
      .where(inArray(customComponents.key, idsOf('component'))),
    db
      .select({ id: customers.id })
      .from(customers)
      .where(inArray(customers.id, idsOf('customer'))),
    db
      .select({ id: instances.id })
      .from(instances)
      .where(and(inArray(instances.id, idsOf('instance')), ne(instances.state, 'removed'))),
    db
      .select({ id: connections.id })
      .from(connections)
      .where(and(inArray(connections.id, idsOf('connection')), isNobodysOwn)),
    db
      .select({ id: sharedConnections.id })
      .from(sharedConnections)
      .where(inArray(sharedConnections.id, idsOf('shared_connection'))),
    db
      .select({ id: executions.id })
      .from(executions)
      .where(inArray(executions.id, idsOf('execution'))),
    db
      .select({ id: users.id })
      .from(users)
      .where(and(inArray(users.id, idsOf('person')), isNull(users.customerId))),
  ];
  const found = new Set<string>();
  for (const query of queries) for (const { id } of await query) found.add(id);
  return found;
}
