import type { Flow } from '../../src/definition/document/schema.ts';
import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { queueWords, runFailureWords } from '../../src/lib/ui/failure-words.ts';
import type { ShownFlow } from '../integrations/flow-panel.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/choice.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { type Seen, SeenFields } from './seen.tsx';

export type FlowFormPanelProps = {
  frame: Frame;
  id: string;
  seen: Seen;
  address: string;
  flow: ShownFlow & { isSynchronous: boolean; security: NonNullable<Flow['endpointSecurityType']> };
  /** Its position among how many, from 0. */
  position: number;
  count: number;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

const SECURITY = [
  { value: 'unsecured', label: 'None: whoever knows the address' },
  { value: 'customer_optional', label: 'The customer may set a key' },
  { value: 'customer_required', label: 'The customer must set a key' },
  { value: 'organization', label: 'A key of the organization' },
];

/** A flow as a whole, to be changed. */
export function FlowFormPanel(props: FlowFormPanelProps) {
  const { frame, id, seen, address, flow, errors, typed } = props;
  const { name, description, stepCount, queue, trigger, missing } = flow;
  const facts = [
    { label: 'When a run fails', value: runFailureWords(queue) },
    { label: 'Calls', value: queueWords(queue) },
  ];
  return (
    <StepPanel
      id="step-panel"
      title={name}
      note={`Flow · ${plural(stepCount, 'step')}`}
      hue={flow.hue}
      icon={flow.icon}
      actions={<FlowMenu {...props} />}
    >
      <form method="post" action={links.flowDetails(id)} id="flow-form" data-saves hx-boost="true">
        <SeenFields frame={frame} seen={seen} />
        <PanelSection label="About this flow">
          <FormErrors errors={errors} />
          {missing === undefined ? null : (
            <Banner tone="warn">{`There is no step ${missing} in this flow any more. Choose one of the list.`}</Banner>
          )}
          <Field name="name" label="Name" value={typed.name ?? name} error={errors.name} />
          <Field
            name="description"
            label="Description"
            optional
            kind="textarea"
            rows={2}
            value={typed.description ?? description}
          />
          {trigger === undefined ? (
            <p>
              This flow has no trigger yet, so nothing starts it.{' '}
              <a href={links.newStep(id, { flow: address, trigger: 'yes' })}>Choose one</a>
            </p>
          ) : null}
          {trigger?.isCalled ? (
            <>
              <Switch name="synchronous" value="true" checked={flow.isSynchronous}>
                Callers wait for the result
              </Switch>
              <Field
                name="security"
                label="Key of the webhook"
                kind="select"
                options={SECURITY}
                value={flow.security}
              />
            </>
          ) : null}
          <Button kind="primary">Save flow</Button>
        </PanelSection>
        <PanelSection label="Runs" title="Runs">
          <Facts items={facts} />
        </PanelSection>
      </form>
    </StepPanel>
  );
}

function FlowMenu({ frame, id, seen, flow: { name }, position, count }: FlowFormPanelProps) {
  return (
    <MoreMenu name={`More for ${name}`}>
      <form method="post" action={links.flowMoves(id)}>
        <SeenFields frame={frame} seen={seen} />
        {position > 0 ? (
          <MenuItem icon="arrow-up" name="at" value={String(position - 1)}>
            Move before the one above
          </MenuItem>
        ) : null}
        {position < count - 1 ? (
          <MenuItem icon="arrow-down" name="at" value={String(position + 1)}>
            Move behind the one below
          </MenuItem>
        ) : null}
        <MenuItem icon="copy" formaction={links.flowCopies(id)}>
          Copy flow
        </MenuItem>
        {count > 1 ? (
          <MenuItem icon="trash-2" danger formaction={links.flowRemoval(id)}>
            Delete flow
          </MenuItem>
        ) : null}
      </form>
    </MoreMenu>
  );
}
