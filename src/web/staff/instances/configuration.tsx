import type { SignInShown } from '../../../../views/connections/connection-status.tsx';
import { ConfigurationPage } from '../../../../views/instances/configuration.tsx';
import { links } from '../../../lib/links.ts';
import { readConfigValues, shownValues } from '../../../models/config-values.ts';
import { getCustomer } from '../../../models/customers.ts';
import { updateInstance } from '../../../models/deployments.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { type Asked, askedBy, byKey, signInsOf } from '../../configuration/asked.ts';
import { type ConnectionUse, connectionUses } from '../../configuration/connection-uses.ts';
import { atFields, changesOf, configAnswers } from '../../configuration/form-answers.ts';
import {
  type Calls,
  formQuery,
  type Offers,
  offersFor,
  unreadErrors,
  withOffers,
} from '../../configuration/offers.ts';
import { configSections } from '../../configuration/sections.ts';
import { actingAs } from '../../kit/change.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type Received, type SignedIn, show } from '../../kit/page.ts';
import { instanceName } from './deploy.tsx';
import { mergedAnswers, seenValues } from './edit-conflicts.ts';

type Filled = {
  asked: Asked;
  offers: Offers;
  shown: Record<string, unknown>;
  form?: Form | undefined;
  errors?: FormErrors;
  isOutdated?: boolean;
  signIns: ReadonlyMap<string, SignInShown>;
  uses: ReadonlyMap<string, ConnectionUse>;
};

function view({ frame }: SignedIn, instance: ListedInstance, filled: Filled) {
  const { asked, offers, shown, form, errors = {}, isOutdated, signIns, uses } = filled;
  const again = (of?: string) => links.instanceConfigurationForm(instance.id, { of });
  const facts = {
    ...{ frame, instance, customerName: instance.customerName, errors, isOutdated },
    name: form ? form.text('name') : instance.name,
    sections: configSections({ ...asked, offers, again, shown, typed: form, errors, signIns, uses }),
    seen: seenValues(asked.questions, shown),
  };
  return <ConfigurationPage {...facts} />;
}

/**
 * An instance with what its version asks for, what it has, and what data sources offer.
 * @param form what stands in the form, by which they are asked
 * @throws AppError `not_found`
 */
async function opened(visit: Opening, id: string, calls: Calls = 'none', form?: Form) {
  const { deps, user } = visit;
  const { read } = deps.store;
  const instance = await getListedInstance(read, viewerOf(user), id);
  const own = await askedBy(deps, instance.integrationId, instance.version);
  const held = await readConfigValues(read, deps.vault, id);
  const shown = byKey(shownValues(held));
  const customer = await getCustomer(read, viewerOf(user), instance.customerId);
  const { questions } = own;
  const offers = await offersFor(
    { ...visit, customer, instance, questions, shown, form, stored: held.values },
    calls,
  );
  const signIns = await signInsOf(visit, id, links.instanceConfiguration(id));
  const uses = await connectionUses(visit, customer.id, questions, shown, held.pointed);
  return {
    instance,
    signIns,
    uses,
    asked: { ...own, questions: withOffers(questions, offers) },
    offers,
    shown,
  };
}

type Opening = SignedIn & Pick<Received, 'request'>;

/** The form of an instance that is refused since values are missing. @throws AppError `not_found` */
export async function incompleteView(visit: Opening, id: string, errors: FormErrors) {
  const { instance, ...filled } = await opened(visit, id);
  return view(visit, instance, { ...filled, errors: atFields(errors, filled.asked.questions) });
}

export const showConfiguration = handler<'id'>(async (visit) => {
  const { instance, ...filled } = await opened(visit, visit.param('id'));
  return show(view(visit, instance, filled));
});

/** The same form again, as its answers are now: another row, what a rule shows, what a data source offers. */
export const submitConfigurationForm = handler<'id', typeof formQuery>(
  { query: formQuery },
  async (visit) => {
    const { form, param, query } = visit;
    const calls = query.of === undefined ? 'none' : { of: query.of };
    const { instance, ...filled } = await opened(visit, param('id'), calls, form);
    if (form.text('version') !== String(instance.version))
      return show(view(visit, instance, { ...filled, isOutdated: true }), 409);
    return show(view(visit, instance, { ...filled, form }));
  },
);

export const submitConfiguration = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const { instance, ...stored } = await opened(visit, param('id'), 'all', form);
  const { asked, offers, shown } = stored;
  // Fields go by their place in a version, so what was typed says nothing about another one.
  if (form.text('version') !== String(instance.version))
    return show(view(visit, instance, { ...stored, isOutdated: true }), 409);
  const answers = configAnswers(asked.questions, form, shown);
  const named = checkForm({ name: instanceName }, form);
  const unread = unreadErrors(asked.questions, offers, form);
  const wrong = { ...(named.ok ? {} : named.errors), ...answers.errors, ...unread };
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
