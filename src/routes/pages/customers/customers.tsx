import * as v from 'valibot';
import { CustomerFormPage, type CustomerValues } from '../../../../views/customers/form.tsx';
import { CustomersPage } from '../../../../views/customers/list.tsx';
import { newId } from '../../../lib/ids.ts';
import { withQuery } from '../../../lib/query.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { type Customer, createCustomer, getCustomer, updateCustomer } from '../../../models/customers.ts';
import { listAddresses } from '../addresses.ts';
import { checkForm, type Form, type FormErrors, refusedFields } from '../form.ts';
import { anyText, filled, labelList } from '../form-fields.ts';
import { formId } from '../form-id.ts';
import { mergedForm } from '../merged.ts';
import { action, goTo, ownPath, type PageRoute, page, show } from '../page.ts';
import { searched } from '../query-fields.ts';

const PER_PAGE = 50;

const NOTHING: CustomerValues = { name: '', externalId: '', description: '', labels: '' };

const fields = {
  name: filled('Type the name of the customer.'),
  externalId: v.pipe(
    anyText(200),
    v.transform((text) => text || null),
  ),
  description: anyText(),
  labels: labelList,
};

function savedValues({ name, externalId, description, labels }: Customer): CustomerValues {
  return { name, externalId: externalId ?? '', description, labels: labels.join(', ') };
}

function typed(form: Form): CustomerValues {
  const { name = '', externalId = '', description = '', labels = '' } = form.values;
  return { name, externalId, description, labels };
}

/** What a form says, saved by `save`; or why not. */
async function saved<T>(
  form: Form,
  save: (fields: CheckedFields) => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; errors: FormErrors }> {
  const checked = checkForm(fields, form);
  if (!checked.ok) return checked;
  try {
    return { ok: true, value: await save(checked.output) };
  } catch (error) {
    const errors = refusedFields(error, 'externalId');
    const isTwice = errors.externalId !== undefined;
    return { ok: false, errors: isTwice ? { externalId: 'Another customer has this external id.' } : errors };
  }
}

type CheckedFields = v.InferOutput<v.ObjectSchema<typeof fields, undefined>>;

export const customerPages: PageRoute[] = [
  page({
    path: '/customers',
    access: 'customers:read',
    query: {
      q: v.optional(searched, ''),
      label: v.optional(v.string(), ''),
      cursor: v.optional(v.string()),
    },
    handler: async ({ deps, frame, query }) => {
      const filter = { text: query.q, label: query.label };
      const { items, nextCursor } = await customersByName(deps.store.read, filter, {
        limit: PER_PAGE,
        cursor: query.cursor,
      });
      const pages = listAddresses('/customers', { q: query.q, label: query.label }, query.cursor, nextCursor);
      return show(<CustomersPage frame={frame} rows={items} {...filter} pages={pages} />);
    },
  }),
  page({
    path: '/customers/new',
    access: 'customers:write',
    query: { next: v.optional(v.string()) },
    handler: async ({ frame, query }) =>
      show(
        <CustomerFormPage
          frame={frame}
          id={newId('cus')}
          values={NOTHING}
          errors={{}}
          next={query.next && ownPath(query.next)}
        />,
      ),
  }),
  action({
    path: '/customers',
    access: 'customers:write',
    handler: async ({ deps, frame, form }) => {
      const id = formId(form, 'cus');
      const result = await saved(form, (given) =>
        deps.store.write((tx) => createCustomer(tx, { ...given, limits: {} }, id)),
      );
      const next = form.text('next') === '' ? undefined : ownPath(form.text('next'));
      if (!result.ok) {
        const view = (
          <CustomerFormPage frame={frame} id={id} values={typed(form)} errors={result.errors} next={next} />
        );
        return show(view, 422);
      }
      return goTo(next === undefined ? `/customers/${id}` : withQuery(next, { customer: id }));
    },
  }),
  page({
    path: '/customers/:id/edit',
    access: 'customers:write',
    handler: async ({ deps, frame, user, param }) => {
      const customer = await getCustomer(deps.store.read, user.scope, param('id'));
      const values = savedValues(customer);
      return show(<CustomerFormPage {...{ frame, customer, values }} saved={values} errors={{}} />);
    },
  }),
  action({
    path: '/customers/:id',
    access: 'customers:write',
    handler: async ({ deps, frame, user, form, param }) => {
      const customer = await getCustomer(deps.store.read, user.scope, param('id'));
      const now = savedValues(customer);
      const { form: merged, conflicts } = mergedForm(form, now);
      const refused = (errors: FormErrors, status: 409 | 422) => {
        const facts = { frame, customer, values: typed(merged), saved: now, errors };
        return show(<CustomerFormPage {...facts} />, status);
      };
      if (Object.keys(conflicts).length > 0) return refused(conflicts, 409);
      const result = await saved(merged, (given) =>
        deps.store.write((tx) => updateCustomer(tx, customer.id, given)),
      );
      return result.ok ? goTo(`/customers/${customer.id}`) : refused(result.errors, 422);
    },
  }),
];
