import { readPath } from '../document/references.ts';
import { type TemplatePart, textOf } from '../document/templates.ts';
import type { CompiledExpression, CompiledValue } from './compiled.ts';
import { assertOperator, compareTerms } from './conditions.ts';

/** Characters of a text made by a template: what the largest result of a step holds by default. */
const LONGEST = 32 * 1024 * 1024;

/**
 * What the values of a step are read from. `read` answers what a reference starts from: a step's results, or the item
 * or zero-based index of a loop that is going on; undefined for a step that has not run. `configVar` answers a config
 * variable as steps receive it.
 */
export type ReferenceScope = {
  read(step: string, root: 'results' | 'currentItem' | 'index'): unknown;
  configVar(key: string): unknown;
};

/**
 * The value that a step receives for an input (`views/help/writing-a-component.md#inputs`): text, what a reference or
 * config variable holds, a filled-in template, a list, `[{ key, value }]`, or conditions as `[{ key: branch, value:
 * ["and", …] }]` with their terms resolved.
 * @throws TypeError for a template that inserts an object which JSON cannot hold
 */
export function evaluate(value: CompiledValue, scope: ReferenceScope): unknown {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'reference':
      return readPath(scope.read(value.step, value.root), value.path);
    case 'configVar':
      return scope.configVar(value.key);
    case 'template':
      return filled(value.parts, scope);
    case 'list':
      return value.items.map((item) => evaluate(item, scope));
    case 'pairs':
      return value.items.map((item) => ({
        key: textOf(evaluate(item.name, scope)),
        value: evaluate(item.value, scope),
      }));
    case 'object':
      return Object.fromEntries(value.fields.map((field) => [field.key, evaluate(field.value, scope)]));
    case 'conditions':
      return value.branches.map(({ name, expression }) => ({
        key: name,
        value: resolved(expression, scope),
      }));
  }
}

/** A template with its gaps filled: measured part by part, since a short one may name a large value many times. */
function filled(parts: readonly TemplatePart[], scope: ReferenceScope): string {
  let text = '';
  for (const part of parts) {
    text += typeof part === 'string' ? part : textOf(evaluate(part, scope));
    if (text.length > LONGEST)
      throw new Error('This text would be larger than 32 MB, which is the limit: refer to less in it.');
  }
  return text;
}

/**
 * The name of the first branch whose condition holds; undefined when none does (the branch `Else` is then taken).
 * Terms are read one by one, so a branch that comes later costs nothing.
 * @throws Error for an unknown operator anywhere in a condition that is weighed, and where `compareTerms` does
 */
export function chooseBranch(
  branches: readonly { name: string; expression: CompiledExpression }[],
  scope: ReferenceScope,
): string | undefined {
  return branches.find(({ expression }) => {
    assertOperators(expression);
    return holds(expression, scope);
  })?.name;
}

/** Before anything is weighed: what decides early must not hide that the rest cannot be decided. */
function assertOperators(expression: CompiledExpression): void {
  if (expression.kind === 'compare') assertOperator(expression.operator);
  else expression.terms.forEach(assertOperators);
}

function holds(expression: CompiledExpression, scope: ReferenceScope): boolean {
  if (expression.kind === 'compare') {
    const right = expression.right && evaluate(expression.right, scope);
    return compareTerms(expression.operator, evaluate(expression.left, scope), right);
  }
  const { terms } = expression;
  return expression.kind === 'and'
    ? terms.every((term) => holds(term, scope))
    : terms.some((term) => holds(term, scope));
}

function resolved(expression: CompiledExpression, scope: ReferenceScope): unknown[] {
  if (expression.kind !== 'compare') {
    return [expression.kind, ...expression.terms.map((term) => resolved(term, scope))];
  }
  const terms = expression.right ? [expression.left, expression.right] : [expression.left];
  return [expression.operator, ...terms.map((term) => evaluate(term, scope))];
}
