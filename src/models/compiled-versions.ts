import type { Catalog } from '../components/catalog.ts';
import type { Database } from '../db/store.ts';
import { isWriting } from '../db/writing.ts';
import { compiling } from '../definition/compile/compile.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Definition } from '../definition/document/schema.ts';
import { latestIn, namesOneOf, withPins } from '../definition/read/component-uses.ts';
import { BoundedCache } from '../lib/bounded-cache.ts';
import { atOnce, inTurns } from '../lib/in-turns.ts';
import { storedDefinition } from './integrations.ts';
import { definitionOf } from './test-snapshots.ts';
import { listVersions } from './versions.ts';

/**
 * Versions as the engine runs them: each is compiled once, since a version never changes, until the components do. A
 * large one is compiled in turns, between which others are served; inside a write at once, since that may wait for
 * nobody: whoever writes asks for it before.
 */
export type CompiledVersions = {
  /** @param number of a version, or below 0 of a snapshot that test runs have run @throws AppError `not_found` */
  get(db: Database, integrationId: string, number: number): Promise<CompiledIntegration>;
  /** The newest published version, whether available or not. */
  newest(db: Database, integrationId: string): Promise<CompiledIntegration | undefined>;
  /** The text of a definition with the versions that its components have at the moment. */
  pinned(text: string): string;
  /** A draft that was read. */
  draft(
    db: Database,
    integrationId: string,
    draft: { text: string; revision: number },
  ): Promise<CompiledIntegration>;
};

const KEPT = 500;

/** An empty keep of compiled versions; the one that was compiled first is dropped first. */
export function createCompiledVersions(catalog: Catalog): CompiledVersions {
  const kept = new BoundedCache<{ revision: number; compiled: CompiledIntegration }>({ most: KEPT });
  const underWay = new Map<string, Promise<CompiledIntegration>>();
  const compiledOnce = async (id: string, read: () => Promise<Definition>, isInWrite: boolean) => {
    const { revision } = catalog;
    const known = kept.get(id);
    if (known?.revision === revision) return known.compiled;
    if (isInWrite) {
      const compiled = atOnce(compiling(await read(), catalog));
      kept.set(id, { revision, compiled });
      return compiled;
    }
    const task = `${id}/${revision}`;
    const others = underWay.get(task);
    if (others) return await others;
    const compile = async () => await inTurns(compiling(await read(), catalog));
    const work = compile().finally(() => underWay.delete(task));
    underWay.set(task, work);
    const compiled = await work;
    kept.set(id, { revision, compiled });
    return compiled;
  };
  const versions: CompiledVersions = {
    async get(db, integrationId, number) {
      return await compiledOnce(
        `${integrationId}/${number}`,
        async () => await definitionOf(db, integrationId, number),
        isWriting(db),
      );
    },
    pinned(text) {
      const definition = namesOneOf(catalog.customKeys(), text) ? storedDefinition(text) : undefined;
      return definition ? JSON.stringify(withPins(definition, latestIn(definition, catalog))) : text;
    },
    async draft(db, integrationId, { text, revision }) {
      const read = async () => storedDefinition(text);
      return await compiledOnce(`${integrationId}/draft ${revision}`, read, isWriting(db));
    },
    async newest(db, integrationId) {
      const [last] = (await listVersions(db, integrationId, { limit: 1 })).items;
      return last && (await versions.get(db, integrationId, last.number));
    },
  };
  return versions;
}
