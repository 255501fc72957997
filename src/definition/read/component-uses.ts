import type { Catalog } from '../../components/catalog.ts';
import { isLatest } from '../../lib/latest-version.ts';
import type { ActionReference, ComponentReference, ConfigVar, Definition, Step } from '../document/schema.ts';
import { mapped, mapSteps } from '../edit/step-lists.ts';

/** A version of a custom component that a definition names; as the newest one, or because it pins it. */
export type ComponentUse = { component: string; number: number; isLatest: boolean };

/** Every reference to a component changed: of steps, of config variables, and of what a flow's code calls. */
export function mapComponents(
  definition: Definition,
  change: (component: ComponentReference) => ComponentReference,
): Definition {
  const inPart = <Part extends ActionReference | null | undefined>(part: Part): Part => {
    const component = part && change(part.component);
    return part && component !== part.component ? { ...part, component } : part;
  };
  const inStep = (step: Step): Step => {
    const action = inPart(step.action);
    return action === step.action ? step : { ...step, action };
  };
  const inVariable = (variable: ConfigVar): ConfigVar => {
    const [connection, dataSource] = [inPart(variable.connection), inPart(variable.dataSource)];
    if (connection === variable.connection && dataSource === variable.dataSource) return variable;
    return { ...variable, ...(connection && { connection }), ...(dataSource && { dataSource }) };
  };
  const { requiredConfigVars } = definition;
  return {
    ...definition,
    flows: mapped(definition.flows, (flow) => {
      const { supplementalComponents: called } = flow;
      const steps = mapSteps(flow.steps, inStep);
      return { ...flow, steps, ...(called && { supplementalComponents: called.map(change) }) };
    }),
    ...(requiredConfigVars && { requiredConfigVars: mapped(requiredConfigVars, inVariable) }),
  };
}

/** Whether a definition may name one of these components: told by its text, which costs less than to read it. */
export function namesOneOf(keys: readonly string[], text: string): boolean {
  return keys.some((key) => text.includes(JSON.stringify(key)));
}

/** Which versions of custom components a definition runs at the moment, each once. */
export function usesIn(definition: Definition, catalog: Catalog): ComponentUse[] {
  const uses = new Map<string, ComponentUse>();
  mapComponents(definition, (component) => {
    const number = catalog.find(component)?.custom?.number;
    if (number === undefined) return component;
    const id = `${component.key} ${number}`;
    const isAlsoLatest = uses.get(id)?.isLatest === true;
    uses.set(id, { component: component.key, number, isLatest: isLatest(component) || isAlsoLatest });
    return component;
  });
  return [...uses.values()];
}

/** The newest versions of those that a definition asks for as they are at the moment. */
export function latestIn(definition: Definition, catalog: Catalog): ReadonlyMap<string, number> {
  const latest = usesIn(definition, catalog).filter((use) => use.isLatest);
  return new Map(latest.map(({ component, number }) => [component, number]));
}

/** The definition with these versions where it asks for the newest. */
export function withPins(definition: Definition, pins: ReadonlyMap<string, number>): Definition {
  if (pins.size === 0) return definition;
  return mapComponents(definition, (component) => {
    const number = isLatest(component) ? pins.get(component.key) : undefined;
    return number === undefined ? component : { ...component, version: number };
  });
}
