import type { ErrorConfig } from '../../src/definition/document/schema.ts';
import { stepFailureWords } from '../../src/lib/ui/failure-words.ts';
import type { StepLook } from '../../src/lib/ui/step-looks.ts';
import { Banner } from '../kit/banner.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { type LastTest, LastTestSection } from '../tests/last-test.tsx';
import { type PanelInput, StepInputs } from './step-inputs.tsx';
import type { ValueLinks } from './step-value.tsx';
import { TriggerFacts, type TriggerShown } from './trigger-facts.tsx';

/** A step to read: everything that the definition says of it. */
export type ShownStep = StepLook & {
  /** `trigger` or its number. */
  number: string;
  name: string;
  component: string;
  action: string;
  about: string;
  /** What is amiss with its component, and what to do. */
  hint: string | undefined;
  notes: string;
  inputs: PanelInput[];
  /** What is wrong with the step itself. */
  errors: string[];
  errorConfig: ErrorConfig | null | undefined;
  trigger: TriggerShown | undefined;
};

type FlowStepPanelProps = { step: ShownStep; valueLinks: ValueLinks; lastTest: LastTest | undefined };

/** The selected step, beside the list. */
export function FlowStepPanel({ step, valueLinks, lastTest }: FlowStepPanelProps) {
  const { number, name, component, action, about, hint, notes, inputs, errors, errorConfig, trigger } = step;
  return (
    <StepPanel
      id="step-panel"
      title={name}
      number={trigger === undefined ? number : undefined}
      note={component === action ? component : `${component} · ${action}`}
      hue={step.hue}
      icon={step.icon}
    >
      {hint === undefined && errors.length === 0 && notes === '' ? null : (
        <PanelSection label="Notes">
          {hint === undefined ? null : <Banner tone="warn">{hint}</Banner>}
          {errors.map((message) => (
            <p class="error">{message}</p>
          ))}
          {notes === '' ? null : <p>{notes}</p>}
        </PanelSection>
      )}
      {trigger === undefined ? null : (
        <PanelSection label="Trigger" title="What starts it">
          <TriggerFacts trigger={trigger} />
        </PanelSection>
      )}
      {trigger !== undefined && inputs.length === 0 ? null : (
        <PanelSection label="Inputs" title="Inputs">
          {about === '' || trigger !== undefined ? null : <p class="help">{about}</p>}
          <StepInputs inputs={inputs} valueLinks={valueLinks} />
        </PanelSection>
      )}
      {trigger === undefined ? (
        <PanelSection label="Error handling" title="When this step fails">
          <p>{stepFailureWords(errorConfig)}</p>
        </PanelSection>
      ) : null}
      {lastTest === undefined ? null : <LastTestSection test={lastTest} />}
    </StepPanel>
  );
}
