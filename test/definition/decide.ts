import { chooseBranch, type ReferenceScope } from '../../src/definition/compile/evaluate.ts';
import { compileInput } from '../../src/definition/compile/value.ts';
import type { ComplexItem, StepInput } from '../../src/definition/document/schema.ts';

/** A condition as a definition has it, each of its terms a reference to one of `terms`, which it adds to. */
function written(expression: unknown, terms: unknown[]): ComplexItem {
  if (!Array.isArray(expression)) return { type: 'value', value: JSON.stringify(expression) };
  const [operator, ...rest] = expression;
  if (operator === 'and' || operator === 'or') return [operator, ...rest.map((term) => written(term, terms))];
  return [
    operator,
    ...rest.map((term): StepInput => ({ type: 'reference', value: `terms.results.${terms.push(term) - 1}` })),
  ];
}

/**
 * Which of these conditions the product takes, each given with its terms as values: they are compiled from a
 * definition and weighed as in a run. Undefined when none holds.
 */
export function chosen(conditions: { name: string; expression: unknown[] }[]): string | undefined {
  const terms: unknown[] = [];
  const compiled = compileInput({
    type: 'complex',
    value: conditions.map(({ name, expression }) => ({
      name,
      type: 'complex',
      value: written(expression, terms),
    })),
  });
  if (compiled?.kind !== 'conditions') throw new Error('These are no conditions.');
  const scope: ReferenceScope = { read: () => terms, configVar: () => undefined };
  return chooseBranch(compiled.branches, scope);
}

/** Whether a condition holds, as `chosen` weighs it. */
export function decide(expression: unknown[]): boolean {
  return chosen([{ name: 'It holds', expression }]) !== undefined;
}
