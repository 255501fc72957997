import { and, asc, eq, exists, inArray, ne, or } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { componentUses, instances, integrations, versions } from '../db/schema.ts';
import { contains } from '../db/search.ts';
import type { Database } from '../db/store.ts';
import { usesIn } from '../definition/read/component-uses.ts';
import { AppError } from '../lib/errors.ts';
import { storedDefinition } from './integrations.ts';
import type { Viewer } from './viewer.ts';

/** What a custom component is used by: an integration, in its draft or in versions that run or may be deployed. */
export type ComponentUser = { id: string; name: string; isDraft: boolean; versions: number[] };

/** As many are shown, and looked at. */
const MOST = 200;

/**
 * The integrations that use a component, or one version of it, in the order of their names. Of their versions those that
 * can be deployed and those that instances have.
 */
export async function usersOfComponent(
  db: Database,
  viewer: Viewer,
  catalog: Catalog,
  key: string,
  number?: number,
): Promise<ComponentUser[]> {
  if (viewer.scope.kind === 'customer') return [];
  const users = new Map<string, ComponentUser>();
  const userOf = ({ id, name }: { id: string; name: string }) => {
    const user = users.get(id) ?? { id, name, isDraft: false, versions: [] };
    users.set(id, user);
    return user;
  };
  const drafts = await db
    .select({ id: integrations.id, name: integrations.name, draft: integrations.draft })
    .from(integrations)
    .where(contains(integrations.draft, JSON.stringify(key)))
    .limit(MOST);
  for (const { draft, ...integration } of drafts) {
    const uses = usesIn(storedDefinition(draft), catalog).filter(({ component }) => component === key);
    const isMeant = uses.some((use) => number === undefined || (use.number === number && !use.isLatest));
    if (isMeant) userOf(integration).isDraft = true;
  }
  for (const { version, ...integration } of await versionsUsing(db, key, number))
    userOf(integration).versions.push(version);
  return [...users.values()].sort((a, b) => a.name.localeCompare(b.name));
}

async function versionsUsing(db: Database, key: string, number: number | undefined) {
  const { integrationId, version } = componentUses;
  const deployed = db
    .select({ id: instances.id })
    .from(instances)
    .where(
      and(
        eq(instances.integrationId, integrationId),
        eq(instances.version, version),
        ne(instances.state, 'removed'),
      ),
    );
  return await db
    .selectDistinct({ id: integrations.id, name: integrations.name, version })
    .from(componentUses)
    .innerJoin(integrations, eq(integrations.id, integrationId))
    .innerJoin(versions, and(eq(versions.integrationId, integrationId), eq(versions.number, version)))
    .where(
      and(
        eq(componentUses.component, key),
        number === undefined ? undefined : eq(componentUses.number, number),
        or(eq(versions.available, true), exists(deployed)),
      ),
    )
    .orderBy(asc(integrations.name), asc(version))
    .limit(MOST);
}

/** Which version of its code each of these versions of an integration came from; none of one that is not written as code. */
export async function codeVersions(
  db: Database,
  integrationId: string,
  numbers: readonly number[],
): Promise<Map<number, number>> {
  const rows = await db
    .select({ version: componentUses.version, number: componentUses.number })
    .from(componentUses)
    .where(
      and(
        eq(componentUses.integrationId, integrationId),
        inArray(componentUses.version, [...numbers]),
        eq(componentUses.component, integrationId),
      ),
    );
  return new Map(rows.map(({ version, number }) => [version, number]));
}

const MOST_NAMED = 5;

/** @throws AppError `conflict`, which says where it is used */
export async function refuseUsed(
  tx: Database,
  viewer: Viewer,
  catalog: Catalog,
  key: string,
  number?: number,
): Promise<void> {
  const users = (await usersOfComponent(tx, viewer, catalog, key, number)).map(userWords);
  // A shared connection is of the newest version, whichever that is.
  const shared = [...(catalog.shared?.values() ?? [])].filter(
    ({ component }) => component === key && number === undefined,
  );
  const all = [...users, ...shared.map(({ name }) => `the shared connection ${name}`)];
  if (all.length === 0) return;
  const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
  const what = number === undefined ? key : `Version ${number} of ${key}`;
  throw new AppError(
    'conflict',
    `${what} is used by ${all.slice(0, MOST_NAMED).join(', ')}${more}. Use something else there, make versions that nobody runs unavailable, and delete it then.`,
  );
}

function userWords({ name, isDraft, versions }: ComponentUser): string {
  const numbers =
    versions.length === 0 ? [] : [`${versions.length === 1 ? 'version' : 'versions'} ${versions.join(', ')}`];
  return `${name} (${[...(isDraft ? ['draft'] : []), ...numbers].join('; ')})`;
}
