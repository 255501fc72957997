import { and, eq } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import type { InputDeclaration } from '../components/component.ts';
import { configValues, connectionLinks, connections, instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import type { TokenAnswer } from '../lib/oauth/token-answer.ts';
import { MASK, masked } from '../lib/secret-fields.ts';
import { namesOf, record } from './audit.ts';
import { dropConfigValues, pointTo } from './config-values.ts';
import { type ConnectionTools, declarationOf, ownVariable, usedVariable } from './connection-oauth.ts';
import { checkConnection, type Refused } from './connection-values.ts';
import {
  BY_HAND,
  type Connection,
  createConnection,
  getConnection,
  heldIn,
  tellUsers,
  triedAgain,
  updateConnection,
} from './connections.ts';
import { changing, type DeploymentTools, updateInstance } from './deployments.ts';
import { getInstance } from './instances.ts';
import { settle } from './settling.ts';
import { isOfTests } from './test-customer.ts';
import { tokenFacts } from './token-facts.ts';
import type { Viewer } from './viewer.ts';

export type NewConnectionFields = {
  component: string;
  connection: string;
  label: string;
  /** Null is the organization. */
  customerId: string | null;
  inputs: Record<string, unknown>;
};

/**
 * Makes a connection that several instances may use.
 * @throws AppError `invalid` with an issue for what is not known, or missing
 */
export async function addConnection(
  tx: Database,
  { vault, catalog }: { vault: Vault; catalog: Catalog },
  { component, connection: key, label, customerId, inputs }: NewConnectionFields,
): Promise<string> {
  const declared = declarationOf(catalog, { component, key });
  if (!declared) {
    const message = `There is no connection ${key} of a component ${component} here.`;
    throw new AppError('invalid', message, [{ path: 'connection', message }]);
  }
  refuse(inputIssues(declared.inputs, inputs));
  const held = { fields: inputs };
  const id = await createConnection(tx, vault, { component, key, label, customerId, isReusable: true, held });
  await record(tx, 'connection.created', { id, name: label, customerId }, { component, connection: key });
  return id;
}

type Inputs = readonly InputDeclaration[];

/** One issue for each input that is not known, or missing. */
export function inputIssues(declared: Inputs, given: Record<string, unknown>): Issue[] {
  const asked = declared.filter(({ type }) => type !== 'template');
  const known = new Set(asked.map(({ key }) => key));
  const unknown = Object.keys(given).filter((key) => !known.has(key));
  const missing = asked.filter(
    ({ key, required, default: fallback }) => required && !fallback && (given[key] ?? '') === '',
  );
  return [
    ...unknown.map((key) => ({
      path: `inputs.${key}`,
      message: `There is no input ${key}; there are: ${[...known].join(', ')}.`,
    })),
    ...missing.map(({ key, label }) => ({ path: `inputs.${key}`, message: `${label} needs a value.` })),
  ];
}

/** @throws AppError `invalid` where there are any */
export function refuse(issues: Issue[]): void {
  if (issues.length > 0)
    throw new AppError('invalid', issues.map(({ message }) => message).join(' '), issues);
}

/**
 * Changes what is given: of the inputs those that are named. A token that would be sent elsewhere is dropped.
 * @throws AppError `invalid` when a secret would be sent elsewhere than it was typed for
 */
export async function editConnection(
  tx: Database,
  tools: ConnectionTools & { vault: Vault },
  id: string,
  { label, inputs = {} }: { label?: string | undefined; inputs?: Record<string, unknown> | undefined },
): Promise<void> {
  const connection = await getConnection(tx, tools.vault, id);
  const { row, held } = connection;
  const variable = (await usedVariable(tx, tools, id)) ?? ownVariable(row);
  const declared = declarationOf(tools.catalog, row);
  if (declared) refuse(inputIssues(declared.inputs, { ...held.fields, ...inputs }));
  const shown = masked(held.fields, '');
  const fields = { ...heldIn({ fields: shown })?.fields, ...inputs };
  const kept = checkConnection(variable, { fields, token: MASK }, held);
  const isMoved = !kept.ok && (kept.fields ?? []).includes('token');
  const checked = isMoved ? checkConnection(variable, { fields, token: null }, held) : kept;
  if (!checked.ok) throw refusal(checked);
  const wanted = heldIn(checked.value) ?? held;
  const state = isMoved ? BY_HAND : triedAgain(connection, wanted);
  await updateConnection(tx, tools.vault, connection, {
    ...(label === undefined ? {} : { label }),
    ...{ held: wanted, ...state },
  });
  await tellUsers(tx, id);
  await record(tx, 'connection.updated', subject(connection), { changed: namesOf({ label, ...inputs }) });
}

function refusal({ message, fields = [] }: Refused): AppError {
  const issues = fields.map((field) => ({ path: field.replace(/^fields\./, 'inputs.'), message }));
  return new AppError('invalid', message, issues);
}

const subject = ({ row }: Connection) => ({ ...row, name: row.label });

/** A person has signed in: the connection has a token, and links that led there are used. */
export async function keepSignIn(
  tx: Database,
  vault: Vault,
  id: string,
  { token, expiresAt }: TokenAnswer & { ok: true },
  context: Record<string, unknown>,
): Promise<void> {
  const connection = await getConnection(tx, vault, id);
  const { context: told, ...facts } = tokenFacts(token, expiresAt, context);
  const held = { ...connection.held, token, context: told };
  await updateConnection(tx, vault, connection, { ...facts, held });
  await tellUsers(tx, id);
  await tx.delete(connectionLinks).where(eq(connectionLinks.connectionId, id));
  await record(tx, 'connection.signed_in', subject(connection));
}

/** Forgets the token; a person has to sign in again. */
export async function disconnect(tx: Database, vault: Vault, id: string): Promise<void> {
  const connection = await getConnection(tx, vault, id);
  const { token: _token, context: _context, ...held } = connection.held;
  await updateConnection(tx, vault, connection, { ...BY_HAND, state: 'revoked', held });
  await tellUsers(tx, id);
  await record(tx, 'connection.disconnected', subject(connection));
}

/** How many instances are changed in one go. */
const MOST_USES = 10_000;

/** The values that point to a connection, those of removed instances and of tests last and apart. */
async function pointersTo(db: Database, id: string, instanceId?: string) {
  const { state, customerId } = instances;
  const rows = await db
    .select({ instanceId: configValues.instanceId, key: configValues.key, state, customerId })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .where(
      and(
        eq(configValues.connectionId, id),
        instanceId === undefined ? undefined : eq(configValues.instanceId, instanceId),
      ),
    )
    .limit(MOST_USES);
  const isSeen = (row: (typeof rows)[number]) => row.state !== 'removed' && !isOfTests(row);
  return { seen: rows.filter(isSeen), others: rows.filter((row) => !isSeen(row)) };
}

/**
 * Puts another connection in the place of one, for one of its instances or for all.
 * @throws AppError `invalid` for one of another kind, or of another customer
 */
export async function replaceConnection(
  tools: DeploymentTools,
  viewer: Viewer,
  { id, by, instanceId }: { id: string; by: string; instanceId?: string | undefined },
): Promise<void> {
  const { read } = tools.store;
  const before = await getConnection(read, tools.vault, id);
  const after = await getConnection(read, tools.vault, by);
  if (before.row.component !== after.row.component || before.row.key !== after.row.key)
    throw new AppError('invalid', `${after.row.label} is of another kind than ${before.row.label}.`);
  if (before.row.sharedId !== after.row.sharedId)
    throw new AppError(
      'invalid',
      `${after.row.label} does not belong to what integrations share as ${before.row.label}.`,
    );
  for (const { instanceId: user, key } of (await pointersTo(read, id, instanceId)).seen) {
    const instance = await getInstance(read, viewer, user);
    const { customerId } = after.row;
    if (customerId !== null && customerId !== instance.customerId)
      throw new AppError('invalid', `${after.row.label} belongs to another customer than ${instance.name}.`);
    await changing(tools, instance, getInstance, viewer, async (tx, present, compiled) => {
      await pointTo(tx, user, key, by);
      await record(tx, 'connection.replaced', subject(before), {
        by: after.row.label,
        instance: present.name,
      });
      const wanted = present.state === 'paused' ? 'paused' : 'active';
      return await settle(tx, tools, present, compiled, wanted, 'deploy');
    });
  }
}

/** Deletes a connection; instances that use it need another from then on. */
export async function deleteConnection(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  const { row } = await getConnection(tools.store.read, tools.vault, id);
  const { seen, others } = await pointersTo(tools.store.read, id);
  for (const { instanceId, key } of seen)
    await updateInstance(tools, viewer, instanceId, { unset: [key], configVariables: {} });
  await tools.store.write(async (tx) => {
    for (const { instanceId, key } of others) await dropConfigValues(tx, instanceId, [key]);
    await tx.delete(connections).where(eq(connections.id, id));
    await record(tx, 'connection.deleted', { ...row, name: row.label });
  });
}
