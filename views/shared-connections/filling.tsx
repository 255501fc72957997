import { links } from '../../src/lib/links.ts';
import { ConnectionForm, ConnectionFormPage } from '../connections/form.tsx';
import type { ConfigItem } from '../instances/config-form.tsx';
import type { Option } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';

type FillingProps = {
  frame: Frame;
  id: string;
  name: string;
  kindName: string;
  /** The customers to choose from; none where it is filled in once for all. */
  owners: Option[];
  owner: string;
  items: ConfigItem[];
  errors: Record<string, string>;
};

/** A shared connection is filled in, for one customer or for all. */
export function FillingPage(props: FillingProps) {
  const { frame, id, name, kindName, owners, owner, items, errors } = props;
  const path = links.sharedConnection(id);
  const page = {
    ...{ frame, title: `Fill in ${name}`, note: kindName, here: 'Fill in', items, errors },
    above: [
      { href: links.connections(), label: 'Connections' },
      { href: links.sharedConnections(), label: 'Shared' },
      { href: path, label: name },
    ],
  };
  const form = {
    ...{ frame, items, action: links.sharedConnectionFilling(id), save: 'Save connection', cancel: path },
    note: 'Instances that wait for it run as soon as it is saved.',
  };
  return (
    <ConnectionFormPage {...page}>
      <ConnectionForm {...form}>
        {owners.length === 0 ? null : (
          <Field
            kind="select"
            name="owner"
            label="For which customer"
            value={owner}
            options={owners}
            error={errors.owner}
          />
        )}
      </ConnectionForm>
    </ConnectionFormPage>
  );
}
