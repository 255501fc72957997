import { atMost, plural } from '../../src/lib/words.ts';
import { Button } from '../partials/button.tsx';
import { Csrf } from '../partials/csrf.tsx';
import { Dialog } from '../partials/dialog.tsx';
import { FormErrors } from '../partials/error-summary.tsx';
import { Field } from '../partials/field.tsx';
import type { Frame } from '../partials/frame.ts';

type DeletionProps = {
  frame: Frame;
  customer: { id: string; name: string };
  /** Counted up to `most`. */
  instances: number;
  executions: number;
  most: number;
  typed: string;
  errors: Record<string, string>;
};

/** Says what goes with a customer, and asks to type its name, since nothing of it comes back. */
export function DeletionDialog(props: DeletionProps) {
  const { frame, customer, instances, executions, most, typed, errors } = props;
  const path = `/customers/${customer.id}`;
  return (
    <Dialog id="deletion" title="Delete customer" close={path}>
      <p>
        <strong>{customer.name}</strong> goes with {counted(instances, most, 'instance')},{' '}
        {counted(executions, most, 'execution')} and its users. URLs stop answering at once. This cannot be
        undone.
      </p>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={`${path}/deletion`}>
        <Csrf token={frame.csrf} />
        <Field
          name="name"
          label="Name of the customer"
          help={
            <>
              Type <span class="mono">{customer.name}</span> to delete it.
            </>
          }
          value={typed}
          error={errors.name}
          autocomplete="off"
          required
          autofocus={Object.keys(errors).length === 0}
        />
        <div class="row">
          <Button kind="danger">Delete customer</Button>
          <Button href={path}>Keep it</Button>
        </div>
      </form>
    </Dialog>
  );
}

function counted(count: number, most: number, noun: string): string {
  if (count === 0) return `no ${noun}s`;
  return count < most ? plural(count, noun) : `${atMost(count, most)} ${noun}s`;
}
