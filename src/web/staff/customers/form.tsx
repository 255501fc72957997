import * as v from 'valibot';
import { CustomerFormPage, type CustomerValues } from '../../../../views/customers/form.tsx';
import { executionsPerCustomer } from '../../../lib/config.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { withQuery } from '../../../lib/query.ts';
import {
  type Customer,
  type CustomerFields,
  createCustomer,
  getCustomer,
  updateCustomer,
} from '../../../models/customers.ts';
import { typed as texts } from '../../../models/fields.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { mergedForm } from '../../kit/edit-conflicts.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { labelList } from '../../kit/label-list.ts';
import { goTo, handler, ownPath, show } from '../../kit/page.ts';

const NOTHING: CustomerValues = {
  name: '',
  externalId: '',
  description: '',
  labels: '',
  executions: '',
  storedMb: '',
};

const MOST_EXECUTIONS = 10_000;
const MOST_MB = 100_000_000;

/** A whole number, or nothing. */
const limit = (most: number, atLeast: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{0,9}$/, 'Type a whole number, or leave it empty.'),
    v.transform((text) => (text === '' ? undefined : Number(text))),
    v.optional(v.pipe(v.number(), v.minValue(1, atLeast), v.maxValue(most, `Type at most ${most}.`))),
  );

const fields = {
  name: texts.name('Type the name of the customer.'),
  externalId: v.union([
    v.pipe(
      v.literal(''),
      v.transform(() => null),
    ),
    texts.externalId,
  ]),
  description: texts.description,
  labels: labelList,
  executions: limit(MOST_EXECUTIONS, 'Type at least 1. To let nothing run, pause the instances.'),
  storedMb: limit(MOST_MB, 'Type at least 1.'),
};

function savedValues({ name, externalId, description, labels, limits }: Customer): CustomerValues {
  const numbers = { executions: shown(limits.executions), storedMb: shown(limits.storedMb) };
  return { name, externalId: externalId ?? '', description, labels: labels.join(', '), ...numbers };
}

function shown(limit: number | undefined): string {
  return limit === undefined ? '' : String(limit);
}

function usualOf({ settings }: Deps): { executions: number; storedMb: number } {
  const { STEPWELL_MAX_STORED_MB_PER_CUSTOMER: storedMb } = settings;
  return { executions: executionsPerCustomer(settings), storedMb };
}

function typed(form: Form): CustomerValues {
  const { name = '', externalId = '', description = '', labels = '' } = form.values;
  const { executions = '', storedMb = '' } = form.values;
  return { name, externalId, description, labels, executions, storedMb };
}

/** What a form says, saved by `save`; or why not. */
async function saved<T>(
  form: Form,
  save: (fields: CustomerFields) => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; errors: FormErrors }> {
  const checked = checkForm(fields, form);
  if (!checked.ok) return checked;
  try {
    const { executions, storedMb, ...rest } = checked.output;
    const limits = {
      ...(executions === undefined ? {} : { executions }),
      ...(storedMb === undefined ? {} : { storedMb }),
    };
    return { ok: true, value: await save({ ...rest, limits }) };
  } catch (error) {
    const errors = refusedFields(error, 'externalId');
    const isTwice = errors.externalId !== undefined;
    return { ok: false, errors: isTwice ? { externalId: 'Another customer has this external id.' } : errors };
  }
}

export const showNew = handler({ query: { next: v.optional(v.string()) } }, async ({ deps, frame, query }) =>
  show(
    <CustomerFormPage
      frame={frame}
      usual={usualOf(deps)}
      id={newId('cus')}
      values={NOTHING}
      errors={{}}
      next={query.next && ownPath(query.next)}
    />,
  ),
);

export const submitNew = handler(async ({ deps, frame, user, form }) => {
  const id = formId(form, 'cus');
  const result = await saved(form, (given) => change(deps, user, (tx) => createCustomer(tx, given, id)));
  const next = form.text('next') === '' ? undefined : ownPath(form.text('next'));
  if (!result.ok) {
    const usual = usualOf(deps);
    const view = (
      <CustomerFormPage {...{ frame, usual, id, next }} values={typed(form)} errors={result.errors} />
    );
    return show(view, 422);
  }
  return goTo(next === undefined ? links.customer(id) : withQuery(next, { customer: id }));
});

export const showEdit = handler<'id'>(async ({ deps, frame, user, param }) => {
  const customer = await getCustomer(deps.store.read, viewerOf(user), param('id'));
  const values = savedValues(customer);
  const usual = usualOf(deps);
  return show(<CustomerFormPage {...{ frame, usual, customer, values }} saved={values} errors={{}} />);
});

export const submitEdit = handler<'id'>(async ({ deps, frame, user, form, param }) => {
  const customer = await getCustomer(deps.store.read, viewerOf(user), param('id'));
  const now = savedValues(customer);
  const { form: merged, conflicts } = mergedForm(form, now);
  const refused = (errors: FormErrors, status: 409 | 422) => {
    const usual = usualOf(deps);
    const facts = { frame, usual, customer, values: typed(merged), saved: now, errors };
    return show(<CustomerFormPage {...facts} />, status);
  };
  if (Object.keys(conflicts).length > 0) return refused(conflicts, 409);
  const result = await saved(merged, (given) =>
    change(deps, user, (tx) => updateCustomer(tx, customer.id, given)),
  );
  if (!result.ok) return refused(result.errors, 422);
  return goTo(links.customer(customer.id));
});
