import type { Catalog } from '../../components/catalog.ts';
import { isRecord, own } from '../../lib/records.ts';
import { isOperator, OPERATORS } from '../compile/conditions.ts';
import type { Path } from '../document/problem.ts';
import type { ComplexItem, Step, StepInput } from '../document/schema.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';

const ELSE = 'Else';
/** Inputs that name the branches of the field's own branch component, for when it is not installed. */
const NAMING_INPUTS: ReadonlyMap<string, string> = new Map([
  ['branchOnExpression', 'conditions'],
  ['branchOnValue', 'branchValueMappings'],
]);

/** Checks the branches of a step: names, order, that each can be reached, and the conditions themselves. */
export function checkBranches(step: Step, path: Path, catalog: Catalog, report: Report): void {
  const declared = step.isTrigger ? catalog.trigger(step.action) : catalog.action(step.action);
  // A list in the fields of an object is no condition.
  const objects = declared?.inputs.filter(({ inputs }) => inputs !== undefined) ?? [];
  for (const [key, input] of Object.entries(step.inputs ?? {})) {
    if (objects.some((each) => each.key === key)) continue;
    checkOperators(input, [...path, 'inputs', key], report);
  }
  const branches = step.branches ?? [];
  const names = new Set<string>();
  for (const [index, { name }] of branches.entries()) {
    const place = [...path, 'branches', index, 'name'];
    if (names.has(name)) report('error', place, `The branch ${name} is there twice: rename one of them.`);
    if (name === ELSE && index < branches.length - 1) {
      report(
        'warning',
        place,
        `${ELSE} is not the last branch, so those after it read as never reached: move it to the end.`,
      );
    }
    names.add(name);
  }
  const possible = possibleNames(step, catalog);
  if (possible && branches.length > 0) checkReach(step, possible, names, path, report);
}

function checkReach(
  step: Step,
  possible: ReadonlySet<string>,
  names: ReadonlySet<string>,
  path: Path,
  report: Report,
): void {
  for (const [index, { name }] of (step.branches ?? []).entries()) {
    if (name === ELSE || possible.has(name)) continue;
    const message = `Nothing leads to the branch ${name}: give it a condition, or remove it.`;
    report('warning', [...path, 'branches', index, 'name'], message);
  }
  for (const name of possible) {
    if (name === ELSE || names.has(name)) continue;
    report('warning', path, `The step ${step.name} can choose ${name}, but has no such branch: add it.`);
  }
}

/** The names that a step can answer, as far as its inputs and its component tell. */
function possibleNames(step: Step, catalog: Catalog): Set<string> | undefined {
  const { component, key } = step.action;
  const declaration = step.isTrigger ? catalog.trigger(step.action) : catalog.action(step.action);
  const fromField = component.key === 'branch' ? NAMING_INPUTS.get(key) : undefined;
  const naming = declaration?.dynamicBranchInput ?? fromField;
  if (naming === undefined) {
    return declaration?.staticBranchNames ? new Set(declaration.staticBranchNames) : undefined;
  }
  const input = own(step.inputs, naming);
  return input?.type === 'complex' && Array.isArray(input.value) ? namesIn(input.value) : undefined;
}

/** Undefined when a name is only known at run time. */
function namesIn(items: ComplexItem[]): Set<string> | undefined {
  const names = new Set<string>();
  for (const item of items) {
    const name = isRecord(item) ? item.name : undefined;
    const text = isRecord(name) && name.type === 'value' ? name.value : name;
    if (typeof text !== 'string') return undefined;
    names.add(text);
  }
  return names;
}

function checkOperators(input: StepInput, path: Path, report: Report): void {
  if (input.type !== 'complex' || !Array.isArray(input.value)) return;
  for (const [index, item] of input.value.entries()) {
    if (!isRecord(item) || item.type !== 'complex' || !Array.isArray(item.value)) continue;
    checkExpression(item.value, [...path, 'value', index, 'value'], report);
  }
}

function checkExpression(expression: ComplexItem, path: Path, report: Report): void {
  const [operator, ...terms] = Array.isArray(expression) ? expression : [];
  if (operator === 'and' || operator === 'or') {
    for (const [index, term] of terms.entries()) checkExpression(term, [...path, index + 1], report);
    return;
  }
  if (typeof operator === 'string' && isOperator(operator)) return;
  report('error', path, () => {
    const word = typeof operator === 'string' ? operator : '';
    return `There is no condition “${word}”: ${didYouMean(word, OPERATORS, `choose one of ${OPERATORS.join(', ')}.`)}`;
  });
}
