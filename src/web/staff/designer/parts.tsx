import { PartsPage } from '../../../../views/designer/parts.tsx';
import { usedParts } from '../../../definition/read/used-parts.ts';
import { links } from '../../../lib/links.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { EMPTY_FORM, type Form } from '../../kit/form.ts';
import { handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { draftState } from './draft-state.ts';
import { mappings, partsForm } from './part-choices.ts';
import { doneInDraft, seenDraft } from './seen-edit.tsx';

export const showParts = handler<'id'>(async ({ param, ...visit }) =>
  show(await partsPage(visit, param('id'), EMPTY_FORM, undefined)),
);

const NOTHING = 'Nothing was chosen. Choose what takes the place of something, and press Map.';
const OPEN =
  'Nothing is mapped yet: some parts have no namesake in what you chose. Choose what takes their place, or leave them, and press Map again.';

/** Maps all that was chosen at once; what has no namesake in the chosen component is asked for first. */
export const submitParts = handler<'id'>(async ({ param, form, ...visit }) => {
  const { catalog } = visit.deps;
  const sent = { ...visit, form, id: param('id') };
  const definition = await seenDraft(sent);
  const { commands, isOpen } = mappings(usedParts(definition, catalog), definition, catalog, form);
  if (isOpen) return show(await partsPage(visit, sent.id, form, OPEN));
  if (commands.length === 0) {
    return show(await partsPage(visit, sent.id, form, NOTHING), 422);
  }
  return await doneInDraft(sent, commands, () => links.parts(sent.id));
});

async function partsPage(visit: SignedIn, id: string, form: Form, told: string | undefined) {
  const { deps, frame, user } = visit;
  const integration = await integrationFrame(deps, user, id, 'flows');
  const row = await getIntegration(deps.store.read, id);
  const { definition } = await deps.drafts.get(deps.store.read, row);
  const asked = partsForm(usedParts(definition, deps.catalog), definition, deps.catalog, form);
  const { revision } = row;
  const state = await draftState(deps, row);
  return <PartsPage {...{ frame, integration, state, revision, told }} form={asked} />;
}
