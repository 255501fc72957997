import { and, eq, getTableColumns, isNull } from 'drizzle-orm';
import { type Remembering, remembered } from '../db/cached.ts';
import { touchDeployments } from '../db/change-counter.ts';
import { endpoints, integrations } from '../db/schema.ts';
import { placeholder } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { randomToken } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { ensureKey } from './endpoint-keys.ts';
import { type Instance, instanceInMemory } from './instances.ts';

/** A webhook address. Without `flowKey` it serves a whole instance, without `instanceId` a whole integration. */
export type Endpoint = typeof endpoints.$inferSelect;

const byId = prepared((db) =>
  db
    .select(getTableColumns(endpoints))
    .from(endpoints)
    .innerJoin(integrations, eq(integrations.id, endpoints.integrationId))
    .where(and(eq(endpoints.id, placeholder('id')), isNull(integrations.removedAt)))
    .prepare(),
);

const endpointInMemory = remembered<Endpoint>(async (db, id) => (await byId(db).execute({ id }))[0]);

/**
 * The endpoint that the opaque id of a URL names, with its instance where it is of one: shared rows, not to be changed.
 * None where the integration is in the trash.
 */
export async function findEndpoint(
  store: Remembering,
  id: string,
): Promise<{ endpoint: Endpoint; instance: Instance | undefined } | undefined> {
  const endpoint = await endpointInMemory(store, id);
  if (!endpoint) return undefined;
  return {
    endpoint,
    instance: endpoint.instanceId ? await instanceInMemory(store, endpoint.instanceId) : undefined,
  };
}

/** Endpoints that calls of this instance come through, its own or the integration's shared one. */
export async function listEndpoints(
  db: Database,
  integrationId: string,
  instanceId: string,
): Promise<Endpoint[]> {
  const own = await db.select().from(endpoints).where(eq(endpoints.instanceId, instanceId));
  return own.length > 0 ? own : await sharedEndpoint(db, integrationId);
}

/** The one of these that calls a flow: its own, or the one that all flows share. */
export function endpointOf(
  found: Endpoint[],
  { stableKey }: Pick<CompiledFlow, 'stableKey'>,
): Endpoint | undefined {
  return found.find(({ flowKey }) => flowKey === stableKey || flowKey === null);
}

/** The address that other systems call. @param publicUrl without a slash at its end */
export function triggerUrl(publicUrl: string, endpointId: string): string {
  return `${publicUrl}/trigger/${endpointId}`;
}

/** The same for one person: the run has what they have set up. @param configurationId of theirs */
export function personalUrl(publicUrl: string, endpointId: string, configurationId: string): string {
  return `${triggerUrl(publicUrl, endpointId)}.${configurationId}`;
}

/** What an address says: its endpoint, and where it is one person's the id of what they have set up. */
export function partsOfAddress(id: string): { endpointId: string; configurationId: string | undefined } {
  const [endpointId = '', configurationId] = id.split('.');
  return { endpointId, configurationId };
}

/** The line that calls an address from a terminal. @param key for the header `Api-Key`, where one is asked for */
export function curlLine(url: string, body: string, key?: string): string {
  const headers = key === undefined ? '' : ` -H ${quoted(`Api-Key: ${key}`)}`;
  return `curl -X POST ${url}${headers} -H 'content-type: application/json' -d ${quoted(body)}`;
}

/** One word of a shell, whatever is in it: keys may come from a file that somebody else has written. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function sharedEndpoint(db: Database, integrationId: string): Promise<Endpoint[]> {
  return await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.integrationId, integrationId), isNull(endpoints.instanceId)));
}

/** Makes the addresses and keys that a version needs and the instance has not; what is there keeps its URL. */
export async function ensureEndpoints(
  tx: Database,
  vault: Vault,
  instance: { id: string; integrationId: string },
  compiled: CompiledIntegration,
): Promise<void> {
  const { id: instanceId, integrationId } = instance;
  const add = async (values: { instanceId: string | null; flowKey: string | null }) => {
    await tx.insert(endpoints).values({ id: randomToken(), integrationId, createdAt: now(), ...values });
    await touchDeployments(tx);
  };
  if (compiled.endpointType === 'shared_instance') {
    const shared = await sharedEndpoint(tx, integrationId);
    if (shared.length === 0) await add({ instanceId: null, flowKey: null });
  } else {
    const own = await tx.select().from(endpoints).where(eq(endpoints.instanceId, instanceId));
    const wanted =
      compiled.endpointType === 'instance_specific' ? [null] : compiled.flows.map((flow) => flow.stableKey);
    // Two flows may have one key in a file that somebody has copied together: the first takes the calls.
    for (const flowKey of new Set(wanted)) {
      if (!own.some((endpoint) => endpoint.flowKey === flowKey)) await add({ instanceId, flowKey });
    }
  }
  for (const flow of compiled.flows) await ensureKey(tx, vault, instanceId, flow);
}
