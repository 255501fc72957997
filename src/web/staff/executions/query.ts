import * as v from 'valibot';
import { roundsIn } from '../../../definition/read/step-paths.ts';
import type { Seen } from '../../../lib/links.ts';
import { number } from '../../kit/query-types.ts';

const path = v.optional(v.pipe(v.string(), v.maxLength(1000)));
const count = v.optional(number);

/** What of an execution a page or its stream shows. */
export const asked = {
  step: path,
  loop: path,
  iteration: count,
  tab: v.optional(v.picklist(['data', 'logs', 'error'])),
  level: v.optional(v.picklist(['debug', 'info', 'warn', 'error'])),
  before: count,
};

export type Asked = v.InferOutput<v.ObjectSchema<typeof asked, undefined>>;

/** A step inside a loop unfolds its round, and that stays unfolded when another step is chosen. */
export function seenOf(id: string, { loop, iteration, ...asked }: Asked): Seen {
  if (loop !== undefined && iteration !== undefined) return { id, ...asked, loop, iteration };
  const inner = roundsIn(asked.step ?? '').at(-1);
  return inner ? { id, ...asked, loop: inner.loop, iteration: inner.round + 1 } : { id, ...asked };
}
