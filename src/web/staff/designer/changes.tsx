import * as v from 'valibot';
import { ChangesPage } from '../../../../views/designer/changes.tsx';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { links } from '../../../lib/links.ts';
import { editWords } from '../../../lib/ui/edit-words.ts';
import { redoDraft, undoDraft } from '../../../models/draft-edits.ts';
import { listRevisions } from '../../../models/draft-history.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, ownPath, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { draftState } from './draft-state.ts';
import { seenRevision, stepLink } from './seen-edit.tsx';

const PAGE = 50;

const changesQuery = { cursor: v.optional(v.string()) };

export const showChanges = handler<'id', typeof changesQuery>(
  { query: changesQuery },
  async ({ deps, frame, user, param, query: { cursor } }) => {
    const id = param('id');
    const integration = await integrationFrame(deps, user, id, 'flows');
    const row = await getIntegration(deps.store.read, id);
    const page = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const { items, nextCursor } = await listRevisions(deps.store.read, id, page);
    const shown = {
      ...{ frame, integration, state: await draftState(deps, row) },
      changes: items.map(({ revision, by, at, kinds, standing }) => ({
        ...{ revision, at, isUndone: standing === 'undone' },
        by: by ?? 'Stepwell',
        what: editWords(kinds),
      })),
      older: nextCursor === null ? undefined : links.changes(id, { cursor: nextCursor }),
    };
    return show(<ChangesPage {...shown} />);
  },
);

export const submitUndo = turned(undoDraft);
export const submitRedo = turned(redoDraft);

function turned(turn: typeof undoDraft) {
  return handler<'id'>(async ({ deps, user, param, form }) => {
    const { id } = await getIntegration(deps.store.read, param('id'));
    await change(deps, user, (tx) => turn(tx, id, seenRevision(form)));
    const { definition } = await getDraft(deps.store.read, id);
    const [flow, step] = [form.text('flow'), form.text('step')];
    if (flow !== '') return goTo(stepLink(id, flow, (each) => keyOfStep(each) === step)(definition));
    const back = form.text('return');
    return goTo(back === '' ? links.integration(id) : ownPath(back));
  });
}
