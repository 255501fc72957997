import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type NewIntegrationProps = {
  frame: Frame;
  /** The id that it gets, so that a second press makes no second one. */
  id: string;
  values: Record<string, string>;
  errors: Record<string, string>;
  categories: string[];
  triggers: Option[];
};

export function NewIntegrationPage({ frame, id, values, errors, categories, triggers }: NewIntegrationProps) {
  return (
    <StaffLayout frame={frame} title="New integration" section="integrations" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={[{ href: links.integrations(), label: 'Integrations' }]} here="New" />
          <PageHead
            title="New integration"
            note={
              <>
                Have a YAML file? <a href={links.importIntegration()}>Import it</a>.
              </>
            }
          />
        </div>
        <FormErrors errors={errors} />
        <form class="stack" method="post" action={links.integrations()}>
          <Csrf token={frame.csrf} />
          <input type="hidden" name="id" value={id} />
          <NameFields values={values} errors={errors} />
          <Field
            name="category"
            label="Category"
            help="Groups integrations in lists, for example ERP."
            kind="datalist"
            suggestions={categories}
            value={values.category}
            error={errors.category}
            optional
          />
          <Field
            name="trigger"
            label="Trigger"
            help="What starts it. You can change this at any time; steps stay."
            kind="select"
            options={triggers}
            value={values.trigger}
            error={errors.trigger}
          />
          <Field
            name="cron"
            label="Schedule"
            help="For the schedule trigger alone, as a cron line in UTC: minute, hour, day, month and weekday. 0 * * * * is every hour."
            value={values.cron}
            error={errors.cron}
            spellcheck={false}
            mono
            optional
          />
          <div class="row">
            <Button kind="primary">Create integration</Button>
            <Button href={links.integrations()}>Cancel</Button>
            <span class="grow" />
            <Button kind="quiet" formaction={links.sampleIntegrations()} formnovalidate>
              Start from an example
            </Button>
          </div>
        </form>
      </main>
    </StaffLayout>
  );
}

type NameFieldsProps = { values: Record<string, string>; errors: Record<string, string> };

/** Name and description, which each integration is made with. */
export function NameFields({ values, errors }: NameFieldsProps) {
  return (
    <>
      <Field
        name="name"
        label="Name"
        value={values.name}
        error={errors.name}
        placeholder="Acme order sync"
        required
        autofocus={Object.keys(errors).length === 0}
      />
      <Field
        name="description"
        label="Description"
        help="One sentence: what it does for whoever has it."
        kind="textarea"
        rows={2}
        value={values.description}
        error={errors.description}
        optional
      />
    </>
  );
}
