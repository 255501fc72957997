import { ConfigPreviewPage } from '../../../../views/designer/config-preview.tsx';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import { questionsOf } from '../../../definition/read/questions.ts';
import { shownQuestions } from '../../../definition/read/shown-questions.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { byKey } from '../../configuration/asked.ts';
import { configSections } from '../../configuration/sections.ts';
import { handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { pageOf } from './variable-fields.ts';

/** The pages as a customer is asked: nothing is saved. */
export const showConfigPreview = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const row = await getIntegration(deps.store.read, id);
  const { definition } = await deps.drafts.get(deps.store.read, row);
  const all = questionsOf(definition, compileConfigVars(definition), deps.catalog);
  const questions = shownQuestions('Customer', definition, all).filter(
    ({ variable }) => pageOf(definition, variable.key) !== undefined,
  );
  const sections = configSections({ definition, questions, shown: byKey({}), typed: undefined, errors: {} });
  return show(<ConfigPreviewPage frame={frame} integration={integration} sections={sections} />);
});
