import type { LastTest } from '../../../../views/tests/last-test.tsx';
import type { OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { links } from '../../../lib/links.ts';
import { isOpen } from '../../../models/executions.ts';
import { getStepResult } from '../../../models/step-results.ts';
import { readStored } from '../../../models/stored-values.ts';
import type { Deps } from '../../kit/deps.ts';
import { resultOf } from '../executions/panel.ts';
import type { FlowTest } from './results.ts';

/** What is read of a result for the panel; more is read on its own page. */
const MOST_CHARACTERS = 200_000;

/** What a step came to when its flow was tested last. */
export async function lastTestOf(
  { store }: Pick<Deps, 'store'>,
  { execution, steps }: FlowTest,
  { step, number, key }: OutlinedStep,
): Promise<LastTest> {
  const tested = steps.get(keyOfStep(step));
  const at = { number, href: links.execution(execution.id) };
  if (!tested) return { ...at, isOpen: isOpen(execution.status), result: undefined };
  const row = await getStepResult(store.read, execution.id, tested.path);
  const stored = await readStored(row?.output, store.blobs, MOST_CHARACTERS);
  return {
    ...at,
    isOpen: isOpen(execution.status),
    result: {
      ...tested,
      href: links.executionStep({ id: execution.id }, tested.path),
      error: row?.error?.message,
      output: resultOf(stored).output,
      reference: `${key}.results`,
      more: links.executionValue(execution.id, tested.path, 'output'),
      download: links.executionPayload(execution.id, tested.path, 'output'),
    },
  };
}
