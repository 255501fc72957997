import { DraftResetPage } from '../../../../views/integrations/dialogs.tsx';
import type { DraftFacts } from '../../../../views/integrations/draft-card.tsx';
import type { Problem } from '../../../../views/kit/problem-list.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { getIntegration, hasDraft } from '../../../models/integrations.ts';
import { getVersionText, resetDraft } from '../../../models/versions.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { listedProblems, placedProblems } from './draft-problems.ts';
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
): Promise<Omit<DraftFacts, 'note' | 'errors' | 'isOutdated' | 'isRefused'> | undefined> {
  const { read } = deps.store;
  const integration = await getIntegration(read, id);
  if (!hasDraft(integration)) return undefined;
  const draft = await deps.drafts.get(read, integration);
  const { text, definition } = draft;
  const since = integration.publishedVersion ?? undefined;
  const before = since === undefined ? undefined : await getVersionText(read, id, since);
  const { rows, count } = before === undefined ? { rows: [], count: 0 } : await shownDiff(deps, before, text);
  return {
    since,
    changes: rows,
    changeCount: count,
    flowCount: definition.flows.length,
    faults: faultsOf(draft, id),
    changedAt: integration.updatedAt,
    revision: integration.revision,
  };
}

/** The errors of a draft, each with the way to it. */
export function faultsOf(draft: Draft, id: string): Problem[] {
  const placed = placedProblems(draft, undefined).filter(({ problem }) => problem.severity === 'error');
  return listedProblems({ id, canWrite: true }, placed, undefined);
}
