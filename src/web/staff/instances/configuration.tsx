import type { SignInShown } from '../../../../views/connections/connection-status.tsx';
import { ConfigurationPage } from '../../../../views/instances/configuration.tsx';
import { links } from '../../../lib/links.ts';
import { updateInstance } from '../../../models/deployments.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { type Asked, askedBy, shownOf, signInsOf } from './asked.ts';
import { instanceName } from './deploy.tsx';
import { mergedAnswers, seenValues } from './edit-conflicts.ts';
import { atFields, changesOf, configAnswers } from './form-answers.ts';
import { configSections } from './sections.ts';

type Filled = {
  asked: Asked;
  shown: Record<string, unknown>;
  form?: Form | undefined;
  errors?: FormErrors;
  isOutdated?: boolean;
  signIns: ReadonlyMap<string, SignInShown>;
};

function view({ frame }: SignedIn, instance: ListedInstance, filled: Filled) {
  const { asked, shown, form, errors = {}, isOutdated, signIns } = filled;
  const facts = {
    ...{ frame, instance, customerName: instance.customerName, errors, isOutdated },
    name: form ? form.text('name') : instance.name,
    sections: configSections({ ...asked, shown, typed: form, errors, signIns }),
    seen: seenValues(asked.questions, shown),
  };
  return <ConfigurationPage {...facts} />;
}

/** An instance with what its version asks for and what it has. @throws AppError `not_found` */
async function opened(visit: SignedIn, id: string) {
  const { deps, user } = visit;
  const instance = await getListedInstance(deps.store.read, viewerOf(user), id);
  const asked = await askedBy(deps, instance.integrationId, instance.version);
  const signIns = await signInsOf(visit, id, links.instanceConfiguration(id));
  return { instance, asked, shown: await shownOf(deps, id), signIns };
}

/** The form of an instance that is refused since values are missing. @throws AppError `not_found` */
export async function incompleteView(visit: SignedIn, id: string, errors: FormErrors) {
  const { instance, ...filled } = await opened(visit, id);
  return view(visit, instance, { ...filled, errors: atFields(errors, filled.asked.questions) });
}

export const showConfiguration = handler<'id'>(async (visit) => {
  const { instance, ...filled } = await opened(visit, visit.param('id'));
  return show(view(visit, instance, filled));
});

export const submitConfiguration = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const { instance, ...stored } = await opened(visit, param('id'));
  const { asked, shown } = stored;
  // Fields go by their place in a version, so what was typed says nothing about another one.
  if (form.text('version') !== String(instance.version))
    return show(view(visit, instance, { ...stored, isOutdated: true }), 409);
  const answers = configAnswers(asked.questions, form, shown);
  const named = checkForm({ name: instanceName }, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...answers.errors };
  if (!named.ok || Object.keys(wrong).length > 0)
    return show(view(visit, instance, { ...stored, form, errors: wrong }), 422);
  const merged = mergedAnswers(asked.questions, form, shown, answers);
  if (Object.keys(merged.conflicts).length > 0)
    return show(view(visit, instance, { ...stored, form, errors: merged.conflicts }), 409);
  try {
    const changes = {
      ...named.output,
      configVariables: changesOf(merged.answers, shown, asked.questions),
      unset: merged.answers.unset,
    };
    await updateInstance(actingAs(deps, user), viewerOf(user), instance.id, changes);
  } catch (error) {
    const refused = atFields(refusedFields(error, 'name'), asked.questions);
    return show(view(visit, instance, { ...stored, form, errors: refused }), 422);
  }
  return goTo(links.instance(instance.id));
});
