import type { Catalog } from '../../components/catalog.ts';
import type { Definition } from '../document/schema.ts';
import { withShared } from '../read/shared-variables.ts';
import type { CompiledFlow, CompiledIntegration } from './compiled.ts';
import { compileConfigVars } from './config-vars.ts';
import { compileFlow } from './flow.ts';
import { compileFieldPath } from './value.ts';

/**
 * Makes a definition ready to run: references and templates parsed, defaults filled in, what components declare of
 * their actions taken over; the actions themselves are only referred to. Never throws on a definition that passed the
 * schema; what `checkDefinition` calls an error compiles to something that fails or reads undefined when it is reached.
 * Pauses after each step: it is much too much for another thread to hand over.
 */
export function* compiling(
  definition: Definition,
  catalog: Catalog,
): Generator<undefined, CompiledIntegration> {
  const flows: CompiledFlow[] = [];
  for (const flow of definition.flows) flows.push(yield* compileFlow(flow, catalog));
  const configVars = compileConfigVars(withShared(definition, catalog));
  const isAskedOfUsers = configVars.some(({ ofUsers }) => ofUsers);
  return {
    name: definition.name,
    externalVersion: String(definition.version ?? ''),
    endpointType: definition.endpointType ?? 'flow_specific',
    preprocessFlowName: definition.preprocessFlowName || undefined,
    flowNameField: compileFieldPath(definition.flowNameField),
    externalCustomerIdField: compileFieldPath(definition.externalCustomerIdField),
    externalCustomerUserIdField: isAskedOfUsers
      ? compileFieldPath(definition.externalCustomerUserIdField)
      : undefined,
    flows,
    configVars,
  };
}
