import { links } from '../../src/lib/links.ts';
import { savedDetails } from '../../src/lib/ui/saved-details.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Was } from '../kit/was.tsx';
import { NameFields } from './new.tsx';

type DetailsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  values: Record<string, string>;
  errors: Record<string, string>;
  /** Where the details were opened. */
  back: string;
};

/** The details again, where they could not be saved. */
export function DetailsPage({ frame, integration, values, errors, back }: DetailsProps) {
  return (
    <IntegrationLayout frame={frame} title="Details" integration={integration}>
      <PageHead title="Details" />
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.integration(integration.id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="return" value={back} />
        <Was values={savedDetails(integration)} />
        <NameFields values={values} errors={errors} />
        <Field
          name="category"
          label="Category"
          kind="datalist"
          suggestions={integration.categories}
          value={values.category}
          error={errors.category}
          optional
        />
        <Field
          name="labels"
          label="Labels"
          help="Separate with commas."
          value={values.labels}
          error={errors.labels}
          optional
        />
        <div class="row">
          <Button kind="primary">Save details</Button>
          <Button href={back}>Cancel</Button>
        </div>
      </form>
    </IntegrationLayout>
  );
}
