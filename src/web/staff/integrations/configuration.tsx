import { ConfigurationPage } from '../../../../views/integrations/configuration.tsx';
import { getIntegration } from '../../../models/integrations.ts';
import { handler, show } from '../../kit/page.ts';
import { draftState } from '../designer/draft-state.ts';
import { shownPages } from './config-pages.ts';
import { valueLinks } from './flow-panel.ts';
import { integrationFrame } from './integration-frame.ts';

export const showConfiguration = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const row = await getIntegration(deps.store.read, id);
  const draft = await deps.drafts.get(deps.store.read, row);
  return show(
    <ConfigurationPage
      frame={frame}
      integration={integration}
      state={await draftState(deps, row)}
      pages={shownPages(draft, deps.catalog)}
      valueLinks={valueLinks(id, '', draft.definition)}
    />,
  );
});
