import { links } from '../../src/lib/links.ts';
import { SHARED_SCOPES } from '../../src/lib/shared-scopes.ts';
import { SCOPE_WORDS } from '../../src/lib/ui/shared-scope-words.ts';
import { ConnectionFormPage, KindForm } from '../connections/form.tsx';
import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/choice.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';
import type { Frame } from '../kit/frame.ts';

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
    <ConnectionFormPage
      {...{ frame, above, errors }}
      title="New shared connection"
      note={kindName}
      here="New"
      items={props.items}
    >
      {chosen === '' ? (
        <KindForm
          action={links.newSharedConnection()}
          kinds={kinds}
          error={errors.kind}
          cancel={links.sharedConnections()}
        />
      ) : (
        <NewForm {...props} />
      )}
    </ConnectionFormPage>
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
