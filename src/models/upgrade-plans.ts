import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { customers, instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable, CompiledIntegration } from '../definition/compile/compiled.ts';
import { AppError } from '../lib/errors.ts';
import { MASK } from '../lib/secret-fields.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { instancesByValue, readConfigValues } from './config-values.ts';
import { missingConfigVariables } from './config-variables.ts';
import { withSharedValues } from './connection-pointers.ts';
import type { DeploymentTools } from './deployments.ts';
import { versionsBehind } from './instance-counts.ts';
import type { Instance } from './instances.ts';
import { valuesUnder } from './moved-secrets.ts';
import type { WantedUpgrade } from './upgrades.ts';
import { deployableVersion } from './versions.ts';
import { type Viewer, within } from './viewer.ts';

const MOST_VERSIONS = 20;
/** What the connections of an instance hold that nobody has looked at. */
const ANY_SECRET = { secret: MASK };

/** What an instance on one version has to be given before it can run on another: keys of config variables. */
export async function missingUnder(
  db: Database,
  { vault }: Pick<DeploymentTools, 'vault'>,
  instance: Pick<Instance, 'id' | 'customerId'>,
  { configVars: older }: CompiledIntegration,
  { configVars: newer }: CompiledIntegration,
): Promise<string[]> {
  const stored = await readConfigValues(db, vault, instance.id);
  const { values } = await withSharedValues(db, vault, instance, newer, stored);
  return missingConfigVariables(newer, new Map([...values, ...valuesUnder(older, newer, values)]));
}

/** What instances on an older version are asked for before they run on a newer one: keys of config variables. */
export type NewQuestions = { version: number; keys: string[] };

/** The older versions in use whose instances must answer something new, with what. */
export async function newQuestions(
  db: Database,
  viewer: Viewer,
  compiledVersions: CompiledVersions,
  integrationId: string,
  number: number,
): Promise<NewQuestions[]> {
  const { configVars } = await compiledVersions.get(db, integrationId, number);
  const questions: NewQuestions[] = [];
  for (const version of await versionsBehind(db, viewer, integrationId, number, MOST_VERSIONS)) {
    const older = await compiledVersions.get(db, integrationId, version);
    const keys = questionsBetween(older.configVars, configVars);
    if (keys.length > 0) questions.push({ version, keys });
  }
  return questions;
}

/** Asked of an instance that has a value for all that the older version knows. */
function questionsBetween(older: CompiledConfigVariable[], newer: CompiledConfigVariable[]): string[] {
  const known = new Map(older.map(({ key }) => [key, { fields: ANY_SECRET }]));
  const carried = valuesUnder(older, newer, known);
  return missingConfigVariables(newer, new Map<string, unknown>([...known, ...carried]));
}

/** What putting instances on a version would do. */
export type UpgradePlan = {
  version: number;
  /** How many change at once, and how many stay as they are. */
  ready: number;
  unchanged: number;
  /** How many go on with the version that they have until they are given something, and the first of them. */
  needConfiguration: number;
  asking: (Planned & { name: string; customerName: string; asks: string[] })[];
};

type Planned = Pick<Instance, 'id' | 'version' | 'state'>;

/** Ids that are named in one statement. */
const NAMED = 500;

/**
 * Looks what would come of an upgrade. Values are not opened: a connection whose secrets may have to be typed anew is
 * asked for, and each variable that has to be given is looked up once for all instances.
 * @param most how many of those that need configuration are listed
 * @throws AppError `not_found`, `version_unavailable`
 */
export async function planUpgrade(
  db: Database,
  viewer: Viewer,
  compiledVersions: CompiledVersions,
  wanted: WantedUpgrade,
  most: number,
): Promise<UpgradePlan> {
  const { integrationId, version } = wanted;
  await deployableVersion(db, integrationId, version);
  const { configVars } = await compiledVersions.get(db, integrationId, version);
  const found = await plannedInstances(db, viewer, wanted);
  const moving = found.filter((each) => each.state !== 'removed' && each.version !== version);
  // One that does not run yet goes to the version at once, and is asked there.
  const running = moving.filter(({ state }) => state !== 'needs_configuration');
  const asks = new Map(running.map(({ id }) => [id, new Set<string>()]));
  const ask = async (key: string, versions: number[], has: boolean, sharedKey?: string) => {
    if (versions.length === 0) return;
    const ids = await instancesByValue(db, viewer, { integrationId, versions, key, has, sharedKey });
    for (const id of ids) asks.get(id)?.add(key);
  };
  const versions = [...new Set(running.map((each) => each.version))];
  const changed = new Map<string, number[]>();
  for (const from of versions) {
    const older = await compiledVersions.get(db, integrationId, from);
    for (const key of questionsBetween(older.configVars, configVars))
      changed.set(key, [...(changed.get(key) ?? []), from]);
  }
  for (const { key, required, defaultValue, dataType, sharedKey } of configVars) {
    if (required && defaultValue === undefined) await ask(key, versions, false, sharedKey);
    if (dataType === 'connection') await ask(key, changed.get(key) ?? [], true);
  }
  const asking = running.filter(({ id }) => (asks.get(id)?.size ?? 0) > 0);
  const shown = asking.slice(0, most);
  const names = await namesOf(db, viewer, shown);
  return {
    version,
    ready: moving.length - asking.length,
    unchanged: found.length - moving.length,
    needConfiguration: asking.length,
    asking: shown.map((each) => ({
      ...each,
      ...{ name: '', customerName: '', ...names.get(each.id) },
      asks: [...(asks.get(each.id) ?? [])],
    })),
  };
}

/** @throws AppError `not_found` */
async function plannedInstances(
  db: Database,
  viewer: Viewer,
  { integrationId, version, instances: ids }: WantedUpgrade,
): Promise<Planned[]> {
  const { id, state } = instances;
  const query = db.select({ id, version: instances.version, state }).from(instances);
  const isOfIntegration = and(
    within(viewer, instances.customerId),
    eq(instances.integrationId, integrationId),
  );
  if (!ids)
    return await query
      .where(and(isOfIntegration, ne(state, 'removed'), ne(instances.version, version)))
      .orderBy(asc(id));
  const named = [...new Set(ids)];
  const found: Planned[] = [];
  for (let from = 0; from < named.length; from += NAMED) {
    const some = named.slice(from, from + NAMED);
    const each = db.select({ id, version: instances.version, state }).from(instances);
    found.push(...(await each.where(and(isOfIntegration, inArray(id, some)))));
  }
  if (found.length < named.length)
    throw new AppError('not_found', 'Not all of these instances are of this integration.');
  return found;
}

async function namesOf(db: Database, viewer: Viewer, planned: Planned[]) {
  const rows: { id: string; name: string; customerName: string }[] = [];
  for (let from = 0; from < planned.length; from += NAMED) {
    const ids = planned.slice(from, from + NAMED).map(({ id }) => id);
    const some = await db
      .select({ id: instances.id, name: instances.name, customerName: customers.name })
      .from(instances)
      .innerJoin(customers, eq(customers.id, instances.customerId))
      .where(and(within(viewer, instances.customerId), inArray(instances.id, ids)));
    rows.push(...some);
  }
  return new Map(rows.map((row) => [row.id, row]));
}
