import { eq } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { customComponents } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { parseRules } from '../lib/egress-rules.ts';
import { AppError, messageOf, refuseFields } from '../lib/errors.ts';
import { record } from './audit.ts';
import { afterCommit } from './effects.ts';

const MOST = 100;
const LONGEST = 260;

/**
 * Restricts what a custom component may call, in all of its versions, to these hosts and those that its connections
 * name; with null it may call all that code may. Calls under way go on as they began.
 * @throws AppError `not_found`; `invalid` for what is no host
 */
export async function restrictComponent(
  tx: Database,
  catalog: Catalog,
  key: string,
  hosts: readonly string[] | null,
): Promise<{ hosts: string[] | null }> {
  const clean = hosts && cleanHosts(hosts);
  const changed = await tx
    .update(customComponents)
    .set({ hosts: clean })
    .where(eq(customComponents.key, key))
    .returning({ key: customComponents.key });
  if (changed.length === 0) throw new AppError('not_found', `There is no custom component ${key}.`);
  const name = catalog.find({ key })?.display.label ?? key;
  await record(tx, 'component.hosts_changed', { id: key, name }, { hosts: clean });
  afterCommit(tx, { restrict: { key, hosts: clean } });
  return { hosts: clean };
}

function cleanHosts(hosts: readonly string[]): string[] {
  const clean = [...new Set(hosts.map((host) => host.trim().toLowerCase()).filter(Boolean))];
  refuseFields({ hosts: fault(clean) });
  return clean;
}

function fault(hosts: readonly string[]): string | undefined {
  if (hosts.length > MOST)
    return `These are ${hosts.length} hosts, and there may be ${MOST}: write *.suffix for several.`;
  if (hosts.some((host) => host.length > LONGEST)) return `A host has at most ${LONGEST} characters.`;
  try {
    parseRules(hosts, 'The list');
    return undefined;
  } catch (error) {
    return `${messageOf(error)}.`;
  }
}
