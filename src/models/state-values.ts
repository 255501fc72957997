import { and, asc, eq, gt } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import { packInRow, unpack } from '../db/payload.ts';
import { states } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { createRedactor, type Redactor } from '../lib/redact.ts';
import { sealedIfSecretInTurns, unsealedInTurns } from '../lib/sealed.ts';
import { isSecretName, MASK } from '../lib/secret-fields.ts';
import { decode, encode, WireError } from '../lib/wire.ts';
import { record } from './audit.ts';
import { DELETED_AT_ONCE } from './deletions.ts';
import type { DeploymentTools } from './deployments.ts';
import { readInstanceSecrets } from './instance-secrets.ts';
import { getInstance, type Instance } from './instances.ts';
import { keyAfter, type Listed, listed, type Page } from './paging.ts';
import { readStates, statePlace, writeStates } from './states.ts';
import type { Viewer } from './viewer.ts';

/*
 * What an instance remembers, for people: the state of one of its flows, or that which all of them share. A run writes what
 * it has changed when it succeeds, so that one under way may put another value there.
 */

/** Whose state: of the flow of that stable key, or of all flows of the instance. */
export type StatePlace = { scope: 'flow' | 'crossFlow'; owner: string };

/** A key with what is kept under it, as JSON and masked; nothing of one that is too large to be shown. */
export type ShownState = {
  key: string;
  size: number;
  value: { kind: 'json'; text: string } | { kind: 'large' };
};

/** Characters of a value that is shown and edited. */
export const MOST_OF_STATE = 1_000_000;
const LONGEST_KEY = 1000;

/** The state of a flow by its name or stable key; that of all flows where it is left out. @throws AppError `not_found` */
export async function statePlaceOf(
  { store, compiledVersions }: Pick<DeploymentTools, 'store' | 'compiledVersions'>,
  { id, integrationId, version }: Instance,
  named: string | undefined,
): Promise<StatePlace> {
  if (named === undefined) return { scope: 'crossFlow', owner: id };
  const { flows } = await compiledVersions.get(store.read, integrationId, version);
  const flow = flows.find(({ name }) => name === named) ?? flows.find((each) => each.stableKey === named);
  if (!flow) throw new AppError('not_found', `There is no flow ${named} in version ${version}.`);
  return { scope: 'flow', owner: `${id}/${flow.stableKey}` };
}

/** The keys of a state in their order, with their values. */
export async function listStates(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flow: string | undefined,
  page: Page,
): Promise<Listed<ShownState>> {
  const { read } = tools.store;
  const instance = await getInstance(read, viewer, id);
  const place = await statePlaceOf(tools, instance, flow);
  const after = page.cursor ? gt(states.key, keyAfter('state', page.cursor)) : undefined;
  const rows = await read
    .select({ key: states.key, size: states.size, value: states.value })
    .from(states)
    .where(and(isIn(place), after))
    .orderBy(asc(states.key))
    .limit(page.limit + 1);
  const { items, nextCursor } = listed(rows, page, ({ key }) => `state ${key}`);
  const redact = await redactorOf(tools, instance);
  const shown: ShownState[] = [];
  for (const row of items)
    shown.push({ key: row.key, size: row.size, value: await shownValue(tools, place, row, redact) });
  return { items: shown, nextCursor };
}

/** What is kept under a key, as it is shown. @throws AppError `not_found` */
export async function getState(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flow: string | undefined,
  key: string,
): Promise<ShownState> {
  const { read } = tools.store;
  const instance = await getInstance(read, viewer, id);
  const place = await statePlaceOf(tools, instance, flow);
  const [row] = await readStates(read, place.scope, place.owner, [key]);
  if (!row) throw noState(key);
  const value = await shownValue(tools, place, row, await redactorOf(tools, instance));
  return { key, size: row.size, value };
}

async function shownValue(
  { store, vault }: DeploymentTools,
  { scope, owner }: StatePlace,
  { key, size, value }: { key: string; size: number; value: Uint8Array },
  redact: Redactor,
): Promise<ShownState['value']> {
  if (size > MOST_OF_STATE) return { kind: 'large' };
  const text = await unsealedInTurns(await unpack(value, store.blobs), vault, statePlace(scope, owner, key));
  return { kind: 'json', text: redact(encode(withoutSecrets(decode(text), key))) };
}

/** With masks in the place of what is secret by its name. */
function withoutSecrets(value: unknown, name: string): unknown {
  if (isSecretName(name)) return MASK;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, ''));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, key)]));
}

/**
 * Puts a value under a key; one that is sent back as it was shown stays as it is.
 * @throws AppError `not_found`; `invalid` for what cannot be kept
 */
export async function setState(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flow: string | undefined,
  { key, value }: { key: string; value: unknown },
): Promise<void> {
  const { store, vault } = tools;
  const instance = await getInstance(store.read, viewer, id);
  const place = await statePlaceOf(tools, instance, flow);
  if (key === '' || key.length > LONGEST_KEY) throw wrong('key', `must have 1 to ${LONGEST_KEY} characters`);
  const text = textOf(value);
  const redact = await redactorOf(tools, instance);
  const at = statePlace(place.scope, place.owner, key);
  const sealed = await sealedIfSecretInTurns(text, { vault, redact, mask: undefined }, at);
  const packed = await packInRow(sealed);
  const [before] = await readStates(store.read, place.scope, place.owner, [key]);
  const shown = before && (await shownValue(tools, place, before, redact));
  if (shown?.kind === 'json' && (shown.text === text || shown.text === JSON.stringify(value))) return;
  await store.write(async (tx) => {
    const write = { scope: place.scope, key, size: key.length + text.length, value: packed };
    await writeStates(tx, ownersOf(place), [write]);
    await record(tx, 'instance.state_set', instance, { key, ...(flow !== undefined && { flow }) });
  });
}

/** @throws AppError `not_found` */
export async function deleteState(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flow: string | undefined,
  key: string,
): Promise<void> {
  const instance = await getInstance(tools.store.read, viewer, id);
  const place = await statePlaceOf(tools, instance, flow);
  await tools.store.write(async (tx) => {
    const isKey = and(isIn(place), eq(states.key, key));
    const gone = await tx.delete(states).where(isKey).returning({ key: states.key });
    if (gone.length === 0) throw noState(key);
    await record(tx, 'instance.state_removed', instance, { key, ...(flow !== undefined && { flow }) });
  });
}

/** Forgets all of a state, in small writes. @throws AppError `not_found` */
export async function resetStates(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  flow: string | undefined,
): Promise<void> {
  const instance = await getInstance(tools.store.read, viewer, id);
  const place = await statePlaceOf(tools, instance, flow);
  const { rows } = DELETED_AT_ONCE;
  const key = [states.scope, states.owner, states.key];
  const some = (tx: Database) => deleteSome(tx, states, key, isIn(place), rows);
  const first = await tools.store.write(async (tx) => {
    await record(tx, 'instance.states_reset', instance, flow === undefined ? {} : { flow });
    return await some(tx);
  });
  for (let gone = first; gone === rows; ) gone = await tools.store.write(some);
}

function isIn({ scope, owner }: StatePlace) {
  return and(eq(states.scope, scope), eq(states.owner, owner));
}

/** `writeStates` takes the owner of each scope. */
function ownersOf({ owner }: StatePlace) {
  return { flow: owner, crossFlow: owner, integration: owner };
}

async function redactorOf(
  { store, vault, compiledVersions }: DeploymentTools,
  { id, integrationId, version }: Instance,
): Promise<Redactor> {
  const compiled = await compiledVersions.get(store.read, integrationId, version);
  return createRedactor((await readInstanceSecrets(store.read, vault, id, compiled)).secrets);
}

function textOf(value: unknown): string {
  try {
    const text = encode(value);
    if (text.length <= MOST_OF_STATE) return text;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw wrong('value', `cannot be kept: ${error.message}`);
  }
  throw wrong('value', 'must be at most 1 MB as JSON');
}

function noState(key: string): AppError {
  return new AppError('not_found', `Nothing is kept under ${key}.`);
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid', `The ${path} ${message}.`, [{ path, message }]);
}
