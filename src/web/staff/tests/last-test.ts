import type { LastTest } from '../../../../views/tests/last-test.tsx';
import type { RoundShown } from '../../../../views/tests/rounds.tsx';
import type { OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { roundsIn } from '../../../definition/read/step-paths.ts';
import { type FlowAddress, links } from '../../../lib/links.ts';
import { isOpen } from '../../../models/executions.ts';
import { logsOfStep } from '../../../models/logs.ts';
import { countRounds } from '../../../models/rounds.ts';
import { getStepResult, type StepResult } from '../../../models/step-results.ts';
import { readStored } from '../../../models/stored-values.ts';
import type { Deps } from '../../kit/deps.ts';
import { resultOf, shownCall } from '../executions/panel.ts';
import { type FlowTest, stateOfRow, type TestedStep } from './results.ts';

/** What is read of a result for the panel; more is read on its own page. */
const MOST_CHARACTERS = 200_000;
const MOST_LINES = 50;

/** A step in the designer, and the rounds of the loops around it that are looked at. */
type Asked = { at: FlowAddress; step: OutlinedStep; rounds: string | undefined };

/** What a step, or the trigger, came to when its flow was tested last. */
export async function lastTestOf(deps: Deps, test: FlowTest, asked: Asked): Promise<LastTest> {
  const { execution, steps } = test;
  const { step, number, key } = asked.step;
  const shown = {
    number,
    href: links.execution(execution.id),
    execution: execution.id,
    isOpen: isOpen(execution.status),
    reference: `${key}.results`,
  };
  if (step.isTrigger) {
    const call = (await shownCall(deps, execution, MOST_CHARACTERS)) ?? 'not-kept';
    return { ...shown, rounds: [], result: undefined, call };
  }
  const tested = steps.get(keyOfStep(step));
  if (!tested) return { ...shown, rounds: [], result: undefined, call: undefined };
  const wanted = pathIn(tested.path, asked.rounds);
  const there = await roundsOf(deps, execution.id, wanted, asked);
  const isGone = there.some(({ round, count }) => round > count);
  const path = isGone ? tested.path : wanted;
  const rounds = isGone ? await roundsOf(deps, execution.id, path, asked) : there;
  const row = await getStepResult(deps.store.read, execution.id, path);
  return {
    ...shown,
    rounds,
    isOtherRound: isGone,
    result: row && (await resultIn(deps, test, tested, row)),
    call: undefined,
  };
}

async function resultIn(
  { store }: Pick<Deps, 'store'>,
  { execution }: FlowTest,
  tested: TestedStep,
  row: StepResult,
): Promise<LastTest['result']> {
  const span = { name: row.name, from: row.startedAt, to: row.endedAt };
  const to = (address: typeof links.executionValue) => ({
    input: address(execution.id, row.path, 'input'),
    output: address(execution.id, row.path, 'output'),
  });
  return {
    ...stateOfRow(execution, row),
    isChanged: tested.isChanged,
    path: row.path,
    href: links.executionStep({ id: execution.id }, row.path),
    error: row.error?.message,
    input: await readStored(row.input, store.blobs, MOST_CHARACTERS),
    output: resultOf(await readStored(row.output, store.blobs, MOST_CHARACTERS)).output,
    lines: await logsOfStep(store.read, execution.id, span, MOST_LINES),
    more: to(links.executionValue),
    download: to(links.executionPayload),
  };
}

/** The path in the rounds that are asked for, `0.3`; those that are not stay as they are. */
function pathIn(path: string, asked: string | undefined): string {
  const rounds = (asked ?? '').split('.');
  return path.replaceAll(/\[(\d+)\]\./g, (found) => {
    const round = rounds.shift() ?? '';
    return /^\d{1,9}$/.test(round) ? `[${round}].` : found;
  });
}

/** The rounds of a path as the panel is asked for them. */
export function roundsText(path: string): string {
  return roundsIn(path)
    .map(({ round }) => round)
    .join('.');
}

async function roundsOf(
  { store }: Deps,
  executionId: string,
  path: string,
  { at, step }: Asked,
): Promise<RoundShown[]> {
  const inside = roundsIn(path);
  const numbers = inside.map(({ round }) => round);
  const shown: RoundShown[] = [];
  for (const [depth, { loop, round }] of inside.entries()) {
    const count = await countRounds(store.read, executionId, loop);
    const to = (other: number) => {
      const rounds = numbers.with(depth, other).join('.');
      return other < 0 || other >= count ? undefined : links.flowStep({ ...at, rounds }, step.number);
    };
    const name = loop.slice(loop.lastIndexOf('.') + 1);
    shown.push({ loop: name, round: round + 1, count, before: to(round - 1), after: to(round + 1) });
  }
  return shown;
}
