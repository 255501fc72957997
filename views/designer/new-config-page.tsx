import { links } from '../../src/lib/links.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/choice.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { SeenFields } from './seen.tsx';

type NewConfigPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  revision: number;
  values: Record<string, string>;
  errors: Record<string, string>;
};

/** Over the designer: what a new page of the configuration is called. */
export function NewConfigPage({ frame, integration, revision, values, errors }: NewConfigPageProps) {
  const at = links.integrationConfiguration(integration.id);
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="new-config-page"
      title="Add a page"
      close={at}
    >
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.configPages(integration.id)}>
        <SeenFields frame={frame} seen={{ revision }} />
        <Field name="name" label="Name" value={values.name ?? ''} error={errors.name} required autofocus />
        <Field
          name="tagline"
          label="Tagline"
          optional
          value={values.tagline ?? ''}
          error={errors.tagline}
          help="A sentence under the name."
        />
        <Switch name="users" value="true" checked={values.users !== undefined}>
          Each user of a customer answers it alone
        </Switch>
        <div class="row">
          <Button kind="primary">Add page</Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}
