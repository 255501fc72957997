import type { Action, Trigger } from '../../components/component.ts';
import type { ComponentReference, Definition } from '../document/schema.ts';
import type { CompiledFlow, CompiledIntegration } from './compiled.ts';
import { compileConfigVars } from './config-vars.ts';
import { compileFlow } from './flow.ts';
import { compileFieldPath } from './value.ts';

/**
 * The components at hand. `ref` is the reference as written, which may pin a version number or a signature; an action
 * that is not known under it is answered with undefined.
 */
export type ComponentLookup = {
  action(componentKey: string, actionKey: string, ref: ComponentReference): Action | undefined;
  trigger(componentKey: string, triggerKey: string, ref: ComponentReference): Trigger | undefined;
  hasComponent(componentKey: string): boolean;
};

/**
 * Makes a definition ready to run: references and templates parsed, defaults filled in, actions looked up. Never throws
 * on a definition that passed the schema; what `checkDefinition` calls an error compiles to something that fails or
 * reads undefined when it is reached. Pauses after each step: what it makes has functions in it, which no other thread
 * could hand over.
 */
export function* compiling(
  definition: Definition,
  lookup: ComponentLookup,
): Generator<undefined, CompiledIntegration> {
  const flows: CompiledFlow[] = [];
  for (const flow of definition.flows) flows.push(yield* compileFlow(flow, lookup));
  return {
    name: definition.name,
    externalVersion: String(definition.version ?? ''),
    endpointType: definition.endpointType ?? 'flow_specific',
    preprocessFlowName: definition.preprocessFlowName || undefined,
    flowNameField: compileFieldPath(definition.flowNameField),
    externalCustomerIdField: compileFieldPath(definition.externalCustomerIdField),
    flows,
    configVars: compileConfigVars(definition),
  };
}
