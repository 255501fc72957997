import type { Definition, Flow, StepInput } from '../document/schema.ts';
import type { Of } from './command.ts';
import { mapInputsOf } from './inputs.ts';
import { keyOfFlow, mapSteps } from './step-lists.ts';
import { CannotEdit, withFlow } from './steps.ts';

export function addFlow(definition: Definition, { flow, at }: Of<'add-flow'>): Definition {
  if (definition.flows.some((each) => keyOfFlow(each) === keyOfFlow(flow)))
    throw new CannotEdit(`There is a flow with the key of ${flow.name} already: give it another.`);
  refuseName(definition, flow.name, undefined);
  return { ...definition, flows: definition.flows.toSpliced(at ?? definition.flows.length, 0, flow) };
}

function refuseName({ flows }: Definition, name: string, own: Flow | undefined): void {
  if (flows.some((flow) => flow !== own && flow.name === name))
    throw new CannotEdit(`There is a flow ${name} already: choose another name.`);
}

/** Whatever names the flow follows: steps that call it, addresses by its name, the routing of calls. */
export function renameFlow(
  definition: Definition,
  { flow: key, name: given }: Of<'rename-flow'>,
): Definition {
  const name = given.trim();
  const flow = definition.flows.find((each) => keyOfFlow(each) === key);
  if (!flow) throw new CannotEdit('The flow is no longer there.');
  if (flow.name === name) return definition;
  refuseName(definition, name, flow);
  const flows = definition.flows.map((each) => {
    const steps = mapSteps(each.steps, (step) => {
      const isCall = step.action.component.key === 'cross-flow';
      return mapInputsOf(step, (input) => calling(input, flow.name, name, isCall));
    });
    return each === flow ? { ...each, name, steps } : steps === each.steps ? each : { ...each, steps };
  });
  const isRouting = definition.preprocessFlowName === flow.name;
  return { ...definition, flows, ...(isRouting && { preprocessFlowName: name }) };
}

/** Of a trigger's payload, addresses and keys are found by the name of a flow. */
const BY_NAME = /^([^.]+\.results\.webhook(?:Urls|ApiKeys)\.)(.*)$/s;

function calling(input: StepInput, from: string, to: string, isCall: boolean): StepInput {
  if (input.type === 'value') return isCall && input.value === from ? { ...input, value: to } : input;
  if (input.type !== 'reference' || !input.value) return input;
  const [, path, name] = BY_NAME.exec(input.value) ?? [];
  const isNamed = name === from || name?.startsWith(`${from}.`) === true;
  return isNamed ? { ...input, value: `${path}${to}${name.slice(from.length)}` } : input;
}

export function moveFlow(definition: Definition, { flow: key, at }: Of<'move-flow'>): Definition {
  const flow = definition.flows.find((each) => keyOfFlow(each) === key);
  if (!flow) throw new CannotEdit('The flow is no longer there.');
  return { ...definition, flows: definition.flows.filter((each) => each !== flow).toSpliced(at, 0, flow) };
}

export function changeFlow(definition: Definition, { flow, details }: Of<'change-flow'>): Definition {
  return withFlow(definition, flow, (each) => ({ ...each, ...details }));
}

export function removeFlow(definition: Definition, { flow: key }: Of<'remove-flow'>): Definition {
  const flows = definition.flows.filter((each) => keyOfFlow(each) !== key);
  if (flows.length === definition.flows.length) throw new CannotEdit('The flow is no longer there.');
  if (flows.length === 0) throw new CannotEdit('An integration has one flow at least: add another first.');
  return { ...definition, flows };
}
