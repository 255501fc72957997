import { ConfigPreviewPage } from '../../../../views/designer/config-preview.tsx';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import type { Definition } from '../../../definition/document/schema.ts';
import { isShownTo } from '../../../definition/document/visibility.ts';
import { questionsOf, type VariableQuestion } from '../../../definition/read/questions.ts';
import { own } from '../../../lib/records.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { handler, show } from '../../kit/page.ts';
import { byKey } from '../instances/asked.ts';
import { configSections } from '../instances/sections.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { pageOf } from './variable-fields.ts';

/** The pages as a customer is asked: nothing is saved. */
export const showConfigPreview = handler<'id'>(async ({ deps, frame, user, param }) => {
  const id = param('id');
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const row = await getIntegration(deps.store.read, id);
  const { definition } = await deps.drafts.get(deps.store.read, row);
  const all = questionsOf(definition, compileConfigVars(definition), deps.catalog);
  const questions = all.flatMap((question) =>
    pageOf(definition, question.variable.key) === undefined ? [] : (asCustomer(definition, question) ?? []),
  );
  const sections = configSections({ definition, questions, shown: byKey({}), typed: undefined, errors: {} });
  return show(<ConfigPreviewPage frame={frame} integration={integration} sections={sections} />);
});

/** A question as a customer sees it; undefined where none is asked. */
function asCustomer(
  { requiredConfigVars }: Definition,
  question: VariableQuestion,
): VariableQuestion | undefined {
  const written = requiredConfigVars?.find(({ key }) => key === question.variable.key);
  const { orgOnly, meta, inputs, useScopedConfigVar } = written ?? {};
  if (orgOnly === true || !isShownTo('Customer', meta) || useScopedConfigVar) return undefined;
  const { connection } = question;
  if (!connection) return question;
  const fields = connection.fields.filter(({ key }) => isShownTo('Customer', own(inputs, key)?.meta));
  return { ...question, connection: { ...connection, fields } };
}
