import type { Database } from '../db/store.ts';
import { type ComponentLookup, compiling } from '../definition/compile/compile.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { inTurns } from '../lib/slices.ts';
import { getVersionDefinition, listVersions } from './versions.ts';

/** Versions as the engine runs them: each is compiled once, since a version never changes. */
export type CompiledVersions = {
  /** @throws AppError `not_found` */
  get(db: Database, integrationId: string, number: number): Promise<CompiledIntegration>;
  /** The newest published version, whether available or not. */
  newest(db: Database, integrationId: string): Promise<CompiledIntegration | undefined>;
};

const KEPT = 500;

/** An empty keep of compiled versions; the one that was compiled first is dropped first. */
export function createCompiledVersions(lookup: ComponentLookup): CompiledVersions {
  const compiled = new Map<string, CompiledIntegration>();
  const underWay = new Map<string, Promise<CompiledIntegration>>();
  const compile = async (db: Database, integrationId: string, number: number) => {
    const definition = await getVersionDefinition(db, integrationId, number);
    return await inTurns(compiling(definition, lookup));
  };
  const versions: CompiledVersions = {
    async get(db, integrationId, number) {
      const id = `${integrationId}/${number}`;
      const known = compiled.get(id);
      if (known) return known;
      const others = underWay.get(id);
      if (others) return await others;
      const work = compile(db, integrationId, number).finally(() => underWay.delete(id));
      underWay.set(id, work);
      const fresh = await work;
      const oldest = compiled.keys().next().value;
      if (compiled.size >= KEPT && oldest !== undefined) compiled.delete(oldest);
      compiled.set(id, fresh);
      return fresh;
    },
    async newest(db, integrationId) {
      const [last] = (await listVersions(db, integrationId, { limit: 1 })).items;
      return last && (await versions.get(db, integrationId, last.number));
    },
  };
  return versions;
}
