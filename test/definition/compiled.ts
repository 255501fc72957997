import { type ComponentLookup, compiling } from '../../src/definition/compile/compile.ts';
import type { CompiledIntegration } from '../../src/definition/compile/compiled.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { atOnce } from '../../src/lib/slices.ts';

export function compileDefinition(definition: Definition, lookup: ComponentLookup): CompiledIntegration {
  return atOnce(compiling(definition, lookup));
}
