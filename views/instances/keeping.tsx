import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type KeepingProps = {
  frame: Frame;
  instance: { id: string; name: string; customerName: string };
  values: { data: string; dataDays: string; storedMb: string };
  errors: Record<string, string>;
};

/** How long what runs of an instance have taken and given is kept. */
export function KeepingPage({ frame, instance, values, errors }: KeepingProps) {
  const { id, name, customerName } = instance;
  return (
    <StaffLayout frame={frame} title={`Kept data of ${name}`} section="instances">
      <Breadcrumb
        items={[
          { href: links.instances(), label: 'Instances' },
          { href: links.instance(id), label: `${name}, ${customerName}` },
        ]}
        here="Kept data"
      />
      <PageHead
        title="Kept data"
        note="The call of an execution, and what its steps were given and gave. Without it an execution shows how it went, and cannot be replayed."
      />
      <form class="stack" method="post" action={links.instanceKeeping(id)}>
        <Csrf token={frame.csrf} />
        <FormErrors errors={errors} />
        <Field
          name="data"
          label="Kept of"
          kind="select"
          value={values.data}
          options={[
            { value: '', label: 'As each flow says' },
            { value: 'always', label: 'All runs' },
            { value: 'on_failure', label: 'Runs that did not succeed' },
            { value: 'never', label: 'No run once it has ended' },
          ]}
        />
        <Field
          name="dataDays"
          label="For how many days"
          kind="number"
          value={values.dataDays}
          error={errors.dataDays}
          optional
          help="Then it goes, and the execution stays as long as others. Left empty, as the settings say."
        />
        <Field
          name="storedMb"
          label="At most, in MB"
          kind="number"
          value={values.storedMb}
          error={errors.storedMb}
          optional
          help="Of all its executions that have ended, with their logs. Where there is more, the oldest are deleted."
        />
        <div class="row">
          <Button kind="primary">Save</Button>
          <Button href={links.instance(id)}>Leave it</Button>
        </div>
      </form>
    </StaffLayout>
  );
}
