import type { ChangeRow } from '../../../views/instances/changes.tsx';
import { auditDetails } from '../../lib/ui/audit-words.ts';
import { listAudit, wordsOf } from '../../models/audit.ts';
import type { Deps } from '../kit/deps.ts';

const NEWEST = 10;

/** What was done with something last, latest first. */
export async function lastChanges({ store }: Deps, id: string): Promise<ChangeRow[]> {
  const { items } = await listAudit(store.read, { subject: id }, { limit: NEWEST });
  return items.map(({ at, actorName, action, details }) => ({
    ...{ at, actor: actorName, done: wordsOf(action) },
    details: auditDetails(details),
  }));
}
