import type { ErrorConfig } from '../../src/definition/document/schema.ts';
import type { KnownReference } from '../../src/definition/read/known-references.ts';
import { links } from '../../src/lib/links.ts';
import { REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import type { StepLook } from '../../src/lib/ui/step-looks.ts';
import type { ValueLinks } from '../integrations/step-value.tsx';
import { TriggerFacts, type TriggerShown } from '../integrations/trigger-facts.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { type LastTest, LastTestSection } from '../tests/last-test.tsx';
import { type StepTest, StepTestSection } from '../tests/step-test.tsx';
import { type TestUrl, TestUrlSection } from '../tests/test-url.tsx';
import { FailureFields } from './failure-fields.tsx';
import { type AskedSchedule, ScheduleFields } from './schedule-fields.tsx';
import { type Seen, SeenFields } from './seen.tsx';
import { type AskedStepInput, StepInputField } from './step-inputs.tsx';

/** A step to be changed. */
export type EditedStep = StepLook & {
  /** `trigger` or its number. */
  number: string;
  name: string;
  component: string;
  action: string;
  about: string;
  hint: string | undefined;
  notes: string;
  inputs: AskedStepInput[];
  /** What is wrong with the step itself. */
  problems: string[];
  errorConfig: ErrorConfig | null | undefined;
  trigger: { facts: TriggerShown; schedule: AskedSchedule | undefined } | undefined;
  /** Paths of earlier results, with what they hold as an example. */
  references: KnownReference[];
  /** Keys of the config variables that a template can take. */
  variables: string[];
  /** Itself as YAML, to be pasted elsewhere. */
  text: string;
  /** Whether it can go further up, and down. */
  canGo: { up: boolean; down: boolean };
  isDisabled: boolean;
  /** Of a step that has an older version of its component than there is. */
  newer: { has: string; newest: number } | undefined;
};

export type StepFormPanelProps = {
  frame: Frame;
  id: string;
  seen: Seen;
  /** Where another trigger is chosen from. */
  flow: string;
  step: EditedStep;
  valueLinks: ValueLinks;
  lastTest: LastTest | undefined;
  stepTest: StepTest | undefined;
  testUrl: TestUrl | undefined;
  /** What of the form that was sent is wrong, by field, and what was typed there. */
  errors: Record<string, string>;
  typed: Record<string, string>;
};

/** The selected step beside the list, as a form. */
export function StepFormPanel(props: StepFormPanelProps) {
  const { frame, id, seen, step, valueLinks, lastTest, errors, typed } = props;
  const { flow, stepTest, testUrl } = props;
  const { number, name, component, action, about, hint, notes, inputs, problems, trigger } = step;
  const isTrigger = trigger !== undefined;
  return (
    <StepPanel
      id="step-panel"
      title={name}
      number={isTrigger ? undefined : number}
      note={component === action ? component : `${component} · ${action}`}
      hue={step.hue}
      icon={step.icon}
      actions={isTrigger ? <ChangeTrigger {...props} /> : <StepMenu {...props} />}
    >
      {step.newer === undefined ? null : <NewerVersion {...props} newer={step.newer} />}
      <form method="post" action={links.stepDetails(id)} id="step-form" data-saves hx-boost="true">
        <SeenFields frame={frame} seen={seen} />
        <PanelSection label="Step">
          <FormErrors errors={errors} />
          {step.isDisabled ? (
            <Banner tone="warn">
              Disabled: runs pass over it, and what refers to it gets nothing. Its menu enables it.
            </Banner>
          ) : null}
          {hint === undefined ? null : <Banner tone="warn">{hint}</Banner>}
          {problems.map((message) => (
            <p class="error">{message}</p>
          ))}
          <Field name="name" label="Name" value={typed.name ?? name} error={errors.name} />
          {about === '' ? null : <p class="help">{about}</p>}
        </PanelSection>
        {trigger === undefined ? null : (
          <PanelSection label="Trigger" title="What starts it">
            {trigger.schedule === undefined ? null : (
              <ScheduleFields schedule={trigger.schedule} errors={errors} typed={typed} />
            )}
            <TriggerFacts trigger={trigger.facts} />
          </PanelSection>
        )}
        {inputs.length === 0 ? null : (
          <PanelSection label="Inputs" title="Inputs">
            <References
              references={step.references}
              href={lastTest ? links.references({ id, flow }, number) : undefined}
            />
            {step.references.length === 0 ? null : (
              <a class="small" href={links.references({ id, flow }, number)} hx-boost="false">
                What earlier steps answer
              </a>
            )}
            <datalist id="known-variables">
              {step.variables.map((key) => (
                <option value={key} />
              ))}
            </datalist>
            {inputs.map((input) => (
              <StepInputField
                input={input}
                valueLinks={valueLinks}
                yaml={links.draftYaml(id)}
                references={step.references}
                picker={links.references({ id, flow }, number)}
              />
            ))}
          </PanelSection>
        )}
        {isTrigger ? null : <FailureFields config={step.errorConfig} errors={errors} typed={typed} />}
        <PanelSection label="Notes">
          <Field name="notes" label="Notes" optional kind="textarea" rows={2} value={typed.notes ?? notes} />
          <Button kind="primary">Save step</Button>
        </PanelSection>
      </form>
      {testUrl === undefined ? null : <TestUrlSection csrf={frame.csrf} id={id} test={testUrl} />}
      {stepTest === undefined ? null : <StepTestSection csrf={frame.csrf} id={id} test={stepTest} />}
      {lastTest === undefined ? null : <LastTestSection test={lastTest} />}
    </StepPanel>
  );
}

type NewerProps = StepFormPanelProps & { newer: NonNullable<EditedStep['newer']> };

function NewerVersion({ frame, id, seen, newer }: NewerProps) {
  return (
    <form method="post" action={links.stepVersion(id)} id="step-version">
      <SeenFields frame={frame} seen={seen} />
      <Banner tone="run" action={<Button>Use version {newer.newest}</Button>}>
        Newer version available: this step has {newer.has}. Its inputs stay, and undo brings it back.
      </Banner>
    </form>
  );
}

type ReferencesProps = {
  references: EditedStep['references'];
  /** Where there are real ones in their place. */
  href: string | undefined;
};

function References({ references, href }: ReferencesProps) {
  const real =
    href === undefined
      ? {}
      : {
          'hx-get': href,
          'hx-trigger': 'load',
          'hx-target': 'this',
          'hx-select': `#${REFERENCES_ID}`,
          'hx-swap': 'outerHTML',
        };
  return (
    <datalist id={REFERENCES_ID} {...real}>
      {references.map(({ path, example }) => (
        <option value={path}>{example}</option>
      ))}
    </datalist>
  );
}

function ChangeTrigger({ id, flow }: StepFormPanelProps) {
  return <Button href={links.newStep(id, { flow, trigger: 'yes' })}>Change trigger</Button>;
}

/** What can be done with a step as a whole. */
function StepMenu({ frame, id, seen, step: { name, canGo, isDisabled, text } }: StepFormPanelProps) {
  return (
    <MoreMenu name={`More for ${name}`}>
      <form method="post" action={links.stepMoves(id)} id="step-menu">
        <SeenFields frame={frame} seen={seen} />
        {canGo.up ? (
          <MenuItem icon="arrow-up" name="way" value="up" kbd="Alt ↑" data-key="Alt+ArrowUp">
            Move up
          </MenuItem>
        ) : null}
        {canGo.down ? (
          <MenuItem icon="arrow-down" name="way" value="down" kbd="Alt ↓" data-key="Alt+ArrowDown">
            Move down
          </MenuItem>
        ) : null}
        <MenuItem icon="copy" formaction={links.stepCopies(id)}>
          Duplicate
        </MenuItem>
        <MenuItem
          icon={isDisabled ? 'play' : 'skip-forward'}
          formaction={links.stepActivation(id)}
          name="active"
          value={isDisabled ? 'yes' : 'no'}
        >
          {isDisabled ? 'Enable step' : 'Disable step'}
        </MenuItem>
        <MenuItem icon="file-text" copies={text}>
          Copy as YAML
        </MenuItem>
        <MenuItem icon="trash-2" danger formaction={links.stepRemoval(id)} kbd="Del" data-key="Delete">
          Delete step
        </MenuItem>
      </form>
    </MoreMenu>
  );
}
