import { TestConfigurationPage } from '../../../../views/tests/configuration.tsx';
import { questionsOf } from '../../../definition/read/questions.ts';
import { links } from '../../../lib/links.ts';
import { shownValues } from '../../../models/config-values.ts';
import { missingNames } from '../../../models/config-variables.ts';
import { getDraftText, storedDefinition } from '../../../models/integrations.ts';
import { configureTests } from '../../../models/test-configuration.ts';
import { TEST_CUSTOMER } from '../../../models/test-customer.ts';
import { testConfiguration, testInstanceId } from '../../../models/test-instances.ts';
import { byKey, signInsOf } from '../../configuration/asked.ts';
import { connectionUses } from '../../configuration/connection-uses.ts';
import { atFields, changesOf, configAnswers } from '../../configuration/form-answers.ts';
import { configSections } from '../../configuration/sections.ts';
import { actingAs } from '../../kit/change.ts';
import { type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { mergedAnswers, seenValues } from '../instances/edit-conflicts.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';

/** What the draft asks for, and what tests have of it. @throws AppError `not_found` */
async function opened({ deps, user }: Pick<SignedIn, 'deps' | 'user'>, id: string) {
  const { read } = deps.store;
  const { text, revision } = await getDraftText(read, id);
  const { configVars } = await deps.compiledVersions.draft(read, id, { text, revision });
  const definition = storedDefinition(text);
  const questions = questionsOf(definition, configVars, deps.catalog);
  const held = await testConfiguration(read, deps, id, configVars);
  const shown = byKey(shownValues(held));
  return {
    ...{ revision, definition, questions, shown },
    missing: missingNames(configVars, held.values),
    uses: await connectionUses({ deps, user }, TEST_CUSTOMER, questions, shown, held.pointed),
    signIns: await signInsOf({ deps, user }, testInstanceId(id), links.testConfiguration(id)),
  };
}

type Filled = { form?: Form; errors?: FormErrors; isOutdated?: boolean };

async function view(
  { deps, frame, user }: SignedIn,
  id: string,
  draft: Awaited<ReturnType<typeof opened>>,
  { form, errors = {}, isOutdated = false }: Filled = {},
) {
  const integration = await integrationFrame(deps, user, id, 'tests');
  const { revision, missing, questions, shown } = draft;
  const sections = configSections({ ...draft, typed: form, errors });
  const seen = seenValues(questions, shown);
  const facts = { frame, integration, sections, missing, revision, seen, errors, isOutdated };
  return <TestConfigurationPage {...facts} />;
}

export const showTestConfiguration = handler<'id'>(async ({ param, ...visit }) =>
  show(await view(visit, param('id'), await opened(visit, param('id')))),
);

export const submitTestConfiguration = handler<'id'>(async ({ param, form, ...visit }) => {
  const { deps, user } = visit;
  const id = param('id');
  const draft = await opened(visit, id);
  const { questions, shown } = draft;
  // Fields go by their place in a draft, so what was typed says nothing about another one.
  if (form.text('revision') !== String(draft.revision))
    return show(await view(visit, id, draft, { isOutdated: true }), 409);
  const answers = configAnswers(questions, form, shown);
  if (Object.keys(answers.errors).length > 0)
    return show(await view(visit, id, draft, { form, errors: answers.errors }), 422);
  const merged = mergedAnswers(questions, form, shown, answers);
  if (Object.keys(merged.conflicts).length > 0)
    return show(await view(visit, id, draft, { form, errors: merged.conflicts }), 409);
  try {
    const given = changesOf(merged.answers, shown, questions) ?? {};
    await configureTests(actingAs(deps, user), id, given, merged.answers.unset);
  } catch (error) {
    const refused = atFields(refusedFields(error, 'values'), questions);
    return show(await view(visit, id, draft, { form, errors: refused }), 422);
  }
  return goTo(links.integration(id));
});
