import { and, asc, eq } from 'drizzle-orm';
import { type Remembering, remembered } from '../db/cached.ts';
import { touchDeployments } from '../db/change-counter.ts';
import { endpointKeys, instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import { hashToken, Secret, sameText, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { type Instant, now } from '../lib/time.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { getInstance, type Instance } from './instances.ts';
import type { Viewer } from './viewer.ts';

/*
 * Keys that callers of an instance's flows send as `Api-Key`. A flow may have several, so that one takes another's place
 * without a call being refused; those of the organization stand in the definition.
 */

type KeyRow = typeof endpointKeys.$inferSelect;

/** A key of an instance; its `id` says which without being it. */
export type EndpointKey = { id: string; flow: string; flowKey: string; createdAt: Instant; key: Secret };

const MOST_KEYS = 10;

/** Makes the key that a flow asks for and has not. */
export async function ensureKey(
  tx: Database,
  vault: Vault,
  instanceId: string,
  flow: CompiledFlow,
): Promise<void> {
  if (flow.endpointSecurity !== 'customer_required') return;
  const keys = await keyRows(tx, instanceId, flow.stableKey);
  if (keys.length === 0) await insertKey(tx, vault, instanceId, flow.stableKey, randomToken());
}

async function insertKey(tx: Database, vault: Vault, instanceId: string, flowKey: string, key: string) {
  const hash = hashToken(key);
  const sealed = vault.seal(new Secret(key), placeOf(hash));
  const row = { hash, instanceId, flowKey, sealed, createdAt: now() };
  await tx.insert(endpointKeys).values(row).onConflictDoNothing();
  await touchDeployments(tx);
  return row;
}

/** Oldest first: of two valid ones the other is the newer. */
async function keyRows(db: Database, instanceId: string, flowKey: string): Promise<KeyRow[]> {
  const isOfFlow = and(eq(endpointKeys.instanceId, instanceId), eq(endpointKeys.flowKey, flowKey));
  return await db
    .select()
    .from(endpointKeys)
    .where(isOfFlow)
    .orderBy(asc(endpointKeys.createdAt), asc(endpointKeys.hash));
}

/** Keys of a flow that a caller may send as `Api-Key`: opened, for those who may see them. */
export async function listApiKeys(
  db: Database,
  vault: Vault,
  instanceId: string,
  flow: CompiledFlow,
): Promise<Secret[]> {
  if (flow.endpointSecurity === 'unsecured') return [];
  if (flow.endpointSecurity === 'organization') return flow.organizationApiKeys.map((key) => new Secret(key));
  const rows = await keyRows(db, instanceId, flow.stableKey);
  return rows.map((row) => vault.open(row.sealed, placeOf(row.hash)));
}

/** The keys of an instance's flows that it has itself. @throws AppError `not_found` */
export async function listEndpointKeys(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
): Promise<EndpointKey[]> {
  const { read } = tools.store;
  const instance = await getInstance(read, viewer, id);
  const { flows } = await tools.compiledVersions.get(read, instance.integrationId, instance.version);
  const found: EndpointKey[] = [];
  for (const flow of flows.filter(takesOwnKeys)) {
    const rows = await keyRows(read, id, flow.stableKey);
    found.push(...rows.map((row) => shown(tools.vault, flow.name, row)));
  }
  return found;
}

/** Whether each customer has keys of its own for the flow. */
export const takesOwnKeys = ({ endpointSecurity }: CompiledFlow): boolean =>
  endpointSecurity === 'customer_optional' || endpointSecurity === 'customer_required';

/**
 * Gives a flow one key more; those that it has stay valid.
 * @param key what the caller sends already; a random one where it is left out
 * @throws AppError `not_found`; `invalid` for a flow that takes no keys of customers; `conflict` for one too many
 */
export async function addEndpointKey(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flowKey: string,
  key: string = randomToken(),
): Promise<EndpointKey> {
  const { read } = tools.store;
  const before = await getInstance(read, viewer, id);
  const compiled = await tools.compiledVersions.get(read, before.integrationId, before.version);
  const flow = flowIn(compiled, flowKey);
  return await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const keys = await keyRows(tx, id, flowKey);
    const same = keys.find(({ hash }) => hash === hashToken(key));
    if (same) return shown(tools.vault, flow.name, same);
    if (keys.length >= MOST_KEYS)
      throw new AppError(
        'conflict',
        `This flow has ${MOST_KEYS} keys: revoke one that is not used any more.`,
      );
    const row = await insertKey(tx, tools.vault, id, flowKey, key);
    await record(tx, 'instance.key_added', instance, { flow: flow.name });
    return shown(tools.vault, flow.name, row);
  });
}

function flowIn({ flows }: CompiledIntegration, flowKey: string): CompiledFlow {
  const flow = flows.find(({ stableKey }) => stableKey === flowKey);
  if (!flow) throw new AppError('not_found', 'The instance has no such flow.');
  if (takesOwnKeys(flow)) return flow;
  const message =
    flow.endpointSecurity === 'unsecured'
      ? 'This flow asks for no key.'
      : 'The keys of this flow are the organization’s: they are in its definition.';
  throw new AppError('invalid', message, [{ path: 'flow', message }]);
}

/** From now on the key opens nothing. @throws AppError `not_found` */
export async function revokeEndpointKey(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  keyId: string,
): Promise<void> {
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const rows = await tx.select().from(endpointKeys).where(eq(endpointKeys.instanceId, id));
    const row = rows.find((each) => idOf(each) === keyId);
    if (!row) throw new AppError('not_found', 'There is no such key; it was revoked already.');
    const { flowKey, hash } = row;
    await tx
      .delete(endpointKeys)
      .where(
        and(eq(endpointKeys.instanceId, id), eq(endpointKeys.flowKey, flowKey), eq(endpointKeys.hash, hash)),
      );
    await touchDeployments(tx);
    await record(tx, 'instance.key_revoked', instance, { flow: await nameOf(tools, tx, instance, flowKey) });
  });
}

async function nameOf(tools: DeploymentTools, tx: Database, instance: Instance, flowKey: string) {
  const { integrationId, version } = instance;
  const { flows } = await tools.compiledVersions.get(tx, integrationId, version);
  return flows.find(({ stableKey }) => stableKey === flowKey)?.name ?? flowKey;
}

function shown(vault: Vault, flow: string, row: KeyRow): EndpointKey {
  const { flowKey, createdAt } = row;
  return { id: idOf(row), flow, flowKey, createdAt, key: vault.open(row.sealed, placeOf(row.hash)) };
}

const idOf = ({ flowKey, hash }: Pick<KeyRow, 'flowKey' | 'hash'>): string =>
  hashToken(`${flowKey}/${hash}`).slice(0, 20);

const hashesOfInstance = remembered<Map<string, string[]>>(async (db, instanceId) => {
  const rows = await db.select().from(endpointKeys).where(eq(endpointKeys.instanceId, instanceId));
  const byFlow = Map.groupBy(rows, (row) => row.flowKey);
  return new Map([...byFlow].map(([flow, keys]) => [flow, keys.map((key) => key.hash)]));
});

/**
 * Whether a key opens the flow. Where keys are optional (`customer_optional`) a flow that has none is open.
 * @param key as sent in `Api-Key`
 */
export async function isApiKeyOf(
  store: Remembering,
  instanceId: string,
  flow: CompiledFlow,
  key: string | undefined,
): Promise<boolean> {
  if (flow.endpointSecurity === 'organization') {
    return key !== undefined && flow.organizationApiKeys.some((each) => sameText(each, key));
  }
  const hashes = (await hashesOfInstance(store, instanceId))?.get(flow.stableKey) ?? [];
  if (hashes.length === 0) return flow.endpointSecurity === 'customer_optional';
  return key !== undefined && hashes.some((hash) => sameText(hash, hashToken(key)));
}

const keyInMemory = remembered<{ hash: string }>(async (db, key) => {
  const [integrationId = '', hash = ''] = key.split('/');
  const [row] = await db
    .select({ hash: endpointKeys.hash })
    .from(endpointKeys)
    .innerJoin(instances, eq(instances.id, endpointKeys.instanceId))
    .where(and(eq(endpointKeys.hash, hash), eq(instances.integrationId, integrationId)));
  return row;
});

/** Whether a key opens some flow of some instance of the integration. */
export async function isKnownApiKey(
  store: Remembering,
  integrationId: string,
  key: string,
): Promise<boolean> {
  return (await keyInMemory(store, `${integrationId}/${hashToken(key)}`)) !== undefined;
}

function placeOf(hash: string) {
  return { table: 'endpoint_keys', column: 'sealed', row: hash };
}
