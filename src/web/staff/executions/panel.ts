import type { Panel, PanelContent } from '../../../../views/executions/panel.tsx';
import type { ShownCall } from '../../../../views/executions/request.tsx';
import type { ShownValue } from '../../../../views/executions/value.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { CompiledFlow } from '../../../definition/compile/compiled.ts';
import type { Step } from '../../../definition/document/schema.ts';
import { declaredOf } from '../../../definition/read/declared.ts';
import { placeInFlow } from '../../../definition/read/step-paths.ts';
import { type Seen, TRIGGER } from '../../../lib/links.ts';
import type { Instant } from '../../../lib/time.ts';
import { lookOf } from '../../../lib/ui/step-looks.ts';
import { type Execution, getRequest } from '../../../models/executions.ts';
import { logsOfStep } from '../../../models/logs.ts';
import { getStepResult, type StepResult } from '../../../models/step-results.ts';
import { isResult, readableData, readStored, type StoredValue } from '../../../models/stored-values.ts';
import type { StepState, TimelineStep } from '../../../models/timelines.ts';
import type { Deps } from '../../kit/deps.ts';
import { shownRequest } from '../../kit/shown-requests.ts';
import { LOOKS, tookOf } from './steps.ts';

/** More than that is read when somebody asks for it. */
const MOST_CHARACTERS = 1_000_000;
const MOST_LINES = 100;

type Reading = { deps: Deps; execution: Execution; flow: CompiledFlow | undefined; seen: Seen; at: Instant };

/** The selected step of an execution. */
export async function shownPanel(reading: Reading, timeline: TimelineStep[]): Promise<Panel | undefined> {
  const { flow, seen } = reading;
  if (!flow || seen.step === undefined) return undefined;
  if (seen.step === TRIGGER) return await triggerPanel(reading, flow);
  const step = timeline.find(({ path }) => path === seen.step);
  return step && (await stepPanel(reading, flow, step));
}

async function triggerPanel(
  { deps, execution }: Reading,
  { trigger, schedule }: CompiledFlow,
): Promise<Panel> {
  return {
    ...lookOf(trigger.trigger.component.key, { isScheduled: schedule !== undefined }),
    path: TRIGGER,
    number: undefined,
    title: trigger.name,
    note: nameOf({ action: trigger.trigger, isTrigger: true }, deps.catalog),
    reference: `${trigger.key}.results`,
    content: { kind: 'trigger', call: await shownCall(deps, execution, MOST_CHARACTERS) },
  };
}

/** What a component and its action or trigger are called. */
function nameOf(step: Pick<Step, 'action' | 'isTrigger'>, catalog: Catalog): string {
  const { component, action: does } = declaredOf(step, catalog);
  return component === does ? does : `${component} · ${does}`;
}

/** @param most how many characters are read at once */
export async function shownCall(
  deps: Deps,
  execution: Execution,
  most: number,
): Promise<ShownCall | 'large' | undefined> {
  const stored = await getRequest(deps.store.read, execution.id);
  const whole = await readStored(stored, deps.store.blobs, most);
  if (whole.kind === 'large') return 'large';
  const request = await shownRequest(deps, execution);
  if (!request) return undefined;
  const { body, ...rest } = request;
  const characters = whole.kind === 'value' ? whole.characters : 0;
  return { ...rest, body: body === null ? { kind: 'none' } : { kind: 'value', value: body, characters } };
}

async function stepPanel(reading: Reading, flow: CompiledFlow, step: TimelineStep): Promise<Panel> {
  const { deps, execution } = reading;
  const row = await getStepResult(deps.store.read, execution.id, step.path);
  const key = placeInFlow(flow, step.path)?.step.key ?? '';
  return {
    ...lookOf(step.component),
    path: step.path,
    number: step.number,
    title: step.name,
    note: nameOf({ action: { key: step.action, component: { key: step.component } } }, deps.catalog),
    reference: `${key}.results`,
    content: row ? await stepContent(reading, step, row) : { kind: 'not-run', why: WHY[step.state] ?? '' },
  };
}

const WHY: Partial<Record<StepState, string>> = {
  next: 'This step runs now. What it was given and gave is here when it has ended.',
  'not-yet': 'The run has not come to this step yet.',
  'not-run': 'The run ended before this step.',
  'not-taken': 'This step stands in a branch that was not taken.',
  disabled: 'Skipped (disabled): the version that ran has this step, or what it stands in, switched off.',
};

async function stepContent(
  { deps, execution, seen, at }: Reading,
  step: TimelineStep,
  row: StepResult,
): Promise<PanelContent> {
  const { blobs, read } = deps.store;
  const span = { name: row.name, from: row.startedAt, to: row.endedAt };
  const lines = await logsOfStep(read, execution.id, span, MOST_LINES + 1);
  const output = resultOf(await readStored(row.output, blobs, MOST_CHARACTERS));
  const tries =
    step.handler.kind === 'retry' ? { number: row.attempt, of: step.handler.maxAttempts + 1 } : undefined;
  return {
    kind: 'step',
    state: LOOKS[step.state],
    took:
      step.state === 'ignored'
        ? `${tookOf(execution, step, at)}, the run went on`
        : tookOf(execution, step, at),
    tries,
    tab: seen.tab ?? 'data',
    isDropped: await isDropped(deps, execution, row),
    input: await readStored(row.input, blobs, MOST_CHARACTERS),
    ...output,
    error: row.error
      ? { message: row.error.message, name: row.error.name, stack: row.error.stack, detail: row.error.detail }
      : undefined,
    lines,
    hasMoreLines: lines.length > MOST_LINES,
  };
}

/** Whether what the step was given and gave has gone before its execution. */
async function isDropped({ store }: Deps, { id, endedAt }: Execution, { input, output }: StepResult) {
  return endedAt !== null && !input && !output && (await getRequest(store.read, id)) === undefined;
}

/** The value that a result holds, and what stands beside it. */
export function resultOf(stored: StoredValue): {
  output: ShownValue;
  about: { label: string; value: string }[];
} {
  if (stored.kind !== 'value' || !isResult(stored.value)) return { output: stored, about: [] };
  const { data, statusCode, contentType, branch, iterations } = stored.value;
  const about = [
    { label: 'Status', value: statusCode },
    { label: 'Type', value: contentType },
    { label: 'Branch', value: branch },
    { label: 'Iterations', value: iterations?.count },
  ];
  const output: ShownValue = {
    kind: 'value',
    value: readableData({ data, contentType }) ?? null,
    characters: stored.characters,
  };
  return {
    output,
    about: about.flatMap(({ label, value }) => (value === undefined ? [] : { label, value: String(value) })),
  };
}
