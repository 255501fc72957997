import type { Definition, Flow, Step } from '../document/schema.ts';
import type { Of } from './command.ts';
import { withInput } from './inputs.ts';
import { renameIn } from './names.ts';
import { keyOfFlow, mapSteps } from './step-lists.ts';
import { CannotEdit, flowOf, refuseUnsayable, withFlow } from './steps.ts';

export function addFlow(definition: Definition, { flow, at }: Of<'add-flow'>): Definition {
  if (definition.flows.some((each) => keyOfFlow(each) === keyOfFlow(flow)))
    throw new CannotEdit(`There is a flow with the key of ${flow.name} already: give it another.`);
  refuseUnsayable('A flow', flow.name);
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
  const flow = flowOf(definition, key);
  if (flow.name === name) return definition;
  refuseName(definition, name, flow);
  const others = definition.flows.flatMap((each) => (each === flow ? [] : each.name));
  const reference = (text: string) => addressOf(text, flow.name, name, others);
  const flows = definition.flows.map((each) => {
    const steps = mapSteps(each.steps, (step) => calling(renameIn(step, { reference }), flow.name, name));
    const same = steps === each.steps ? each : { ...each, steps };
    return each === flow ? { ...same, name } : same;
  });
  const isRouting = definition.preprocessFlowName === flow.name;
  return { ...definition, flows, ...(isRouting && { preprocessFlowName: name }) };
}

/** Of a trigger's payload, addresses and keys are found by the name of a flow. */
const BY_NAME = /^([^.]+\.results\.webhook(?:Urls|ApiKeys)\.)(.*)$/s;

/** Names may have dots, so that one may begin another: of those that fit the longest is meant. */
function addressOf(text: string, from: string, to: string, others: readonly string[]): string {
  const [, path, name = ''] = BY_NAME.exec(text) ?? [];
  const fits = (flow: string) => name === flow || name.startsWith(`${flow}.`);
  const isOther = others.some((other) => other.length > from.length && fits(other));
  return path !== undefined && fits(from) && !isOther ? `${path}${to}${name.slice(from.length)}` : text;
}

/** A step that calls the flow says so in one input; another may hold the same text by chance. */
function calling(step: Step, from: string, to: string): Step {
  const called = step.inputs?.flowName;
  const isCall = step.action.component.key === 'cross-flow' && called?.type === 'value';
  return isCall && called.value === from ? withInput(step, 'flowName', { ...called, value: to }) : step;
}

export function moveFlow(definition: Definition, { flow: key, at }: Of<'move-flow'>): Definition {
  const flow = flowOf(definition, key);
  return { ...definition, flows: definition.flows.filter((each) => each !== flow).toSpliced(at, 0, flow) };
}

export function changeFlow(definition: Definition, { flow, details }: Of<'change-flow'>): Definition {
  return withFlow(definition, flow, (each) => withoutEmpty({ ...each, ...details }));
}

/** Fields of ours are there only where they say something. */
function withoutEmpty(flow: Flow): Flow {
  const { allowedOrigins, acceptsWhen, ...rest } = flow;
  return {
    ...rest,
    ...(allowedOrigins?.length ? { allowedOrigins } : {}),
    ...(acceptsWhen?.length ? { acceptsWhen } : {}),
  };
}

export function removeFlow(definition: Definition, { flow: key }: Of<'remove-flow'>): Definition {
  const flow = flowOf(definition, key);
  const flows = definition.flows.filter((each) => each !== flow);
  if (flows.length === 0) throw new CannotEdit('An integration has one flow at least: add another first.');
  return { ...definition, flows };
}
