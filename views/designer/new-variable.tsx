import { links } from '../../src/lib/links.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { SeenFields } from './seen.tsx';

export type NewVariablePageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  revision: number;
  types: Option[];
  pages: Option[];
  values: Record<string, string>;
  errors: Record<string, string>;
};

/** Over the designer: what a new config variable is called, what it is, and which page asks for it. */
export function NewVariablePage(props: NewVariablePageProps) {
  const { frame, integration, revision, types, pages, values, errors } = props;
  const { id } = integration;
  const at = links.integrationConfiguration(id);
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="new-variable"
      title="Add a config variable"
      close={at}
    >
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.variables(id)}>
        <SeenFields frame={frame} seen={{ revision }} />
        <Field
          name="name"
          label="Name"
          value={values.name ?? ''}
          error={errors.name}
          help="What people are asked for, for example Shop URL."
          required
          autofocus
        />
        <Field
          name="type"
          label="Type"
          kind="select"
          options={types}
          value={values.type}
          error={errors.type}
        />
        <Field
          name="page"
          label="Page"
          kind="select"
          options={pages}
          value={values.page}
          error={errors.page}
        />
        <div class="row">
          <Button kind="primary">Add variable</Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}
