import { links } from '../../src/lib/links.ts';
import type { ConfigItem } from '../instances/config-form.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Was } from '../kit/was.tsx';
import { ConnectionForm, ConnectionFormPage } from './form.tsx';

type EditConnectionProps = {
  frame: Frame;
  id: string;
  /** As it is saved. */
  name: string;
  kindName: string;
  /** As it is typed. */
  label: string;
  items: ConfigItem[];
  /** Names the values that stand in the fields. */
  seen: string;
  errors: Record<string, string>;
};

/** A connection that staff have made: its name, and all that it holds. Secrets that are left empty stay. */
export function EditConnectionPage(props: EditConnectionProps) {
  const { frame, id, name, kindName, label, items, seen, errors } = props;
  const path = links.connection(id);
  const page = {
    ...{ frame, title: `Edit ${name}`, note: kindName, here: 'Edit', items, errors },
    above: [
      { href: links.connections(), label: 'Connections' },
      { href: path, label: name },
    ],
  };
  const note = 'What uses it has these values from its next execution on.';
  return (
    <ConnectionFormPage {...page}>
      <ConnectionForm {...{ frame, items, note }} action={path} save="Save connection" cancel={path}>
        <Was values={{ label: name }} />
        <input type="hidden" name="seen" value={seen} />
        <Field name="label" label="Name" value={label} error={errors.label} />
      </ConnectionForm>
    </ConnectionFormPage>
  );
}
