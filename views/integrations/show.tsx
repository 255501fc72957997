import { links } from '../../src/lib/links.ts';
import { type DraftState, DraftStateBar } from '../designer/draft-state.tsx';
import { FlowFormPanel, type FlowFormPanelProps } from '../designer/flow-panel.tsx';
import { type Seen, SeenFields } from '../designer/seen.tsx';
import { StepFormPanel, type StepFormPanelProps } from '../designer/step-panel.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { Icon } from '../kit/icon.tsx';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { Menu, MenuItem } from '../kit/menu.tsx';
import { Dock, type Problem, ProblemList } from '../kit/problem-list.tsx';
import { Toast } from '../kit/toast.tsx';
import type { LastTest } from '../tests/last-test.tsx';
import type { StepTest } from '../tests/step-test.tsx';
import { TestDock, type TestOfFlow } from '../tests/test-dock.tsx';
import type { TestUrl } from '../tests/test-url.tsx';
import { CodeNote } from './code-note.tsx';
import { FlowPanel, type ShownFlow } from './flow-panel.tsx';
import { FlowStepPanel, type ShownStep } from './flow-step-panel.tsx';
import { FlowSteps, type ListedStep } from './flow-steps.tsx';
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
  panel: Panel;
  problems: Problem[];
  /** What was just done. */
  said: string | undefined;
  /** What of the address, or of a form, is there no more. */
  notice: string | undefined;
  /** For those who may run it. */
  test: TestOfFlow | undefined;
  /** What the selected step came to when the flow was tested last. */
  lastTest: LastTest | undefined;
  /** For those who may run it. */
  stepTest: StepTest | undefined;
  /** Where the trigger is selected. */
  testUrl: TestUrl | undefined;
};

/** What is selected: to read, or to change for those who may. */
export type Panel =
  | { kind: 'step'; step: ShownStep; valueLinks: ValueLinks }
  | { kind: 'flow'; flow: ShownFlow }
  | {
      kind: 'edited-step';
      form: Omit<StepFormPanelProps, 'frame' | 'id' | 'lastTest' | 'stepTest' | 'testUrl'>;
    }
  | { kind: 'edited-flow'; form: Omit<FlowFormPanelProps, 'frame' | 'id'> };

/** The designer: a flow's steps, and beside them the one that is selected. */
export function FlowsPage(props: FlowsPageProps) {
  const { frame, integration, state, flows, current, steps, part } = props;
  const { panel, problems, said, notice, test } = props;
  const flow = flows[current];
  const name = flow?.name ?? '';
  const at = { id: integration.id, flow: flow?.address ?? '', payload: test?.payload };
  const canWrite = integration.canEdit;
  const selected = selectedIn(panel);
  // A link to a step swaps the whole, in place: the list keeps its scroll position and the focus.
  const swap = {
    'hx-target:inherited': '#flow',
    'hx-select:inherited': '#flow',
    'hx-swap:inherited': 'outerMorph show:none',
  };
  return (
    <IntegrationLayout
      frame={frame}
      title={name}
      integration={integration}
      bare
      toast={
        said === undefined ? undefined : <Said frame={frame} id={integration.id} state={state} said={said} />
      }
    >
      <div class="split" id="flow" {...swap}>
        <main id="main" tabindex={-1}>
          <h1 class="sr-only">{`${integration.name}, flow ${name}`}</h1>
          <div class="topbar">
            <FlowSwitcher id={integration.id} flows={flows} current={current} canWrite={canWrite} />
            <DraftStateBar frame={frame} integration={integration} state={state} seen={seenIn(panel)} />
          </div>
          <div class="page" hx-boost:inherited="true">
            <CodeNote integration={integration} />
            {notice === undefined ? null : (
              <Banner tone="warn" alert>
                {notice}
              </Banner>
            )}
            {canWrite ? <DragForm frame={frame} id={integration.id} seen={seenIn(panel)} /> : null}
            <FlowSteps steps={steps} at={at} selected={selected} canWrite={canWrite} />
            <StepParts at={at} part={part} />
            {steps.some(({ isTrigger }) => !isTrigger) ? null : (
              <p class="muted">This flow has no steps yet.</p>
            )}
          </div>
          {problems.length === 0 && test === undefined ? null : (
            <Dock>
              <ProblemList problems={problems} note={noteOf(problems)} open={problems.length <= 3} />
              {test === undefined ? null : <TestDock frame={frame} id={integration.id} test={test} />}
            </Dock>
          )}
        </main>
        <SelectedPanel {...props} />
      </div>
      {test?.stream === undefined ? null : (
        <div hidden {...{ 'hx-sse:connect': test.stream, 'hx-sse:close': 'close' }} />
      )}
    </IntegrationLayout>
  );
}

type SaidProps = { frame: Frame; id: string; state: DraftState; said: string };

/** What was just done, and the way back. */
function Said({ frame, id, state, said }: SaidProps) {
  return (
    <Toast>
      <form class="row" method="post" action={links.undo(id)}>
        <SeenFields frame={frame} seen={{ revision: state.revision }} />
        <span data-said-by="said">{said}</span>
        <Button>Undo</Button>
      </form>
    </Toast>
  );
}

type DragFormProps = { frame: Frame; id: string; seen: Seen | undefined };

/** What `drag-steps.js` sends; without it steps are moved by their menus. */
function DragForm({ frame, id, seen }: DragFormProps) {
  if (!seen) return null;
  const { revision, flow } = seen;
  return (
    <form method="post" action={links.stepMoves(id)} id="drag-form" hidden>
      <SeenFields frame={frame} seen={{ revision, flow }} />
    </form>
  );
}

function selectedIn(panel: Panel): string | undefined {
  if (panel.kind === 'step') return panel.step.number;
  return panel.kind === 'edited-step' ? panel.form.step.number : undefined;
}

function seenIn(panel: Panel) {
  return panel.kind === 'edited-step' || panel.kind === 'edited-flow' ? panel.form.seen : undefined;
}

function SelectedPanel({ frame, integration, panel, lastTest, stepTest, testUrl }: FlowsPageProps) {
  const { id } = integration;
  const tests = { lastTest, stepTest, testUrl };
  switch (panel.kind) {
    case 'step':
      return <FlowStepPanel step={panel.step} valueLinks={panel.valueLinks} lastTest={lastTest} />;
    case 'flow':
      return <FlowPanel flow={panel.flow} />;
    case 'edited-step':
      return <StepFormPanel frame={frame} id={id} {...tests} {...panel.form} />;
    case 'edited-flow':
      return <FlowFormPanel frame={frame} id={id} {...panel.form} />;
  }
}

function noteOf(problems: Problem[]): string {
  return problems.some(({ tone }) => tone === 'bad') ? 'to correct' : 'worth a look';
}

type FlowSwitcherProps = { id: string; flows: FlowChoice[]; current: number; canWrite: boolean };

function FlowSwitcher({ id, flows, current, canWrite }: FlowSwitcherProps) {
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
      {canWrite ? (
        <MenuItem href={links.newFlow(id)} icon="plus">
          Add a flow
        </MenuItem>
      ) : null}
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
        {integration.canWrite ? (
          <Button kind="primary" href={links.newFlow(integration.id)}>
            Add a flow
          </Button>
        ) : null}
      </EmptyState>
    </IntegrationLayout>
  );
}
