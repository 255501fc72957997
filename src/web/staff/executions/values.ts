import * as v from 'valibot';
import type { CompiledFlow } from '../../../definition/compile/compiled.ts';
import { placeInFlow } from '../../../definition/read/step-paths.ts';
import { AppError } from '../../../lib/errors.ts';
import type { ValuePart } from '../../../lib/links.ts';
import type { Execution } from '../../../models/executions.ts';
import { getStepResult } from '../../../models/step-results.ts';
import { isResult, readableData, readStored } from '../../../models/stored-values.ts';
import type { Deps } from '../../kit/deps.ts';
import { shownRequest } from '../../kit/shown-requests.ts';

export const partOf = {
  step: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  part: v.optional(v.picklist(['input', 'output', 'request']), 'request'),
};

export type AskedPart = { step?: string | undefined; part: ValuePart };

/** The value that a part of a step holds, whole. @throws AppError `not_found` */
export async function valueOfPart(
  deps: Deps,
  execution: Execution,
  { step, part }: AskedPart,
): Promise<unknown> {
  if (part === 'request') return (await shownRequest(deps, execution))?.body ?? nothing();
  const row = await getStepResult(deps.store.read, execution.id, step ?? '');
  const stored = await readStored(part === 'input' ? row?.input : row?.output, deps.store.blobs);
  if (stored.kind === 'not-kept') throw new AppError('not_found', 'This value is no longer kept.');
  if (stored.kind !== 'value') return nothing();
  return part === 'output' && isResult(stored.value) ? (readableData(stored.value) ?? null) : stored.value;
}

function nothing(): never {
  throw new AppError('not_found', 'There is nothing stored at this address.');
}

/** What references call the value. */
export function referenceTo(flow: CompiledFlow | undefined, { step = '', part }: AskedPart): string {
  if (!flow || part === 'input') return '';
  if (part === 'request') return `${flow.trigger.key}.results.body.data`;
  return `${placeInFlow(flow, step)?.step.key ?? ''}.results`;
}
