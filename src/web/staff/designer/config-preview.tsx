import { ConfigPreviewPage } from '../../../../views/designer/config-preview.tsx';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import type { Definition } from '../../../definition/document/schema.ts';
import { isShownTo } from '../../../definition/document/visibility.ts';
import { questionsOf, type VariableQuestion } from '../../../definition/read/questions.ts';
import { own } from '../../../lib/records.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { shownTestValues } from '../../../models/test-instances.ts';
import { handler, show } from '../../kit/page.ts';
import { byKey } from '../instances/asked.ts';
import { configSections } from '../instances/sections.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { pageOf } from './variable-fields.ts';

/** The pages as a customer is asked, with the values of tests where they have some: nothing is saved. */
export const showConfigPreview = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const { read } = deps.store;
  const draft = await deps.drafts.get(read, await getIntegration(read, id));
  const definition = shownToCustomers(draft.definition);
  const configVars = compileConfigVars(definition);
  const shown = byKey(await shownTestValues(read, deps, id, configVars));
  const all = questionsOf(definition, configVars, deps.catalog);
  const questions = all.flatMap((question) =>
    pageOf(definition, question.variable.key) === undefined ? [] : asCustomer(definition, question),
  );
  const sections = configSections({ definition, questions, shown, typed: undefined, errors: {} });
  return show(<ConfigPreviewPage frame={frame} integration={integration} sections={sections} />);
});

/** Without the variables that no customer sees. */
function shownToCustomers(definition: Definition): Definition {
  const requiredConfigVars = definition.requiredConfigVars?.filter(
    ({ orgOnly, meta, useScopedConfigVar }) =>
      orgOnly !== true && isShownTo('Customer', meta) && !useScopedConfigVar,
  );
  return { ...definition, requiredConfigVars };
}

/** A question as a customer sees it. */
function asCustomer({ requiredConfigVars }: Definition, question: VariableQuestion): VariableQuestion {
  const { connection, variable } = question;
  const inputs = requiredConfigVars?.find(({ key }) => key === variable.key)?.inputs;
  if (!connection) return question;
  const fields = connection.fields.filter(({ key }) => isShownTo('Customer', own(inputs, key)?.meta));
  return { ...question, connection: { ...connection, fields } };
}
