import type { Database } from '../../src/db/store.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { draftToSave, getDraft, type Integration, saveDraft } from '../../src/models/integrations.ts';

/** Saves a draft in the place of the one of that revision, as people and programs do. */
export async function putDraft(
  tx: Database,
  id: string,
  definition: Definition,
  seenRevision: number,
): Promise<Integration> {
  const before = await getDraft(tx, id);
  const draft = await draftToSave({ ...before, revision: seenRevision }, definition, ['replace']);
  return await saveDraft(tx, id, draft);
}
