import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { isLoopAround, type TestedResults } from '../../../definition/read/known-references.ts';
import { roundsIn } from '../../../definition/read/step-paths.ts';
import { isRecord } from '../../../lib/records.ts';
import { getStepResult } from '../../../models/step-results.ts';
import { readStored, type StoredValue } from '../../../models/stored-values.ts';
import type { Deps } from '../../kit/deps.ts';
import { resultOf, shownCall } from '../executions/panel.ts';
import type { FlowTest } from '../tests/results.ts';

/** A trigger that hands on what called it, as it is. */
const HANDS_ON = 'webhook-triggers';

/** With the steps whose results are too large to be read with the others. */
export type Tested = TestedResults & { large: ReadonlySet<OutlinedStep> };

/**
 * What steps have answered in the last test, secrets masked.
 * @param reader of the loops around it the item of the round that it was in
 * @param most how many characters of each are read
 */
export async function testedResults(
  deps: Deps,
  { trigger }: Pick<OutlinedFlow, 'trigger'>,
  { execution, steps }: FlowTest,
  reader: OutlinedStep,
  earlier: readonly OutlinedStep[],
  most: number,
): Promise<Tested> {
  const results = new Map<OutlinedStep, unknown>();
  const rounds = new Map<OutlinedStep, { currentItem: unknown; index: number }>();
  const large = new Set<OutlinedStep>();
  const { blobs, read } = deps.store;
  for (const step of earlier) {
    if (step === trigger) {
      const call = step.step.action.component.key === HANDS_ON && (await shownCall(deps, execution, most));
      if (call === 'large') large.add(step);
      else if (call) results.set(step, payloadOf(call));
      continue;
    }
    const tested = steps.get(keyOfStep(step.step));
    const row = tested && (await getStepResult(read, execution.id, tested.path));
    if (isLoopAround(step, reader)) {
      const stored = row && (await readStored(row.input, blobs, most));
      const opened = row && (await readStored(row.output, blobs, most));
      const path = steps.get(keyOfStep(reader.step))?.path ?? '';
      const index = roundsIn(path).find(({ loop }) => loop === tested?.path)?.round ?? 0;
      const items = itemsOf(stored, opened);
      if (items) rounds.set(step, { currentItem: items[index], index });
    } else if (row?.status === 'succeeded') {
      const { output } = resultOf(await readStored(row.output, blobs, most));
      if (output.kind === 'value') results.set(step, output.value);
      if (output.kind === 'large') large.add(step);
    }
  }
  return { results, rounds, large };
}

/** A loop that has ended says in its input what it went through, one that goes on in its result. */
function itemsOf(input: StoredValue | undefined, output: StoredValue | undefined): unknown[] | undefined {
  const given = input?.kind === 'value' && isRecord(input.value) ? input.value.items : undefined;
  if (Array.isArray(given)) return given;
  const opened = output?.kind === 'value' && isRecord(output.value) ? output.value.iterations : undefined;
  const items = isRecord(opened) ? opened.items : undefined;
  return Array.isArray(items) ? items : undefined;
}

type Call = Exclude<Awaited<ReturnType<typeof shownCall>>, 'large' | undefined>;

function payloadOf({ headers, queryParameters, pathFragment, body, contentType }: Call) {
  const data = body.kind === 'value' ? body.value : null;
  return { body: { data, contentType }, headers, queryParameters, pathFragment };
}
