import { links } from '../../src/lib/links.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { Icon } from '../kit/icon.tsx';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { Menu, MenuItem } from '../kit/menu.tsx';
import { Dock, type Problem, ProblemList } from '../kit/problem-list.tsx';
import { FlowPanel, type ShownFlow } from './flow-panel.tsx';
import { FlowStepPanel, type ShownStep } from './flow-step-panel.tsx';
import { FlowSteps, type ListedStep } from './flow-steps.tsx';
import { type DraftState, PublishState } from './publish-state.tsx';
import { type StepPart, StepParts } from './step-parts.tsx';
import type { ValueLinks } from './step-value.tsx';

export type FlowChoice = { address: string; name: string; icon: string };

type FlowsPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  state: DraftState;
  flows: FlowChoice[];
  /** Position in `flows`. */
  current: number;
  steps: ListedStep[];
  /** Which part of a long flow is listed. */
  part: StepPart;
  panel: { step: ShownStep; valueLinks: ValueLinks } | { flow: ShownFlow };
  problems: Problem[];
};

/** The designer: a flow's steps, and beside them the one that is selected. */
export function FlowsPage(props: FlowsPageProps) {
  const { frame, integration, state, flows, current, steps, part, panel, problems } = props;
  const flow = flows[current];
  const name = flow?.name ?? '';
  const at = { id: integration.id, flow: flow?.address ?? '' };
  const selected = 'step' in panel ? panel.step.number : undefined;
  // A link to a step swaps the whole, in place: the list keeps its scroll position and the focus.
  const swap = {
    'hx-target:inherited': '#flow',
    'hx-select:inherited': '#flow',
    'hx-swap:inherited': 'outerMorph show:none',
  };
  return (
    <IntegrationLayout frame={frame} title={name} integration={integration} bare>
      <div class="split" id="flow" {...swap}>
        <main id="main" tabindex={-1}>
          <h1 class="sr-only">{`${integration.name}, flow ${name}`}</h1>
          <div class="topbar">
            <FlowSwitcher id={integration.id} flows={flows} current={current} />
            <PublishState integration={integration} state={state} />
          </div>
          <div class="page" hx-boost:inherited="true">
            <FlowSteps steps={steps} at={at} selected={selected} />
            <StepParts at={at} part={part} />
            {steps.some(({ isTrigger }) => !isTrigger) ? null : (
              <p class="muted">This flow has no steps yet.</p>
            )}
          </div>
          {problems.length === 0 ? null : (
            <Dock>
              <ProblemList problems={problems} note={noteOf(problems)} open={problems.length <= 3} />
            </Dock>
          )}
        </main>
        {'step' in panel ? (
          <FlowStepPanel step={panel.step} valueLinks={panel.valueLinks} />
        ) : (
          <FlowPanel flow={panel.flow} />
        )}
      </div>
    </IntegrationLayout>
  );
}

function noteOf(problems: Problem[]): string {
  return problems.some(({ tone }) => tone === 'bad') ? 'to correct' : 'worth a look';
}

function FlowSwitcher({ id, flows, current }: { id: string; flows: FlowChoice[]; current: number }) {
  const label = (
    <>
      <strong class="clip">{flows[current]?.name}</strong>{' '}
      <span class="muted wide">
        {flows.length === 1 ? '1 flow' : `${current + 1} of ${flows.length} flows`}
      </span>{' '}
      <Icon name="chevrons-up-down" />
    </>
  );
  return (
    <Menu label={label} grow>
      {flows.map(({ address, name, icon }, index) => (
        <MenuItem href={links.flow({ id, flow: address })} icon={icon} current={index === current}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** A definition may have no flow at all. */
export function NoFlowsPage({ frame, integration }: { frame: Frame; integration: IntegrationFacts }) {
  return (
    <IntegrationLayout frame={frame} title="Flows" integration={integration}>
      <h1 class="sr-only">{`${integration.name}, flows`}</h1>
      <EmptyState title="No flows yet">
        <p>An integration does its work in flows, each with a trigger and steps. This one has none.</p>
      </EmptyState>
    </IntegrationLayout>
  );
}
