import { links } from '../../src/lib/links.ts';
import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type NewConnectionProps = {
  frame: Frame;
  /** The kinds to choose from, and the one that was chosen, or nothing yet. */
  kinds: Option[];
  chosen: string;
  kindName: string;
  label: string;
  owner: string;
  owners: Option[];
  items: ConfigItem[];
  errors: Record<string, string>;
};

/** A connection that staff make by hand: first of which kind it is, then its fields. */
export function NewConnectionPage(props: NewConnectionProps) {
  const { frame, kinds, chosen, errors } = props;
  return (
    <StaffLayout frame={frame} title="New connection" section="connections" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={[{ href: links.connections(), label: 'Connections' }]} here="New" />
          <PageHead title="New connection" note={props.kindName} />
        </div>
        <FormErrors errors={errors} />
        {chosen === '' ? (
          <form class="stack" method="get" action={links.newConnection()}>
            <Field kind="select" name="kind" label="Connection to" options={kinds} error={errors.kind} />
            <div class="row">
              <Button kind="primary">Next</Button>
              <Button href={links.connections()}>Cancel</Button>
            </div>
          </form>
        ) : (
          <NewForm {...props} />
        )}
      </main>
    </StaffLayout>
  );
}

function NewForm({ frame, chosen, label, owner, owners, items, errors }: NewConnectionProps) {
  return (
    <form class="stack" method="post" action={links.connections()}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="kind" value={chosen} />
      <Field name="label" label="Name" value={label} error={errors.label} />
      <Field
        kind="select"
        name="owner"
        label="Whose it is"
        value={owner}
        options={owners}
        error={errors.owner}
      />
      <h2 class="sr-only">What it needs</h2>
      <ConfigItems items={items} />
      <div class="row">
        <Button kind="primary">Create connection</Button>
        <Button href={links.connections()}>Cancel</Button>
      </div>
    </form>
  );
}
