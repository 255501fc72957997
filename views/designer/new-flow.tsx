import { links } from '../../src/lib/links.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/choice.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { SeenFields } from './seen.tsx';

type NewFlowPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  revision: number;
  values: Record<string, string>;
  errors: Record<string, string>;
};

const TRIGGERS = [
  {
    value: 'webhook-triggers/webhook',
    label: 'A webhook',
    help: 'Another system calls an address of its own.',
  },
  {
    value: 'schedule-triggers/schedule',
    label: 'A schedule',
    help: 'It runs by itself, at times that you say.',
  },
];

/** Over the designer: what a new flow is called, and what starts it. */
export function NewFlowPage({ frame, integration, revision, values, errors }: NewFlowPageProps) {
  const at = links.integration(integration.id);
  const trigger = values.trigger ?? TRIGGERS[0]?.value;
  return (
    <OverIntegration frame={frame} integration={integration} id="new-flow" title="Add a flow" close={at}>
      <FormErrors errors={errors} />
      <form class="stack" method="post" action={links.flows(integration.id)}>
        <SeenFields frame={frame} seen={{ revision }} />
        <Field name="name" label="Name" value={values.name ?? ''} error={errors.name} required autofocus />
        <Field
          name="description"
          label="Description"
          optional
          kind="textarea"
          rows={2}
          value={values.description ?? ''}
          error={errors.description}
        />
        <FieldGroup id="field-trigger" legend="What starts it" help="It can be changed at any time.">
          {TRIGGERS.map(({ value, label, help }) => (
            <Choice name="trigger" value={value} checked={value === trigger} help={help}>
              {label}
            </Choice>
          ))}
        </FieldGroup>
        <div class="row">
          <Button kind="primary">Add flow</Button>
          <Button href={at}>Cancel</Button>
        </div>
      </form>
    </OverIntegration>
  );
}
