import type { Flow } from '../../src/definition/document/schema.ts';
import { plural } from '../../src/lib/format.ts';
import { duplicateWords, queueWords, runFailureWords } from '../../src/lib/ui/failure-words.ts';
import type { StepLook } from '../../src/lib/ui/step-looks.ts';
import { Banner } from '../kit/banner.tsx';
import { Facts } from '../kit/facts.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { TriggerFacts, type TriggerShown } from './trigger-facts.tsx';

/** A flow as a whole. */
export type ShownFlow = StepLook & {
  name: string;
  description: string;
  stepCount: number;
  queue: Pick<Flow, 'queueConfig' | 'retryConfig'>;
  trigger: TriggerShown | undefined;
  /** The step that was asked for and is not there. */
  missing: string | undefined;
};

/** Beside the list while no step is selected: what the flow is. */
export function FlowPanel({ flow }: { flow: ShownFlow }) {
  const { name, description, stepCount, queue, trigger, missing } = flow;
  return (
    <StepPanel
      id="step-panel"
      title={name}
      note={`Flow · ${plural(stepCount, 'step')}`}
      hue={flow.hue}
      icon={flow.icon}
    >
      <PanelSection label="About this flow">
        {missing === undefined ? null : (
          <Banner tone="warn">{`There is no step ${missing} in this flow any more. Choose one of the list.`}</Banner>
        )}
        <p class={description === '' ? 'muted' : undefined}>
          {description || 'This flow has no description.'}
        </p>
        <p class="help">Choose a step to see its inputs.</p>
      </PanelSection>
      <PanelSection label="Trigger" title="What starts it">
        {trigger === undefined ? (
          <p class="muted">Nothing yet: the flow has no trigger.</p>
        ) : (
          <TriggerFacts trigger={trigger} />
        )}
      </PanelSection>
      <PanelSection label="Runs" title="Runs">
        <RunFacts queue={queue} />
      </PanelSection>
    </StepPanel>
  );
}

/** What a flow says of its runs. */
function RunFacts({ queue }: Pick<ShownFlow, 'queue'>) {
  const duplicates = duplicateWords(queue);
  return (
    <Facts
      items={[
        { label: 'When a run fails', value: runFailureWords(queue) },
        { label: 'Calls', value: queueWords(queue) },
        ...(duplicates === undefined ? [] : [{ label: 'Calls that come again', value: duplicates }]),
      ]}
    />
  );
}
