import { ConfigPreviewPage } from '../../../../views/designer/config-preview.tsx';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import { questionsOf } from '../../../definition/read/questions.ts';
import { withShared } from '../../../definition/read/shared-variables.ts';
import { shownDefinition, shownQuestions } from '../../../definition/read/shown-questions.ts';
import { links } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import { shownValues } from '../../../models/config-values.ts';
import { withUserVariables } from '../../../models/config-variables.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { may } from '../../../models/rights.ts';
import { TEST_CUSTOMER } from '../../../models/test-customer.ts';
import { testConfiguration, testInstanceId } from '../../../models/test-instances.ts';
import { byKey } from '../../configuration/asked.ts';
import { type Calls, formQuery, offersFor, withOffers } from '../../configuration/offers.ts';
import { configSections } from '../../configuration/sections.ts';
import type { Form } from '../../kit/form.ts';
import { handler, type Received, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { pageOf } from './variable-fields.ts';

type Opening = SignedIn & Pick<Received, 'request'>;

/**
 * The pages as a customer is asked, with the values of tests where they have some: nothing is saved. Data sources are
 * called with the connections of tests, for those who may run these.
 */
async function view(visit: Opening, id: string, calls: Calls, sent?: Form) {
  const { deps, frame, user, request } = visit;
  const integration = await integrationFrame(deps, user, id, 'configuration');
  const { read } = deps.store;
  const row = await getIntegration(read, id);
  const draft = await deps.drafts.get(read, row);
  const own = withShared(draft.definition, deps.catalog);
  const configVars = compileConfigVars(own);
  const held = await testConfiguration(read, deps, id, configVars);
  const shown = byKey(shownValues(held));
  const all = questionsOf(own, withUserVariables(configVars), deps.catalog);
  const asked = shownQuestions('Customer', own, all).filter(
    ({ variable }) => pageOf(own, variable.key) !== undefined,
  );
  const revision = String(row.revision);
  // Fields go by their place in a draft, so what stands in the form of another one says nothing.
  const form = sent?.text('revision') === revision ? sent : undefined;
  const customer = { id: TEST_CUSTOMER, externalId: null, name: integration.name };
  const instance = { id: testInstanceId(id), name: `Test of ${integration.name}` };
  const asker = { deps, user, request, customer, instance, questions: all, inForm: asked, shown, form };
  const offers = may(user, 'test-runs:write')
    ? await offersFor({ ...asker, stored: held.values }, calls)
    : new Map();
  const sections = configSections({
    ...{ definition: shownDefinition('Customer', own), questions: withOffers(asked, offers), offers, shown },
    ...{ typed: form, errors: {} },
    again: offers.size === 0 ? undefined : (of) => withQuery(links.configurationPreview(id), { of }),
  });
  return show(<ConfigPreviewPage {...{ frame, integration, sections, revision }} isLive={offers.size > 0} />);
}

export const showConfigPreview = handler<'id'>(async (visit) => await view(visit, visit.param('id'), 'none'));

/** The same again, as its answers are now: another row, what a rule shows, what a data source offers. */
export const submitConfigPreview = handler<'id', typeof formQuery>(
  { query: formQuery },
  async ({ form, query: { of }, ...visit }) =>
    await view(visit, visit.param('id'), of === undefined ? 'none' : { of }, form),
);
