import { and, eq, isNotNull } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { connections, sharedConnections } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { MASK } from '../lib/secret-fields.ts';
import type { SharedScope } from '../lib/shared-scopes.ts';
import { now } from '../lib/time.ts';
import { namesOf, record } from './audit.ts';
import { editConnection, inputIssues, refuse } from './connection-changes.ts';
import { type ConnectionTools, declarationOf } from './connection-oauth.ts';
import { createConnection, tellUsers } from './connections.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { giveShared, giveToWaiting, waitingFor } from './settling.ts';
import { getSharedConnection, madeOfShared, sealedInputs, sharedCatalogue } from './shared-connections.ts';
import { systemViewer } from './viewer.ts';

type Tools = { vault: Vault; catalog: Catalog };

export type NewSharedConnection = {
  /** Integrations name it by this, for ever: one that a file brings along, or any other. */
  stableKey?: string | undefined;
  name: string;
  component: string;
  connection: string;
  scope: SharedScope;
  /** What is filled in for all of its connections. */
  inputs: Record<string, unknown>;
};

/**
 * Makes a connection that integrations share.
 * @throws AppError `invalid` for a kind or an input that is not known; `conflict` for a stable key that is there
 */
export async function addSharedConnection(
  tx: Database,
  { vault, catalog }: Tools,
  { stableKey = crypto.randomUUID(), name, component, connection: key, scope, inputs }: NewSharedConnection,
): Promise<string> {
  refuse(kindIssues(catalog, { component, key }, inputs));
  const [known] = await tx.select().from(sharedConnections).where(eq(sharedConnections.stableKey, stableKey));
  if (known) throw new AppError('conflict', `${known.name} has the stable key ${stableKey} already.`);
  const id = newId('shc');
  const times = { createdAt: now(), updatedAt: now() };
  const row = { id, stableKey, name, component, key, scope, inputs: sealedInputs(vault, id, inputs) };
  await tx.insert(sharedConnections).values({ ...row, ...times });
  await record(tx, 'shared_connection.created', { id, name }, { component, connection: key, scope });
  await tellCatalog(tx, vault);
  return id;
}

function kindIssues(
  catalog: Catalog,
  kind: { component: string; key: string },
  inputs: Record<string, unknown>,
) {
  const declared = declarationOf(catalog, kind);
  const message = `There is no connection ${kind.key} of a component ${kind.component} here.`;
  if (!declared) return [{ path: 'connection', message }];
  // What is not filled in here is asked for where it is.
  return inputIssues(
    declared.inputs.map((input) => ({ ...input, required: false })),
    inputs,
  );
}

/**
 * Changes its name, or what is filled in for all: of the inputs those that are named, in the connections that are made of
 * it as well. One that is emptied is asked for from then on.
 * @throws AppError `not_found`; `invalid` where a secret would be sent elsewhere than it was typed for
 */
export async function editSharedConnection(
  tx: Database,
  tools: Tools & ConnectionTools,
  id: string,
  { name, inputs: given = {} }: { name?: string | undefined; inputs?: Record<string, unknown> | undefined },
): Promise<void> {
  const inputs = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== MASK));
  const { row, inputs: before } = await getSharedConnection(tx, tools.vault, id);
  refuse(kindIssues(tools.catalog, row, inputs));
  const all = Object.entries({ ...before, ...inputs }).filter(([, value]) => value !== '');
  const wanted = Object.fromEntries(all);
  const set = { name: name ?? row.name, inputs: sealedInputs(tools.vault, id, wanted), updatedAt: now() };
  await tx.update(sharedConnections).set(set).where(eq(sharedConnections.id, id));
  const changed = Object.fromEntries(Object.entries(inputs).filter(([key]) => key in wanted));
  const made = tx.select({ id: connections.id }).from(connections).where(eq(connections.sharedId, id));
  if (Object.keys(changed).length > 0)
    for (const connection of await made) await editConnection(tx, tools, connection.id, { inputs: changed });
  await record(
    tx,
    'shared_connection.updated',
    { id, name: row.name },
    { changed: namesOf({ name, ...inputs }) },
  );
  await tellCatalog(tx, tools.vault);
}

/**
 * Deletes it; connections that are made of it stand for themselves from then on, and instances go on with them. The
 * accounts that people have connected alone go with it: nothing else says what they are for.
 */
export async function deleteSharedConnection(tx: Database, vault: Vault, id: string): Promise<void> {
  const { row } = await getSharedConnection(tx, vault, id);
  const isOfPerson = and(eq(connections.sharedId, id), isNotNull(connections.userId));
  for (const account of await tx.select({ id: connections.id }).from(connections).where(isOfPerson))
    await tellUsers(tx, account.id);
  await tx.delete(connections).where(isOfPerson);
  await tx.update(connections).set({ sharedId: null }).where(eq(connections.sharedId, id));
  await tx.delete(sharedConnections).where(eq(sharedConnections.id, id));
  await record(tx, 'shared_connection.deleted', { id, name: row.name });
  await tellCatalog(tx, vault);
}

async function tellCatalog(tx: Database, vault: Vault): Promise<void> {
  afterCommit(tx, { share: await sharedCatalogue(tx, vault) });
}

/**
 * Fills a shared connection in, for everybody or for one customer, and gives it to the instances that wait for it.
 * @param fields `customerId` is null for everybody
 * @throws AppError `not_found`; `conflict` for one that is filled in already; `invalid` for inputs that are not known or
 * missing
 */
export async function fillSharedConnection(
  tools: DeploymentTools & { catalog: Catalog },
  id: string,
  { customerId, inputs }: { customerId: string | null; inputs: Record<string, unknown> },
): Promise<string> {
  const { vault, catalog } = tools;
  const made = await tools.store.write(async (tx) => {
    const { row, inputs: filled } = await getSharedConnection(tx, vault, id);
    const { name, component, key, scope } = row;
    if (scope === 'user') throw new AppError('invalid', FOR_PEOPLE, [{ path: 'owner', message: FOR_PEOPLE }]);
    if ((scope === 'organization') !== (customerId === null))
      throw new AppError('invalid', scope === 'organization' ? FOR_ALL : FOR_ONE, [
        { path: 'owner', message: scope === 'organization' ? FOR_ALL : FOR_ONE },
      ]);
    if (await madeOfShared(tx, id, customerId))
      throw new AppError(
        'conflict',
        `${name} is filled in already. Change or replace the connection that is there.`,
      );
    const fields = { ...inputs, ...filled };
    refuse(inputIssues(declarationOf(catalog, row)?.inputs ?? [], fields));
    const fresh = { component, key, label: name, customerId, isReusable: true, sharedId: id };
    const made = await createConnection(tx, vault, { ...fresh, held: { fields } });
    await record(tx, 'connection.created', { id: made, name, customerId }, { component, connection: key });
    const { stableKey } = row;
    if (customerId !== null) await giveToWaiting(tx, tools, { stableKey, customerId });
    return { id: made, stableKey };
  });
  // Those of all customers are too many for one write, which holds up all others.
  const viewer = systemViewer('shared connections');
  if (customerId === null)
    for (const each of await waitingFor(tools.store.read, viewer, tools, made.stableKey))
      await tools.store.write((tx) => giveShared(tx, tools, each));
  return made.id;
}

const FOR_ALL = 'This one is filled in once for everybody: its owner is the organization.';
const FOR_PEOPLE = 'Each person connects this one alone, where they set up an integration for themselves.';
const FOR_ONE = 'This one is filled in for each customer: choose the customer.';
