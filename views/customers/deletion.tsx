import { countOf } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { DeletionForm } from '../kit/deletion-form.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';

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
  const path = links.customer(customer.id);
  return (
    <Dialog id="deletion" title="Delete customer" close={path}>
      <p>
        <strong>{customer.name}</strong> goes with {countOf(instances, most, 'instance')},{' '}
        {countOf(executions, most, 'execution')} and its users. URLs stop answering at once. This cannot be
        undone.
      </p>
      <DeletionForm
        {...{ frame, path, typed, errors }}
        action={links.customerDeletion(customer.id)}
        verb="Delete"
        noun="customer"
        name={customer.name}
      />
    </Dialog>
  );
}
