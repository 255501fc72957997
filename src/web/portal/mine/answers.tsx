import { AnswersPage } from '../../../../views/portal/answers.tsx';
import { links } from '../../../lib/links.ts';
import { updateInstance, visibleVariables } from '../../../models/deployments.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import { actingAs } from '../../kit/change.ts';
import { type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { type Asked, askedBy, shownOf } from '../../staff/instances/asked.ts';
import { atFields, changesOf, configAnswers } from '../../staff/instances/form-answers.ts';
import { configSections } from '../../staff/instances/sections.ts';
import { ownViewer } from '../own-customer.ts';

/** What is the organization's alone is not asked for here. */
export async function openedAnswers({ deps, user }: SignedIn, id: string) {
  const viewer = ownViewer(user);
  const instance = await getListedInstance(deps.store.read, viewer, id);
  const asked = await askedBy(deps, instance.integrationId, instance.version);
  const visible = new Set(visibleVariables(viewer, asked.compiled.configVars).map(({ key }) => key));
  const questions = asked.questions.filter(({ variable }) => visible.has(variable.key));
  const stored = Object.entries(await shownOf(deps, id)).filter(([key]) => visible.has(key));
  const shown: Record<string, unknown> = Object.assign(Object.create(null), Object.fromEntries(stored));
  return { instance, asked: { ...asked, questions }, shown };
}

type Filled = { asked: Asked; shown: Record<string, unknown>; form?: Form; errors?: FormErrors };

function view({ frame }: SignedIn, instance: ListedInstance, { asked, shown, form, errors = {} }: Filled) {
  const sections = configSections({ ...asked, shown, typed: form, errors });
  const { id, name, state, version } = instance;
  const facts = { frame, id, name, version, sections, errors, isNew: state === 'needs_configuration' };
  return <AnswersPage {...facts} />;
}

export const showAnswers = handler<'id'>(async (visit) => {
  const { instance, ...filled } = await openedAnswers(visit, visit.param('id'));
  return show(view(visit, instance, filled));
});

export const submitAnswers = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const { instance, asked, shown } = await openedAnswers(visit, param('id'));
  // Fields go by their place in a version, so that answers to another one would be answers to other questions.
  if (form.text('version') !== String(instance.version))
    return show(view(visit, instance, { asked, shown }), 409);
  const answers = configAnswers(asked.questions, form, shown);
  if (Object.keys(answers.errors).length > 0)
    return show(view(visit, instance, { asked, shown, form, errors: answers.errors }), 422);
  const changed = changesOf(answers, shown, asked.questions);
  // What begins to run does so as what was deployed, also where nothing was answered.
  const configVariables = instance.state === 'needs_configuration' ? (changed ?? {}) : changed;
  try {
    const changes = { configVariables, unset: answers.unset };
    await updateInstance(actingAs(deps, user), ownViewer(user), instance.id, changes);
  } catch (error) {
    const errors = atFields(refusedFields(error, 'name'), asked.questions);
    return show(view(visit, instance, { asked, shown, form, errors }), 422);
  }
  return goTo(links.marketplaceOwn(instance.id, { saved: 1 }));
});
