import { links } from '../../src/lib/links.ts';
import { SHARED_SCOPES } from '../../src/lib/shared-scopes.ts';
import { SCOPE_WORDS } from '../../src/lib/ui/shared-scope-words.ts';
import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/choice.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type NewSharedProps = {
  frame: Frame;
  kinds: Option[];
  /** The kind that was chosen, or nothing yet. */
  chosen: string;
  kindName: string;
  values: { name: string; scope: string; stableKey: string };
  items: ConfigItem[];
  errors: Record<string, string>;
};

/** A connection that integrations are to share: first of which kind it is, then who fills it in. */
export function NewSharedConnectionPage(props: NewSharedProps) {
  const { frame, kinds, chosen, kindName, errors } = props;
  const above = [
    { href: links.connections(), label: 'Connections' },
    { href: links.sharedConnections(), label: 'Shared' },
  ];
  return (
    <StaffLayout frame={frame} title="New shared connection" section="connections" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={above} here="New" />
          <PageHead title="New shared connection" note={kindName} />
        </div>
        <FormErrors errors={errors} />
        {chosen === '' ? (
          <form class="stack" method="get" action={links.newSharedConnection()}>
            <Field kind="select" name="kind" label="Connection to" options={kinds} error={errors.kind} />
            <div class="row">
              <Button kind="primary">Next</Button>
              <Button href={links.sharedConnections()}>Cancel</Button>
            </div>
          </form>
        ) : (
          <NewForm {...props} />
        )}
      </main>
    </StaffLayout>
  );
}

function NewForm({ frame, chosen, values, items, errors }: NewSharedProps) {
  return (
    <form class="stack" method="post" action={links.sharedConnections()}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="kind" value={chosen} />
      <Field name="name" label="Name" value={values.name} error={errors.name} />
      <FieldGroup id="field-scope" legend="Who fills it in" error={errors.scope}>
        {SHARED_SCOPES.map((scope) => (
          <Choice name="scope" value={scope} checked={values.scope === scope} help={SCOPE_WORDS[scope].help}>
            {SCOPE_WORDS[scope].label}
          </Choice>
        ))}
      </FieldGroup>
      <Field
        name="stableKey"
        label="Stable key"
        optional
        mono
        value={values.stableKey}
        help="Integrations name it by this. Type the key of a file that was imported, or leave it empty."
        error={errors.stableKey}
      />
      <h2>Filled in for all</h2>
      <p class="muted">
        What you leave empty, or as it is preset, is asked for where the connection is filled in.
      </p>
      <ConfigItems items={items} />
      <div class="row">
        <Button kind="primary">Create shared connection</Button>
        <Button href={links.sharedConnections()}>Cancel</Button>
      </div>
    </form>
  );
}
