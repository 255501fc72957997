import type { DraftState } from '../../../../views/designer/draft-state.tsx';
import { editWords } from '../../../lib/ui/edit-words.ts';
import { type Revision, standingRevisions } from '../../../models/draft-history.ts';
import { hasDraft, type Integration } from '../../../models/integrations.ts';
import type { Deps } from '../../kit/deps.ts';

/** How the draft stands to what is published, as pages say it, and what can be taken back. */
export async function draftState(
  { store }: Pick<Deps, 'store'>,
  integration: Integration,
): Promise<DraftState> {
  const { id, revision, updatedAt, publishedVersion } = integration;
  const [done] = await standingRevisions(store.read, id, 'done', 1);
  const [undone] = await standingRevisions(store.read, id, 'undone', 1);
  return {
    revision,
    changedAt: updatedAt,
    version: publishedVersion === null || hasDraft(integration) ? undefined : publishedVersion,
    undo: done && `Undo: ${wordsOf(done)}`,
    redo: undone && `Redo: ${wordsOf(undone)}`,
  };
}

const wordsOf = ({ by, kinds }: Revision) => `${by ?? 'Stepwell'} ${editWords(kinds)}`;
