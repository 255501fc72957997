import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Frame } from '../../../views/kit/frame.ts';
import type { Wizard } from '../../../views/wizard/frame.tsx';
import { WizardPage as WizardPageView } from '../../../views/wizard/page.tsx';
import { WizardReview } from '../../../views/wizard/review.tsx';
import type { Deployer } from '../../definition/document/visibility.ts';
import { shownDefinition, shownQuestions } from '../../definition/read/shown-questions.ts';
import { AppError } from '../../lib/errors.ts';
import { shownValues } from '../../models/config-values.ts';
import { missingConfigVariables, userVariables } from '../../models/config-variables.ts';
import { getCustomer } from '../../models/customers.ts';
import { getListedInstance } from '../../models/instance-list.ts';
import { getIntegration } from '../../models/integrations.ts';
import type { User } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';
import { afterForm } from '../connection-sign-in.tsx';
import { actingAs } from '../kit/change.ts';
import type { Form, FormErrors } from '../kit/form.ts';
import { refusedFields } from '../kit/form.ts';
import { type Answer, goTo, handler, type Received, type SignedIn, show } from '../kit/page.ts';
import { askedBy, byKey, type SignInLink, signInsIn } from './asked.ts';
import { type ConnectionUse, connectionUses } from './connection-uses.ts';
import { atFields, changesOf, configAnswers } from './form-answers.ts';
import { type Calls, formQuery, offersFor, unreadErrors, withOffers } from './offers.ts';
import type { Target } from './targets.ts';
import { nextStep, optional, outdatedBy, saved } from './wizard-answers.ts';
import { openAnswers, pageAnswers, pageItems, type WizardPage, wizardPages } from './wizard-pages.ts';

/** Where a wizard stands: who is asked, in which layout, and where it leads. */
export type WizardPlace = {
  who: Deployer;
  target: Target;
  /** Whose accounts one may sign in for here. */
  mayConnect(user: User): boolean;
  Layout: (props: PropsWithChildren<{ frame: Frame; title: string }>) => Child;
  links: {
    /** @param page from 1, or `review` */
    page(id: string, page: number | 'review'): string;
    /** Where a page is printed again with what stands in it; `of` names the field whose choices are loaded. */
    form(id: string, page: number, query: { of?: string | undefined }): string;
    discard(id: string): string;
    signIn: SignInLink;
    /** What is shown after the end, and where one goes who leaves before it. */
    instance(id: string): string;
  };
};

const REVIEW = 'review';

/**
 * An instance with its pages, as the wizard asks for them, and what was answered already, secrets masked.
 * @param index that of the page that is shown, from 0; below 0 for the review
 */
export async function openedWizard(
  { deps, user }: Pick<SignedIn, 'deps' | 'user'>,
  { who, target, mayConnect, links }: Pick<WizardPlace, 'who' | 'target' | 'mayConnect' | 'links'>,
  id: string,
  index = -1,
) {
  const { read } = deps.store;
  const instance = await getListedInstance(read, viewerOf(user), id);
  const integration = await getIntegration(read, instance.integrationId);
  const version = await target.version(read, instance);
  const asked = await askedBy(deps, instance.integrationId, version, target.isOfUsers);
  const questions = shownQuestions(who, asked.definition, asked.questions);
  const pages = wizardPages(shownDefinition(who, asked.definition), questions, target.isOfUsers);
  const { configVars } = asked.compiled;
  const answering = target.isOfUsers ? userVariables(configVars) : configVars;
  if (target.isOfUsers && answering.length === 0)
    throw new AppError('not_found', 'It asks nothing of each person alone.');
  const answered = await target.read(read, deps, viewerOf(user), instance, configVars);
  const customer = await getCustomer(read, viewerOf(user), instance.customerId);
  const shown = byKey(shownValues(answered));
  const missing = missingConfigVariables(answering, answered.values);
  const back = links.page(id, index < 0 ? REVIEW : index + 1);
  const signIns = signInsIn(deps, answered.pointed, back, mayConnect(user) && links.signIn);
  // A connection of a version that it is to get is there with that version.
  const signsInHere = version === instance.version;
  const open = openAnswers(pages, missing, shown, signsInHere ? signIns : undefined);
  const { draft, values: stored, pointed } = answered;
  // What a person connects for themselves is theirs alone.
  const uses = target.isOfUsers
    ? new Map<string, ConnectionUse>()
    : await connectionUses({ deps, user }, customer.id, questions, shown, pointed);
  return {
    uses,
    instance,
    version,
    integration,
    customer,
    pages,
    questions,
    shown,
    stored,
    open,
    draft,
    signIns,
    signsInHere,
  };
}

type Opened = Awaited<ReturnType<typeof openedWizard>>;

function wizardOf(
  { frame }: SignedIn,
  place: WizardPlace,
  { instance, version, integration, pages }: Opened,
  current: number,
): Wizard {
  return {
    ...{ frame, integration, current },
    Layout: place.Layout,
    customer: place.who === 'Org' ? instance.customerName : undefined,
    isChange: instance.state !== 'needs_configuration',
    isUpdate: version !== instance.version,
    isOfPerson: place.target.isOfUsers,
    titles: [...pages.map(({ title }) => title), 'Review'],
  };
}

type Typed = { form?: Form; errors?: FormErrors; isOutdated?: boolean };

/** A page with what data sources offer on it, which may depend on what stands in its form. */
async function offeredPage(visit: Opening, wizard: Opened, index: number, calls: Calls, form?: Form) {
  const page = pageAt(wizard, index);
  const { instance, customer, questions, shown, stored } = wizard;
  const asker = { ...visit, customer, instance, questions, inForm: page.questions, stored, shown, form };
  const offers = await offersFor(asker, calls);
  return { ...page, index, offers, questions: withOffers(page.questions, offers) };
}

type OfferedPage = Awaited<ReturnType<typeof offeredPage>>;
type Opening = SignedIn & Pick<Received, 'request'>;

function pageView(visit: SignedIn, place: WizardPlace, wizard: Opened, page: OfferedPage, typed: Typed = {}) {
  const { form, errors = {}, isOutdated = false } = typed;
  const { instance, version, signIns } = wizard;
  const { id } = instance;
  const { index, offers } = page;
  const again = (of?: string) => place.links.form(id, index + 1, { of });
  const shown = {
    ...{ title: page.title, note: page.note, errors, version, isOutdated },
    wizard: wizardOf(visit, place, wizard, index),
    items: pageItems(page, {
      shown: wizard.shown,
      typed: form,
      errors,
      offers,
      again,
      signIns,
      uses: wizard.uses,
      connectsAtOnce: wizard.signsInHere,
    }),
    action: place.links.page(id, index + 1),
    back: index === 0 ? undefined : place.links.page(id, index),
  };
  return <WizardPageView {...shown} />;
}

function pageAt({ pages }: Opened, index: number): WizardPage {
  const page = pages[index];
  if (!page) throw new AppError('not_found', 'There is no such page.');
  return page;
}

/** From 0; below 0 for what stands on none of the pages. */
function pageOf(pages: WizardPage[], key: string): number {
  return pages.findIndex(({ questions }) => questions.some(({ variable }) => variable.key === key));
}

function hasAnswers(draft: Opened['draft']): boolean {
  return draft !== undefined && Object.keys(draft.given).length + draft.unset.length > 0;
}

function reviewView(visit: SignedIn, place: WizardPlace, wizard: Opened) {
  const { instance, pages, shown, open, draft } = wizard;
  const { id } = instance;
  const openHere = [...open].map(([key, message]) => ({ key, message, page: pageOf(pages, key) }));
  const props = {
    wizard: wizardOf(visit, place, wizard, pages.length),
    pages: pages
      .map((page, index) => ({
        title: page.title,
        change: place.links.page(id, index + 1),
        answers: pageAnswers(page, shown, wizard.signIns, wizard.uses),
      }))
      .filter(({ answers }) => answers.length > 0),
    missing: openHere
      .filter(({ page }) => page >= 0)
      .map(({ message, page }) => ({ message, href: place.links.page(id, page + 1) })),
    others: openHere.filter(({ page }) => page < 0).map(({ key }) => key),
    action: place.links.page(id, REVIEW),
    discard: hasAnswers(draft) ? place.links.discard(id) : undefined,
    back: pages.length === 0 ? undefined : place.links.page(id, pages.length),
    leave: place.links.instance(id),
    isPaused: instance.state === 'paused',
  };
  return <WizardReview {...props} />;
}

/** The pages of a wizard in their place: to be mounted at addresses of its own. */
export function wizardHandlers(place: WizardPlace) {
  const startAnswers = handler<'id'>(async (visit) => {
    const { instance, pages, open: keys, draft } = await openedWizard(visit, place, visit.param('id'));
    const open = pages.findIndex(({ questions }) => questions.some(({ variable }) => keys.has(variable.key)));
    const isAnswered = hasAnswers(draft) && open < 0;
    const first = hasAnswers(draft) || !draft?.isFirst ? Math.max(open, 0) : 0;
    return goTo(place.links.page(instance.id, isAnswered || pages.length === 0 ? REVIEW : first + 1));
  });

  const showAnswers = handler<'id' | 'page'>(async (visit) => {
    const wizard = await openedWizard(visit, place, visit.param('id'), pageIndex(visit.param('page')));
    if (visit.param('page') === REVIEW) return show(reviewView(visit, place, wizard));
    const page = await offeredPage(visit, wizard, pageIndex(visit.param('page')), 'none');
    return show(pageView(visit, place, wizard, page));
  });

  const submitAnswers = handler<'id' | 'page'>(async (visit) => {
    const id = visit.param('id');
    if (visit.param('page') === REVIEW) return await finish(visit, place, id);
    return await save({ ...visit, place, id, index: pageIndex(visit.param('page')) });
  });

  /** The same page again, as its answers are now: another row, what a rule shows, what a data source offers. */
  const submitAnswersForm = handler<'id' | 'page', typeof formQuery>({ query: formQuery }, async (visit) => {
    const { form, query, param } = visit;
    const wizard = await openedWizard(visit, place, param('id'), pageIndex(param('page')));
    const calls = query.of === undefined ? 'none' : { of: query.of };
    const page = await offeredPage(visit, wizard, pageIndex(param('page')), calls, form);
    if (form.text('version') !== String(wizard.version))
      return show(pageView(visit, place, wizard, page, { isOutdated: true }), 409);
    return show(pageView(visit, place, wizard, page, { form }));
  });

  const discardAnswers = handler<'id'>(async ({ deps, user, param }) => {
    await place.target.discard(actingAs(deps, user), viewerOf(user), param('id'));
    return goTo(place.links.instance(param('id')));
  });

  return { startAnswers, showAnswers, submitAnswers, submitAnswersForm, discardAnswers };
}

/** From 0; below 0 for what names no page. */
export function pageIndex(page: string): number {
  return /^[1-9]\d{0,3}$/.test(page) ? Number(page) - 1 : -1;
}

async function finish(visit: SignedIn, place: WizardPlace, id: string): Promise<Answer> {
  const { deps, user } = visit;
  const wizard = await openedWizard(visit, place, id);
  if (wizard.open.size > 0) return show(reviewView(visit, place, wizard), 422);
  try {
    await place.target.apply(actingAs(deps, user), viewerOf(user), id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return show(reviewView(visit, place, await openedWizard(visit, place, id)), 422);
  }
  return goTo(place.links.instance(id));
}

type Saving = Opening & { form: Form; place: WizardPlace; id: string; index: number };

async function save({ place, id, index, form, ...visit }: Saving): Promise<Answer> {
  const wizard = await openedWizard(visit, place, id, index);
  const page = await offeredPage(visit, wizard, index, 'all', form);
  const { offers } = page;
  const refused = (typed: Typed, status: 409 | 422) =>
    show(pageView(visit, place, wizard, page, { form, ...typed }), status);
  if (form.text('version') !== String(wizard.version))
    return show(pageView(visit, place, wizard, page, { isOutdated: true }), 409);
  const next = nextStep(form);
  const questions = page.questions.map((question) =>
    next.asksFor(question) ? question : optional(question),
  );
  const answers = configAnswers(questions, form, wizard.shown);
  const errors = { ...answers.errors, ...unreadErrors(questions, offers, form) };
  if (Object.keys(errors).length > 0) return refused({ errors }, 422);
  try {
    const given = changesOf(answers, wizard.shown, page.questions) ?? {};
    await saved(visit, place.target, {
      id,
      page,
      given,
      unset: [...answers.unset, ...outdatedBy(wizard, page, [...Object.keys(given), ...answers.unset])],
      signsInHere: wizard.signsInHere,
    });
  } catch (error) {
    return refused({ errors: atFields(refusedFields(error, ''), page.questions) }, 422);
  }
  if (next.is === 'leave') return goTo(place.links.instance(id));
  const here = place.links.page(id, index + 1);
  if (next.is === 'connect') {
    const key = page.questions.find(({ asked }) => asked.name === next.name)?.variable.key ?? '';
    const start = (await openedWizard(visit, place, id, index)).signIns.get(key)?.href;
    // Other systems are shown in no frame: there the page has a link that opens a window.
    return goTo(start === undefined || visit.frame.framed ? here : afterForm(start));
  }
  return goTo(place.links.page(id, index + 1 < wizard.pages.length ? index + 2 : REVIEW));
}
