import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { MASK } from '../lib/secret-fields.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { missingConfigVariables } from './config-variables.ts';
import { changeVersion, type Deployed, type DeploymentTools } from './deployments.ts';
import { versionsBehind } from './instance-counts.ts';
import { findInstance } from './instances.ts';
import { valuesUnder } from './moved-secrets.ts';
import type { Viewer } from './viewer.ts';

/** Upgrades that share a commit. */
const TOGETHER = 50;
const MOST_VERSIONS = 20;
/** What the connections of an instance hold that nobody has looked at. */
const ANY_SECRET = { secret: MASK };

/**
 * Puts instances of an integration on a newer version; those that have it already, or are gone, are left as they are.
 * @returns the instances that were upgraded, some of which may need configuration now
 * @throws AppError `not_found` for an instance of another integration; `version_unavailable`
 */
export async function upgradeInstances(
  tools: DeploymentTools,
  viewer: Viewer,
  integrationId: string,
  ids: string[],
  number: number,
): Promise<Deployed[]> {
  const upgraded: Deployed[] = [];
  for (let from = 0; from < ids.length; from += TOGETHER) {
    const some = ids
      .slice(from, from + TOGETHER)
      .map((id) => upgrade(tools, viewer, integrationId, id, number));
    for (const each of await Promise.all(some)) if (each) upgraded.push(each);
  }
  return upgraded;
}

async function upgrade(
  tools: DeploymentTools,
  viewer: Viewer,
  integrationId: string,
  id: string,
  number: number,
): Promise<Deployed | undefined> {
  const instance = await findInstance(tools.store.read, id);
  if (instance?.integrationId !== integrationId)
    throw new AppError('not_found', `There is no instance ${id}.`);
  if (instance.state === 'removed' || instance.version >= number) return undefined;
  return await changeVersion(tools, viewer, id, number);
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
    const known = new Map(older.configVars.map(({ key }) => [key, { fields: ANY_SECRET }]));
    const carried = valuesUnder(older.configVars, configVars, known);
    const keys = missingConfigVariables(configVars, new Map<string, unknown>([...known, ...carried]));
    if (keys.length > 0) questions.push({ version, keys });
  }
  return questions;
}
