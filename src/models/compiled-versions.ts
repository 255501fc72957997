import type { Catalog } from '../components/catalog.ts';
import type { Database } from '../db/store.ts';
import { compiling } from '../definition/compile/compile.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { BoundedCache } from '../lib/bounded-cache.ts';
import { inTurns } from '../lib/in-turns.ts';
import { getVersionDefinition, listVersions } from './versions.ts';

/** Versions as the engine runs them: each is compiled once, since a version never changes, until the components do. */
export type CompiledVersions = {
  /** @throws AppError `not_found` */
  get(db: Database, integrationId: string, number: number): Promise<CompiledIntegration>;
  /** The newest published version, whether available or not. */
  newest(db: Database, integrationId: string): Promise<CompiledIntegration | undefined>;
};

const KEPT = 500;

/** An empty keep of compiled versions; the one that was compiled first is dropped first. */
export function createCompiledVersions(catalog: Catalog): CompiledVersions {
  const kept = new BoundedCache<{ revision: number; compiled: CompiledIntegration }>({ most: KEPT });
  const underWay = new Map<string, Promise<CompiledIntegration>>();
  const compile = async (db: Database, integrationId: string, number: number) => {
    const definition = await getVersionDefinition(db, integrationId, number);
    return await inTurns(compiling(definition, catalog));
  };
  const versions: CompiledVersions = {
    async get(db, integrationId, number) {
      const { revision } = catalog;
      const id = `${integrationId}/${number}`;
      const known = kept.get(id);
      if (known?.revision === revision) return known.compiled;
      const task = `${id}/${revision}`;
      const others = underWay.get(task);
      if (others) return await others;
      const work = compile(db, integrationId, number).finally(() => underWay.delete(task));
      underWay.set(task, work);
      const compiled = await work;
      kept.set(id, { revision, compiled });
      return compiled;
    },
    async newest(db, integrationId) {
      const [last] = (await listVersions(db, integrationId, { limit: 1 })).items;
      return last && (await versions.get(db, integrationId, last.number));
    },
  };
  return versions;
}
