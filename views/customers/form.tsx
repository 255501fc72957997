import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Was } from '../kit/was.tsx';

export type CustomerValues = {
  name: string;
  externalId: string;
  description: string;
  labels: string;
  executions: string;
  storedMb: string;
};

type CustomerFormProps = {
  frame: Frame;
  /** The customer that is changed; a new one has none. */
  customer?: { id: string; name: string } | undefined;
  values: CustomerValues;
  /** What holds for a customer without limits of its own: executions at once, and MB that are kept of them (0 for no limit). */
  usual: { executions: number; storedMb: number };
  /** What is saved of a customer that is changed. */
  saved?: CustomerValues | undefined;
  errors: Record<string, string>;
  /** The id that a new one gets, so that the form may be sent twice. */
  id?: string | undefined;
  /** Where a new customer is wanted for. */
  next?: string | undefined;
};

export function CustomerFormPage(props: CustomerFormProps) {
  const { frame, customer, id, values, usual, saved, errors, next } = props;
  const title = customer ? `Edit ${customer.name}` : 'New customer';
  const path = customer ? links.customer(customer.id) : links.customers();
  const back = customer ? [{ href: path, label: customer.name }] : [];
  return (
    <StaffLayout frame={frame} title={title} section="customers" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb
            items={[{ href: links.customers(), label: 'Customers' }, ...back]}
            here={customer ? 'Edit' : 'New'}
          />
          <PageHead title={title} />
        </div>
        <FormErrors errors={errors} />
        <form class="stack" method="post" action={path}>
          <Csrf token={frame.csrf} />
          {id === undefined ? null : <input type="hidden" name="id" value={id} />}
          {next === undefined ? null : <input type="hidden" name="next" value={next} />}
          {saved === undefined ? null : <Was values={saved} />}
          <Fields values={values} usual={usual} errors={errors} />
          <div class="row">
            <Button kind="primary">{customer ? 'Save customer' : 'Create customer'}</Button>
            <Button href={next ?? path}>Cancel</Button>
          </div>
        </form>
      </main>
    </StaffLayout>
  );
}

function Fields({ values, usual, errors }: Pick<CustomerFormProps, 'values' | 'usual' | 'errors'>) {
  return (
    <>
      <Field name="name" label="Name" value={values.name} error={errors.name} required />
      <Field
        name="externalId"
        label="External id"
        help="What your own product calls this customer. Webhooks and the API find it by that."
        value={values.externalId}
        error={errors.externalId}
        mono
        optional
      />
      <Field
        kind="textarea"
        name="description"
        label="Description"
        value={values.description}
        error={errors.description}
        optional
      />
      <Field
        name="labels"
        label="Labels"
        help="Separate with commas."
        value={values.labels}
        error={errors.labels}
        optional
      />
      <Field
        name="executions"
        label="Executions at once"
        help={`More than that wait, and other customers are served. Left empty it is ${thousands(usual.executions)}, as for everybody.`}
        inputmode="numeric"
        value={values.executions}
        error={errors.executions}
        optional
      />
      <Field
        name="storedMb"
        label="Kept of executions, in MB"
        help={`Above that the oldest are removed early. Left empty it is ${usual.storedMb === 0 ? 'unlimited' : thousands(usual.storedMb)}, as for everybody.`}
        inputmode="numeric"
        value={values.storedMb}
        error={errors.storedMb}
        optional
      />
    </>
  );
}
