import type { Catalog } from '../../src/components/catalog.ts';
import { compiling } from '../../src/definition/compile/compile.ts';
import type { CompiledIntegration } from '../../src/definition/compile/compiled.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { atOnce } from '../../src/lib/in-turns.ts';

export function compileDefinition(definition: Definition, catalog: Catalog): CompiledIntegration {
  return atOnce(compiling(definition, catalog));
}
