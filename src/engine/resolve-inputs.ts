import type { Params } from '../components/component.ts';
import type { CompiledStep } from '../definition/compile/compiled.ts';
import { chooseBranch, evaluate, type ReferenceScope } from '../definition/compile/evaluate.ts';

/** Where the last, unconditional branch of a branching step leads. */
const ELSE = 'Else';

/**
 * A step's params: every input's value at this moment, raw, since components clean their own.
 * A list of named conditions becomes the name of the first branch whose condition holds.
 * @throws when a condition compares what cannot be compared
 */
export function resolveInputs(inputs: CompiledStep['inputs'], scope: ReferenceScope): Params {
  const params: Params = {};
  for (const { key, value } of inputs) {
    params[key] =
      value.kind === 'conditions' ? (chooseBranch(value.branches, scope) ?? ELSE) : evaluate(value, scope);
  }
  return params;
}
