import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { ConfigForm, type ConfigSection } from './config-form.tsx';
import { SecretsNote } from './secrets-note.tsx';

type ConfigurationProps = {
  frame: Frame;
  instance: { id: string; name: string; version: number; state: string };
  customerName: string;
  name: string;
  sections: ConfigSection[];
  /** Names the values that stand in them. */
  seen: string;
  errors: Record<string, string>;
  /** Its version was changed while the form was open. */
  isOutdated?: boolean | undefined;
};

export function ConfigurationPage(props: ConfigurationProps) {
  const { frame, instance, customerName, name, sections, seen, errors, isOutdated } = props;
  const path = links.instance(instance.id);
  return (
    <StaffLayout frame={frame} title={`Configuration of ${instance.name}`} section="instances" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb
            items={[
              { href: links.instances(), label: 'Instances' },
              { href: path, label: instance.name },
            ]}
            here="Configuration"
          />
          <PageHead
            title={`Configuration of ${instance.name}`}
            note={`${customerName} · v${instance.version}`}
          />
        </div>
        {isOutdated ? (
          <Banner tone="warn" alert>
            This instance was given another version while this page was open. Look through the values and save
            again.
          </Banner>
        ) : null}
        <FormErrors errors={errors} />
        <SecretsNote errors={errors} items={sections.flatMap(({ items }) => items)} />
        <form
          class="stack"
          method="post"
          action={links.instanceConfiguration(instance.id)}
          autocomplete="off"
        >
          <Csrf token={frame.csrf} />
          {/* Enter presses the first button of a form, and lists have buttons of their own. */}
          <input type="submit" hidden />
          <input type="hidden" name="version" value={String(instance.version)} />
          <input type="hidden" name="seen" value={seen} />
          <Field name="name" label="Name of the instance" value={name} error={errors.name} />
          <ConfigForm sections={sections} />
          {sections.length === 0 ? <p class="muted">This version asks for no values.</p> : null}
          <div class="row">
            <Button kind="primary">
              {instance.state === 'needs_configuration' ? 'Save & activate' : 'Save'}
            </Button>
            <Button href={path}>Cancel</Button>
          </div>
        </form>
      </main>
    </StaffLayout>
  );
}
