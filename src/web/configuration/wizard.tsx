import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Frame } from '../../../views/kit/frame.ts';
import type { Wizard } from '../../../views/wizard/frame.tsx';
import { WizardPage as WizardPageView } from '../../../views/wizard/page.tsx';
import { WizardReview } from '../../../views/wizard/review.tsx';
import type { Deployer } from '../../definition/document/visibility.ts';
import { shownDefinition, shownQuestions } from '../../definition/read/shown-questions.ts';
import { AppError } from '../../lib/errors.ts';
import {
  answeredValues,
  applyAnswers,
  discardAnswers as discard,
  saveAnswers,
} from '../../models/activations.ts';
import { shownValues } from '../../models/config-values.ts';
import { missingConfigVariables } from '../../models/config-variables.ts';
import { askedVersion } from '../../models/configuration-drafts.ts';
import { getListedInstance } from '../../models/instance-list.ts';
import { getIntegration } from '../../models/integrations.ts';
import { viewerOf } from '../../models/viewer.ts';
import { actingAs } from '../kit/change.ts';
import type { Form, FormErrors } from '../kit/form.ts';
import { refusedFields } from '../kit/form.ts';
import { type Answer, goTo, handler, type SignedIn, show } from '../kit/page.ts';
import { askedBy, byKey } from './asked.ts';
import { atFields, changesOf, configAnswers } from './form-answers.ts';
import { openAnswers, pageAnswers, pageItems, type WizardPage, wizardPages } from './wizard-pages.ts';

/** Where a wizard stands: who is asked, in which layout, and where it leads. */
export type WizardPlace = {
  who: Deployer;
  Layout: (props: PropsWithChildren<{ frame: Frame; title: string }>) => Child;
  links: {
    /** @param page from 1, or `review` */
    page(id: string, page: number | 'review'): string;
    discard(id: string): string;
    /** What is shown after the end, and where one goes who leaves before it. */
    instance(id: string): string;
  };
};

const REVIEW = 'review';

/** An instance with its pages, as the wizard asks for them, and what was answered already, secrets masked. */
async function opened({ deps, user }: SignedIn, { who }: WizardPlace, id: string) {
  const { read } = deps.store;
  const instance = await getListedInstance(read, viewerOf(user), id);
  const integration = await getIntegration(read, instance.integrationId);
  const version = await askedVersion(read, instance);
  const asked = await askedBy(deps, instance.integrationId, version);
  const questions = shownQuestions(who, asked.definition, asked.questions);
  const pages = wizardPages(shownDefinition(who, asked.definition), questions);
  const { configVars } = asked.compiled;
  const answered = await answeredValues(read, deps, instance, configVars);
  const shown = byKey(shownValues(answered));
  const missing = missingConfigVariables(configVars, answered.values);
  const open = openAnswers(pages, missing, shown);
  return { instance, version, integration, pages, shown, open, draft: answered.draft };
}

type Opened = Awaited<ReturnType<typeof opened>>;

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
    titles: [...pages.map(({ title }) => title), 'Review'],
  };
}

type Typed = { form?: Form; errors?: FormErrors; isOutdated?: boolean };

function pageView(visit: SignedIn, place: WizardPlace, wizard: Opened, index: number, typed: Typed = {}) {
  const page = pageAt(wizard, index);
  const { form, errors = {}, isOutdated = false } = typed;
  const { instance, version } = wizard;
  const { id } = instance;
  const shown = {
    ...{ title: page.title, note: page.note, errors, version, isOutdated },
    wizard: wizardOf(visit, place, wizard, index),
    items: pageItems(page, { shown: wizard.shown, typed: form, errors }),
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
        answers: pageAnswers(page, shown),
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
    const { instance, pages, open: keys, draft } = await opened(visit, place, visit.param('id'));
    const open = pages.findIndex(({ questions }) => questions.some(({ variable }) => keys.has(variable.key)));
    const isAnswered = hasAnswers(draft) && open < 0;
    const first = hasAnswers(draft) || !draft?.isFirst ? Math.max(open, 0) : 0;
    return goTo(place.links.page(instance.id, isAnswered || pages.length === 0 ? REVIEW : first + 1));
  });

  const showAnswers = handler<'id' | 'page'>(async (visit) => {
    const wizard = await opened(visit, place, visit.param('id'));
    if (visit.param('page') === REVIEW) return show(reviewView(visit, place, wizard));
    return show(pageView(visit, place, wizard, indexOf(visit.param('page'))));
  });

  const submitAnswers = handler<'id' | 'page'>(async (visit) => {
    const id = visit.param('id');
    if (visit.param('page') === REVIEW) return await finish(visit, place, id);
    return await save({ ...visit, place, id, index: indexOf(visit.param('page')) });
  });

  const discardAnswers = handler<'id'>(async ({ deps, user, param }) => {
    await discard(actingAs(deps, user), viewerOf(user), param('id'));
    return goTo(place.links.instance(param('id')));
  });

  return { startAnswers, showAnswers, submitAnswers, discardAnswers };
}

function indexOf(page: string): number {
  return /^[1-9]\d{0,3}$/.test(page) ? Number(page) - 1 : -1;
}

async function finish(visit: SignedIn, place: WizardPlace, id: string): Promise<Answer> {
  const { deps, user } = visit;
  const wizard = await opened(visit, place, id);
  if (wizard.open.size > 0) return show(reviewView(visit, place, wizard), 422);
  try {
    await applyAnswers(actingAs(deps, user), viewerOf(user), id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return show(reviewView(visit, place, await opened(visit, place, id)), 422);
  }
  return goTo(place.links.instance(id));
}

type Saving = SignedIn & { form: Form; place: WizardPlace; id: string; index: number };

async function save({ place, id, index, form, ...visit }: Saving): Promise<Answer> {
  const { deps, user } = visit;
  const wizard = await opened(visit, place, id);
  const refused = (typed: Typed, status: 409 | 422) =>
    show(pageView(visit, place, wizard, index, { form, ...typed }), status);
  if (form.text('version') !== String(wizard.version))
    return show(pageView(visit, place, wizard, index, { isOutdated: true }), 409);
  const { questions } = pageAt(wizard, index);
  const isLeaving = form.text('go') === 'leave';
  const answers = configAnswers(isLeaving ? questions.map(optional) : questions, form, wizard.shown);
  if (Object.keys(answers.errors).length > 0) return refused({ errors: answers.errors }, 422);
  try {
    const given = changesOf(answers, wizard.shown, questions) ?? {};
    const variables = questions.map(({ variable }) => variable);
    const changes = { given, unset: answers.unset };
    await saveAnswers(actingAs(deps, user), viewerOf(user), id, changes, variables);
  } catch (error) {
    return refused({ errors: atFields(refusedFields(error, ''), questions) }, 422);
  }
  if (isLeaving) return goTo(place.links.instance(id));
  return goTo(place.links.page(id, index + 1 < wizard.pages.length ? index + 2 : REVIEW));
}

type Asked = WizardPage['questions'][number];

/** The same question as somebody is asked it who goes on another day. */
function optional({ variable, asked, connection }: Asked): Asked {
  const fields = connection?.fields.map((field) => ({ ...field, required: false }));
  return {
    variable: { ...variable, required: false },
    asked: { ...asked, required: false },
    ...(connection && { connection: { ...connection, fields: fields ?? [] } }),
  };
}
