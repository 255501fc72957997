import type { Flow } from '../../src/definition/document/schema.ts';
import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { ShownFlow } from '../integrations/flow-panel.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/choice.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { type AskedRuns, RunFields } from './run-fields.tsx';
import { type Seen, SeenFields } from './seen.tsx';

export type FlowFormPanelProps = {
  frame: Frame;
  id: string;
  seen: Seen;
  address: string;
  flow: ShownFlow & {
    isSynchronous: boolean;
    security: NonNullable<Flow['endpointSecurityType']>;
    keepData: NonNullable<Flow['keepData']>;
    whenFailed: NonNullable<Flow['whenFailed']>;
    /** How many keys of the organization open it; they themselves are shown to nobody. */
    keyCount: number;
    runs: AskedRuns;
    /** One a line. */
    origins: string;
    accepts: string;
  };
  /** Its position among how many, from 0. */
  position: number;
  count: number;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

const SECURITY = [
  { value: 'unsecured', label: 'None: whoever knows the address' },
  { value: 'customer_optional', label: 'Optional: asked for once the instance has one' },
  { value: 'customer_required', label: 'One for each instance, made when it is deployed' },
  { value: 'organization', label: 'Keys of the organization', asksNext: true },
];

const KEPT = [
  { value: 'always', label: 'Of all runs' },
  { value: 'on_failure', label: 'Of runs that did not succeed' },
  { value: 'never', label: 'Of no run once it has ended' },
];

const WHEN_FAILED = [
  { value: 'fail', label: 'It ends as failed' },
  { value: 'pause', label: 'It is paused, until somebody resumes or cancels it' },
];

/** A flow as a whole, to be changed. */
export function FlowFormPanel(props: FlowFormPanelProps) {
  const { frame, id, seen, address, flow, errors, typed } = props;
  const { name, description, stepCount, trigger, missing } = flow;
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
                value={typed.security ?? flow.security}
              />
              <Field
                name="keys"
                label="Keys"
                kind="textarea"
                rows={2}
                value={typed.keys ?? ''}
                error={errors.keys}
                spellcheck={false}
                autocomplete="off"
                mono
                help={
                  flow.keyCount === 0
                    ? 'One a line. Callers send one of them in the header Api-Key.'
                    : `${plural(flow.keyCount, 'key')} kept, not shown. What you type, one a line, takes the place of all.`
                }
              />
              <Field
                name="accepts"
                label="Only calls where"
                optional
                kind="textarea"
                rows={2}
                value={typed.accepts ?? flow.accepts}
                error={errors.accepts}
                spellcheck={false}
                mono
                help="One comparison a line, and all must hold: body.data.type equal order.created. Other calls are answered 200, counted, and run nothing."
              />
              <Field
                name="origins"
                label="Pages that may call it"
                optional
                kind="textarea"
                rows={2}
                value={typed.origins ?? flow.origins}
                error={errors.origins}
                spellcheck={false}
                mono
                help="Origins of sites whose scripts call it from a browser, one a line, such as https://app.example.com; * for all."
              />
            </>
          ) : null}
          <Field
            name="whenFailed"
            label="When a run has failed for good"
            kind="select"
            options={WHEN_FAILED}
            value={typed.whenFailed ?? flow.whenFailed}
          />
          <Field
            name="keepData"
            label="Calls and results are kept"
            kind="select"
            options={KEPT}
            value={typed.keepData ?? flow.keepData}
          />
          <Button kind="primary">Save flow</Button>
        </PanelSection>
        <PanelSection label="Runs" title="Runs">
          <RunFields runs={flow.runs} errors={errors} typed={typed} />
          <Button>Save runs</Button>
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
