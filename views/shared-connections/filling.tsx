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
  const above = [
    { href: links.connections(), label: 'Connections' },
    { href: links.sharedConnections(), label: 'Shared' },
    { href: path, label: name },
  ];
  return (
    <StaffLayout frame={frame} title={`Fill in ${name}`} section="connections" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={above} here="Fill in" />
          <PageHead title={`Fill in ${name}`} note={kindName} />
        </div>
        <FormErrors errors={errors} />
        <form class="stack" method="post" action={links.sharedConnectionFilling(id)}>
          <Csrf token={frame.csrf} />
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
          <h2 class="sr-only">What it needs</h2>
          <ConfigItems items={items} />
          <p class="muted">Instances that wait for it run as soon as it is saved.</p>
          <div class="row">
            <Button kind="primary">Save connection</Button>
            <Button href={path}>Cancel</Button>
          </div>
        </form>
      </main>
    </StaffLayout>
  );
}
