import type { ActionReference, ConfigVar, Definition, Step } from '../document/schema.ts';
import type { Of, Part } from './command.ts';
import { mapped, mapSteps } from './step-lists.ts';

/** Tells one part of a component from all others. */
export function partId({ kind, component, key }: Part): string {
  return JSON.stringify([kind, component, key]);
}

/** Puts parts of other components in the place of those that the definition names, wherever it names them. */
export function mapParts(definition: Definition, { parts }: Of<'map-parts'>): Definition {
  const targets = new Map(parts.map(({ to, ...part }) => [partId(part), to]));
  const targetOf = (kind: Part['kind'], reference: ActionReference | null | undefined) =>
    reference && targets.get(partId({ kind, component: reference.component.key, key: reference.key }));
  const inStep = (step: Step): Step => {
    const action = targetOf(step.isTrigger ? 'trigger' : 'action', step.action);
    return action ? { ...step, action } : step;
  };
  const inVariable = (variable: ConfigVar): ConfigVar => {
    const connection = targetOf('connection', variable.connection);
    const dataSource = targetOf('dataSource', variable.dataSource);
    if (!connection && !dataSource) return variable;
    return { ...variable, ...(connection && { connection }), ...(dataSource && { dataSource }) };
  };
  const variables = definition.requiredConfigVars ?? undefined;
  return {
    ...definition,
    flows: mapped(definition.flows, (flow) => {
      const steps = mapSteps(flow.steps, inStep);
      return steps === flow.steps ? flow : { ...flow, steps };
    }),
    ...(variables && { requiredConfigVars: mapped(variables, inVariable) }),
  };
}
