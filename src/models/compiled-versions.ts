import type { Database } from '../db/database.ts';
import { type ComponentLookup, compileDefinition } from '../definition/compile.ts';
import type { CompiledIntegration } from '../definition/compiled.ts';
import { getVersionDefinition } from './versions.ts';

/** Versions as the engine runs them: each is compiled once, since a version never changes. */
export type CompiledVersions = {
  /** @throws AppError `not_found` */
  get(db: Database, integrationId: string, number: number): Promise<CompiledIntegration>;
};

const KEPT = 500;

export function createCompiledVersions(lookup: ComponentLookup): CompiledVersions {
  const compiled = new Map<string, CompiledIntegration>();
  return {
    async get(db, integrationId, number) {
      const id = `${integrationId}/${number}`;
      const known = compiled.get(id);
      if (known) return known;
      const fresh = compileDefinition(await getVersionDefinition(db, integrationId, number), lookup);
      const oldest = compiled.keys().next().value;
      if (compiled.size >= KEPT && oldest !== undefined) compiled.delete(oldest);
      compiled.set(id, fresh);
      return fresh;
    },
  };
}
