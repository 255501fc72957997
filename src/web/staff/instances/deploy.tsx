import * as v from 'valibot';
import { type Candidate, ChooseCustomer, ChooseIntegration } from '../../../../views/instances/choose.tsx';
import { DeployPage } from '../../../../views/instances/deploy.tsx';
import { shownDefinition, shownQuestions } from '../../../definition/read/shown-questions.ts';
import { AppError } from '../../../lib/errors.ts';
import { shortened } from '../../../lib/format.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { beginActivation } from '../../../models/activations.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { type Customer, getCustomer } from '../../../models/customers.ts';
import { deployInstance } from '../../../models/deployments.ts';
import { typed } from '../../../models/fields.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import { getIntegration, type Integration } from '../../../models/integrations.ts';
import { listVersions, newestAvailable } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { type Asked, askedBy, byKey } from '../../configuration/asked.ts';
import { type ConnectionUse, connectionUses } from '../../configuration/connection-uses.ts';
import { atFields, configAnswers } from '../../configuration/form-answers.ts';
import {
  type Calls,
  formQuery,
  type Offers,
  offersFor,
  unreadErrors,
  withOffers,
} from '../../configuration/offers.ts';
import { configSections } from '../../configuration/sections.ts';
import { wizardPages } from '../../configuration/wizard-pages.ts';
import { actingAs } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, type Received, type SignedIn, show } from '../../kit/page.ts';
import { number, searched } from '../../kit/query-types.ts';

/** As many are offered; the others are found by their name. */
const OFFERED = 20;
const VERSIONS = 100;

export const instanceName = typed.name('Type a name for the instance.');

type At = Pick<Received, 'deps' | 'frame'>;

async function chooseIntegration({ deps, frame }: At, text: string, customer: string | undefined) {
  const filter = { name: text, state: 'published' as const };
  const { items, nextCursor } = await recentIntegrations(deps.store.read, filter, { limit: OFFERED });
  const candidates: Candidate[] = items.map(({ id, name, icon, description }) => ({
    href: links.newInstance({ integration: id, customer }),
    ...{ name, note: shortened(description, 100), integration: { id, icon } },
  }));
  const kept = customer === undefined ? undefined : { name: 'customer', value: customer };
  const hasMore = nextCursor !== null;
  return <ChooseIntegration {...{ frame, candidates, text, kept, hasMore }} />;
}

async function chooseCustomer({ deps, frame, user }: SignedIn, text: string, integration: Integration) {
  const { items, nextCursor } = await customersByName(
    deps.store.read,
    viewerOf(user),
    { text },
    { limit: OFFERED },
  );
  const here = { integration: integration.id };
  const candidates: Candidate[] = items.map(({ id, name, externalId }) => ({
    href: links.newInstance({ ...here, customer: id }),
    ...{ name, note: externalId ?? '' },
  }));
  const shown = {
    ...{ frame, candidates, text, hasMore: nextCursor !== null },
    kept: { name: 'integration', value: integration.id },
    integrationName: integration.name,
    newCustomer: links.newCustomer({ next: links.newInstance(here) }),
    change: links.newInstance(),
  };
  return <ChooseCustomer {...shown} />;
}

type Filled = {
  id: string;
  integration: Integration;
  customer: Customer;
  asked: (Asked & { version: number }) | undefined;
  offers: Offers;
  uses: ReadonlyMap<string, ConnectionUse>;
  name: string;
  form: Form | undefined;
  errors: FormErrors;
};

async function valuesView(
  { deps, frame }: At,
  { integration, customer, asked, offers, uses, form, errors, ...rest }: Filled,
) {
  const again = (of?: string) => links.newInstanceForm({ of });
  const versions = (await listVersions(deps.store.read, integration.id, { limit: VERSIONS })).items;
  const pages = asked ? pagesOf(asked) : [];
  const shown = {
    ...{ frame, errors, versions, pages, ...rest },
    version: asked?.version,
    integration: { ...integration, change: links.newInstance({ customer: customer.id }) },
    customer: { ...customer, change: links.newInstance({ integration: integration.id }) },
    versionHistory: links.versions(integration.id),
    sections:
      asked && pages.length === 0
        ? configSections({ ...asked, offers, uses, again, shown: byKey({}), typed: form, errors })
        : [],
  };
  return <DeployPage {...shown} />;
}

/** Titles of the pages of a wizard; none where one form is enough: what stands on no page needs none of its own. */
function pagesOf({ definition, questions }: Asked): string[] {
  const pages = wizardPages(shownDefinition('Org', definition), shownQuestions('Org', definition, questions));
  const written = pages.filter((page) => (page.definition.configPages ?? []).length > 0);
  return written.length > 1 ? pages.map(({ title }) => title) : [];
}

/** The version that was asked for, or the newest that can be deployed. */
async function versionFor(deps: Deps, integrationId: string, wanted: number | undefined) {
  const version = wanted ?? (await newestAvailable(deps.store.read, integrationId))?.number;
  return version === undefined ? undefined : { ...(await askedBy(deps, integrationId, version)), version };
}

export const showDeploy = handler(
  {
    query: {
      q: v.optional(searched, ''),
      integration: v.optional(v.string()),
      customer: v.optional(v.string()),
      version: v.optional(number),
    },
  },
  async (visit) => {
    const { deps, user, query } = visit;
    if (query.integration === undefined) return show(await chooseIntegration(visit, query.q, query.customer));
    const integration = await getIntegration(deps.store.read, query.integration);
    if (query.customer === undefined) return show(await chooseCustomer(visit, query.q, integration));
    const customer = await getCustomer(deps.store.read, viewerOf(user), query.customer);
    const asked = await versionFor(deps, integration.id, query.version);
    const { name } = integration;
    const id = newId('ins');
    const offered = asked && (await withSources(visit, { id, customer, asked, form: undefined }, 'none'));
    const facts = {
      ...{ id, integration, customer, name, form: undefined, errors: {} },
      ...(offered ?? NONE),
    };
    return show(await valuesView(visit, facts));
  },
);

type New = { id: string; customer: Customer; asked: Asked & { version: number }; form: Form | undefined };

const NONE = { asked: undefined, offers: new Map(), uses: new Map() };

/** What a version asks for, with what data sources offer the customer by the values that stand in the form. */
async function withSources(visit: Opening, { id, customer, asked, form }: New, calls: Calls) {
  const instance = { id, name: form?.text('name') ?? '' };
  const { questions } = asked;
  const empty = { stored: new Map(), shown: byKey({}) };
  const offers = await offersFor({ ...visit, ...empty, customer, instance, questions, form }, calls);
  const uses = await connectionUses(visit, customer.id, questions, empty.shown, new Map());
  return { asked: { ...asked, questions: withOffers(questions, offers) }, offers, uses };
}

type Opening = SignedIn & Pick<Received, 'request'>;

/** The form of a deployment as it was sent. */
async function sentDeploy(visit: Opening & Pick<Received, 'form'>, calls: Calls) {
  const { deps, user, form } = visit;
  const integration = await getIntegration(deps.store.read, form.text('integration'));
  const customer = await getCustomer(deps.store.read, viewerOf(user), form.text('customer'));
  const version = Number(form.text('version')) || 1;
  const asked = { ...(await askedBy(deps, integration.id, version)), version };
  const id = formId(form, 'ins');
  return {
    id,
    integration,
    customer,
    version,
    ...(await withSources(visit, { id, customer, asked, form }, calls)),
  };
}

/** The same form again, as its answers are now: another row, what a rule shows, what a data source offers. */
export const submitDeployForm = handler({ query: formQuery }, async (visit) => {
  const { form, query } = visit;
  const sent = await sentDeploy(visit, query.of === undefined ? 'none' : { of: query.of });
  return show(await valuesView(visit, { ...sent, name: form.text('name'), form, errors: {} }));
});

export const submitDeploy = handler(async (visit) => {
  const { deps, user, form } = visit;
  const { id, integration, customer, version, asked, offers, uses } = await sentDeploy(visit, 'all');
  const isPageByPage = form.text('go') === 'pages';
  const { given, errors } = configAnswers(isPageByPage ? [] : asked.questions, form, byKey({}));
  const named = checkForm({ name: instanceName }, form);
  const refused = async (wrong: FormErrors, status: 409 | 422 = 422) => {
    const facts = {
      id,
      integration,
      customer,
      asked,
      offers,
      uses,
      name: form.text('name'),
      form,
      errors: wrong,
    };
    return show(await valuesView(visit, facts), status);
  };
  const unread = unreadErrors(asked.questions, offers, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...errors, ...unread };
  if (!named.ok || Object.keys(wrong).length > 0) return await refused(wrong);
  try {
    const target = { id, customerId: customer.id, integrationId: integration.id, version };
    if (isPageByPage) {
      await beginActivation(actingAs(deps, user), { ...target, ...named.output });
      return goTo(links.answers(id));
    }
    const paused = form.text('paused') !== '';
    const wanted = { ...target, ...named.output, paused, configVariables: given };
    await deployInstance(actingAs(deps, user), wanted);
  } catch (error) {
    if (error instanceof AppError && error.code === 'version_unavailable')
      return await refused({ version: error.message }, 409);
    return await refused(atFields(refusedFields(error, 'version'), asked.questions));
  }
  return goTo(links.instance(id));
});
