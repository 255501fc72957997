import type { Catalog } from '../../components/catalog.ts';
import type { Action, Component, Trigger } from '../../components/component.ts';
import type { ActionReference, Flow, Step, StepInput } from '../document/schema.ts';
import { allSteps } from '../document/walk.ts';
import { mapSteps } from './step-lists.ts';

/** The name of a branch that a new step begins with. */
const FIRST_BRANCH = 'Branch 1';
const ELSE = 'Else';

/**
 * A step of an action or a trigger, as it begins: with the connection that the flow uses for the component already, and
 * with a first branch where it branches. Undefined for what is not there.
 * @param stableKey a new one, such as a UUID
 */
export function newStep(
  part: { component: string; key: string },
  kind: 'action' | 'trigger',
  catalog: Catalog,
  flow: Pick<Flow, 'steps'>,
  stableKey: string,
): Step | undefined {
  const component = catalog.find({ key: part.component });
  const action = { key: part.key, component: { key: part.component } };
  const declared = kind === 'trigger' ? catalog.trigger(action) : catalog.action(action);
  if (!component || !declared) return undefined;
  return {
    name: declared.display.label,
    stableKey,
    description: '',
    action: referenceTo(component, part.key),
    inputs: { ...connectionInputs(declared, component.key, flow), ...branchInputs(declared) },
    ...(kind === 'trigger' && { isTrigger: true }),
    ...(declared.allowsBranching && { branches: branchesOf(declared) }),
    ...('isLoop' in declared && declared.isLoop && { steps: [] }),
  };
}

/** How a definition names a part of a component that is installed here. */
export function referenceTo(component: Component, key: string): ActionReference {
  const isPublic = component.public !== false;
  return { key, component: { key: component.key, isPublic, version: 'LATEST' } };
}

function branchesOf({ dynamicBranchInput, staticBranchNames }: Action | Trigger) {
  const names = dynamicBranchInput === undefined ? (staticBranchNames ?? []) : [FIRST_BRANCH, ELSE];
  return names.map((name) => ({ name, steps: [] }));
}

/** The input that names the branches names the first one. */
function branchInputs({ dynamicBranchInput, inputs }: Action | Trigger): Record<string, StepInput> {
  const input = inputs.find(({ key }) => key === dynamicBranchInput);
  if (!input) return {};
  const first: StepInput =
    input.type === 'conditional'
      ? { name: FIRST_BRANCH, type: 'complex', value: ['and', ['exists', { type: 'reference', value: '' }]] }
      : { name: { type: 'value', value: FIRST_BRANCH }, type: 'value', value: '' };
  return { [input.key]: { type: 'complex', value: [first] } };
}

/** A flow mostly talks to one account of a system. */
function connectionInputs(
  { inputs }: Action | Trigger,
  component: string,
  flow: Pick<Flow, 'steps'>,
): Record<string, StepInput> {
  const own = inputs.find(({ type }) => type === 'connection');
  if (!own) return {};
  for (const { step } of allSteps(flow.steps, [])) {
    const used = step.action.component.key === component ? step.inputs?.[own.key] : undefined;
    if (used?.type === 'configVar' && used.value) return { [own.key]: { ...used } };
  }
  return {};
}

/** The same steps once more, each with a key of its own. @param newKey makes one, such as a UUID */
export function copiedSteps(steps: Step[], newKey: () => string): Step[] {
  return mapSteps(steps, (step) => ({ ...step, stableKey: newKey() }));
}

/** The same flow once more under another name, its steps with keys of their own. */
export function copiedFlow(flow: Flow, name: string, newKey: () => string): Flow {
  return { ...flow, name, stableKey: newKey(), steps: copiedSteps(flow.steps, newKey) };
}

/** Whether two steps are the same action of the same component, so that the inputs of one fit the other. */
export function isSameAction(one: ActionReference, other: ActionReference): boolean {
  return one.key === other.key && one.component.key === other.component.key;
}
