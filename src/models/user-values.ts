import { isDeepStrictEqual } from 'node:util';
import { eq, inArray } from 'drizzle-orm';
import * as v from 'valibot';
import { touchDeployments } from '../db/change-counter.ts';
import { connections, userConfigurations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { isRecord } from '../lib/records.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { type ConfigValues, NO_VALUES } from './config-values.ts';
import { isSecretVariable, userVariables } from './config-variables.ts';
import {
  createConnection,
  type Held,
  heldIn,
  holdAnew,
  kindOfVariable,
  openedConnection,
  type SealedConnection,
  tellUsers,
} from './connections.ts';
import type { Instance } from './instances.ts';
import { valuesUnder } from './moved-secrets.ts';
import { createOwn, ownAmong } from './own-connections.ts';
import { sharedOfVariable } from './shared-connections.ts';
import { changeUserConfiguration, placeOf, sealed, type UserConfiguration } from './user-configurations.ts';

type Tools = { vault: Vault; compiledVersions: CompiledVersions };

/** A version of an integration, under whose questions values are read. */
type Under = { integrationId: string; version: number };

// `v.record` leaves out what is called `constructor` or `__proto__`, and variables are called anything.
const Stored = v.object({ version: v.number(), values: v.custom<Record<string, unknown>>(isRecord) });

/** Somebody, with what they have answered of one instance, if anything. */
export type Answering = {
  userId: string;
  configuration: Pick<UserConfiguration, 'id' | 'held'> | undefined;
};

/**
 * What one person has answered, opened, as it is under a version: a connection whose secrets that one would send
 * elsewhere has to have them typed again. What they have connected for all that they set up is among it.
 */
export async function readUserValues(
  db: Database,
  tools: Tools,
  { userId, configuration }: Answering,
  under: Under,
): Promise<ConfigValues> {
  const { configVars } = await tools.compiledVersions.get(db, under.integrationId, under.version);
  const kept = configuration ? await keptValues(db, tools, configuration, under) : NO_VALUES;
  const pointed = await ownAmong(db, userId, userVariables(configVars));
  const opened = [...pointed].map(([key, row]) => [key, openedConnection(tools.vault, row)] as const);
  return {
    values: new Map<string, unknown>([...kept.values, ...opened]),
    secretKeys: new Set([...kept.secretKeys, ...pointed.keys()]),
    pointed: new Map([...kept.pointed, ...pointed]),
  };
}

/** What they have answered of this instance alone. */
async function keptValues(
  db: Database,
  { vault, compiledVersions }: Tools,
  { id, held }: Pick<UserConfiguration, 'id' | 'held'>,
  { integrationId, version }: Under,
): Promise<ConfigValues> {
  const { configVars } = await compiledVersions.get(db, integrationId, version);
  const asked = new Map(userVariables(configVars).map((variable) => [variable.key, variable]));
  const kept = v.parse(Stored, JSON.parse(vault.open(held, placeOf(id, 'held')).reveal()));
  const rows = await db.select().from(connections).where(eq(connections.userConfigurationId, id));
  const pointed = new Map(rows.map((row) => [row.variable ?? '', row]));
  const opened = [...pointed].map(([key, row]) => [key, openedConnection(vault, row)] as const);
  const all = new Map<string, unknown>([...Object.entries(kept.values), ...opened]);
  if (kept.version !== version) {
    const older = await compiledVersions.get(db, integrationId, kept.version);
    for (const [key, value] of valuesUnder(older.configVars, configVars, all)) all.set(key, value);
  }
  const values = new Map([...all].filter(([key]) => asked.has(key)));
  const secrets = [...values.keys()].filter((key) => {
    const variable = asked.get(key);
    return pointed.has(key) || (variable !== undefined && isSecretVariable(variable));
  });
  return { values, secretKeys: new Set(secrets), pointed };
}

/** The values of an instance with those of one person over them. */
export function withUserValues(of: ConfigValues, own: ConfigValues = NO_VALUES): ConfigValues {
  const secrets = [...of.secretKeys].filter((key) => !own.values.has(key));
  const pointers = [...of.pointed].filter(([key]) => !own.values.has(key));
  return {
    values: new Map([...of.values, ...own.values]),
    secretKeys: new Set([...secrets, ...own.secretKeys]),
    pointed: new Map([...pointers, ...own.pointed]),
  };
}

/**
 * Stores all that one person has answered under a version, what connections hold as records of their own.
 * @param values all of them, opened: those that are not among them go
 */
export async function writeUserValues(
  tx: Database,
  vault: Vault,
  { id, userId }: UserConfiguration,
  { customerId, version }: Pick<Instance, 'customerId' | 'version'>,
  variables: CompiledConfigVariable[],
  values: ReadonlyMap<string, unknown>,
): Promise<void> {
  const known = await tx.select().from(connections).where(eq(connections.userConfigurationId, id));
  const byKey = new Map(known.map((row) => [row.variable, row]));
  const present = await ownAmong(tx, userId, variables);
  const ofAll = new Set<string>();
  const plain: [string, unknown][] = [];
  for (const [key, value] of values) {
    const variable = variables.find((each) => each.key === key);
    const held = variable && isSecretVariable(variable) ? heldIn(value) : undefined;
    const before = byKey.get(key);
    const shared = variable && held ? await sharedOfVariable(tx, vault, variable) : undefined;
    if (!variable || !held) plain.push([key, value]);
    else if (shared?.row.scope === 'user') {
      ofAll.add(key);
      // What staff have filled in for all is nobody else's to say.
      const wanted = { ...held, fields: { ...held.fields, ...shared.inputs } };
      const there = present.get(key);
      if (there) await holdUnlessHeld(tx, vault, there, variable, wanted);
      else await createOwn(tx, vault, { userId, customerId }, shared, wanted);
    } else if (before) await holdUnlessHeld(tx, vault, before, variable, held);
    else {
      const own = { userConfigurationId: id, variable: key };
      await createConnection(tx, vault, { ...kindOfVariable(variable), customerId, label: key, own, held });
    }
  }
  const left = known.filter(({ variable }) => !values.has(variable ?? '') || ofAll.has(variable ?? ''));
  await tx.delete(connections).where(
    inArray(
      connections.id,
      left.map((row) => row.id),
    ),
  );
  await changeUserConfiguration(tx, id, {
    held: sealed(vault, id, 'held', { version, values: Object.fromEntries(plain) }),
  });
}

/** One that nothing changes of may be renewing its token meanwhile. */
async function holdUnlessHeld(
  tx: Database,
  vault: Vault,
  row: SealedConnection,
  variable: CompiledConfigVariable,
  held: Held,
): Promise<void> {
  const { component, key } = kindOfVariable(variable);
  const isOfKind = row.component === component && row.key === key;
  if (!isOfKind || !isDeepStrictEqual(openedConnection(vault, row), held))
    await holdAnew(tx, vault, row.id, variable, held);
  else return;
  await tellUsers(tx, row.id);
}

/** Forgets configurations of people, with the accounts that they have connected. */
export async function deleteUserConfigurations(
  tx: Database,
  which: { ids: string[] } | { userId: string } | { instanceIds: string[] },
): Promise<void> {
  const isIt =
    'ids' in which
      ? inArray(userConfigurations.id, which.ids)
      : 'userId' in which
        ? eq(userConfigurations.userId, which.userId)
        : inArray(userConfigurations.instanceId, which.instanceIds);
  const theirs = tx.select({ id: userConfigurations.id }).from(userConfigurations).where(isIt);
  await tx.delete(connections).where(inArray(connections.userConfigurationId, theirs));
  if ('userId' in which) await tx.delete(connections).where(eq(connections.userId, which.userId));
  await tx.delete(userConfigurations).where(isIt);
  await touchDeployments(tx);
}
