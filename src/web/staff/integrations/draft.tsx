import { DraftResetPage } from '../../../../views/integrations/dialogs.tsx';
import type { DraftFacts } from '../../../../views/integrations/draft-card.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { getIntegration, hasDraft } from '../../../models/integrations.ts';
import { getVersionText, resetDraft } from '../../../models/versions.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';
import { shownDiff } from './version-diff.ts';

export const showDraftReset = handler<'id'>(async ({ deps, frame, user, param }) => {
  const integration = await integrationFrame(deps, user, param('id'), 'versions');
  const draft = await draftFacts(deps, param('id'));
  if (draft?.since === undefined)
    throw new AppError('not_found', 'There is no draft to discard: it is what was published last.');
  const facts = { version: draft.since, changes: draft.changeCount };
  return show(<DraftResetPage frame={frame} integration={integration} {...facts} />);
});

export const submitDraftReset = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => resetDraft(tx, param('id')));
  return goTo(links.versions(param('id')));
});

/** What the draft is against the last version; undefined where it is just that. */
export async function draftFacts(
  deps: Deps,
  id: string,
): Promise<Omit<DraftFacts, 'note' | 'errors' | 'isOutdated'> | undefined> {
  const { read } = deps.store;
  const integration = await getIntegration(read, id);
  if (!hasDraft(integration)) return undefined;
  const { text, definition, problems } = await deps.drafts.get(read, integration);
  const since = integration.publishedVersion ?? undefined;
  const before = since === undefined ? undefined : await getVersionText(read, id, since);
  const { rows, count } = before === undefined ? { rows: [], count: 0 } : await shownDiff(deps, before, text);
  return {
    since,
    changes: rows,
    changeCount: count,
    flowCount: definition.flows.length,
    errorCount: problems.filter(({ severity }) => severity === 'error').length,
    changedAt: integration.updatedAt,
    revision: integration.revision,
  };
}
