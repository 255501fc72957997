import { links } from '../../src/lib/links.ts';
import type { ConfigItem } from '../instances/config-form.tsx';
import type { Option } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { ConnectionForm, ConnectionFormPage, KindForm } from './form.tsx';

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
  const { frame, kinds, chosen, kindName, label, owner, owners, items, errors } = props;
  const cancel = links.connections();
  const page = {
    ...{ frame, title: 'New connection', note: kindName, here: 'New', items, errors },
    above: [{ href: cancel, label: 'Connections' }],
  };
  if (chosen === '')
    return (
      <ConnectionFormPage {...page}>
        <KindForm action={links.newConnection()} kinds={kinds} error={errors.kind} cancel={cancel} />
      </ConnectionFormPage>
    );
  return (
    <ConnectionFormPage {...page}>
      <ConnectionForm {...{ frame, items, cancel }} action={links.connections()} save="Create connection">
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
      </ConnectionForm>
    </ConnectionFormPage>
  );
}
