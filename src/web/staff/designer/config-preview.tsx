import { ConfigPreviewPage } from '../../../../views/designer/config-preview.tsx';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import { questionsOf } from '../../../definition/read/questions.ts';
import { withShared } from '../../../definition/read/shared-variables.ts';
import { shownDefinition, shownQuestions } from '../../../definition/read/shown-questions.ts';
import { withUserVariables } from '../../../models/config-variables.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { shownTestValues } from '../../../models/test-instances.ts';
import { byKey } from '../../configuration/asked.ts';
import { configSections } from '../../configuration/sections.ts';
import { handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { pageOf } from './variable-fields.ts';

/** The pages as a customer is asked, with the values of tests where they have some: nothing is saved. */
export const showConfigPreview = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const { read } = deps.store;
  const draft = await deps.drafts.get(read, await getIntegration(read, id));
  const own = withShared(draft.definition, deps.catalog);
  const configVars = compileConfigVars(own);
  const shown = byKey(await shownTestValues(read, deps, id, configVars));
  const all = questionsOf(own, withUserVariables(configVars), deps.catalog);
  const questions = shownQuestions('Customer', own, all).filter(
    ({ variable }) => pageOf(draft.definition, variable.key) !== undefined,
  );
  const definition = shownDefinition('Customer', own);
  const sections = configSections({ definition, questions, shown, typed: undefined, errors: {} });
  return show(<ConfigPreviewPage frame={frame} integration={integration} sections={sections} />);
});
