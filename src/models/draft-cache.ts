import type { Catalog } from '../components/catalog.ts';
import type { Database } from '../db/store.ts';
import { type Outline, outlineDefinition } from '../definition/document/outline.ts';
import type { Problem } from '../definition/document/problem.ts';
import type { Definition } from '../definition/document/schema.ts';
import { BoundedCache } from '../lib/bounded-cache.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { getDraftText, type Integration, storedDefinition } from './integrations.ts';

/** A draft as pages show it: parsed, numbered and checked. It is shared, so nobody changes it. */
export type Draft = {
  /** The JSON text that is stored. */
  text: string;
  definition: Definition;
  outline: Outline;
  problems: readonly Problem[];
};

/** Drafts by integration and revision: each is read and checked once per change, of its own or of the components. */
export type Drafts = {
  /** The draft, or a newer one where it has just changed. @throws AppError `not_found` */
  get(db: Database, integration: Pick<Integration, 'id' | 'revision'>): Promise<Draft>;
};

const KEPT = 200;
/** Characters of JSON in all. */
const KEPT_SIZE = 16_000_000;

/** An empty keep of drafts, which are checked this way against the catalogue. */
export function createDrafts(
  check: (text: string) => Promise<readonly Problem[]>,
  catalog: Pick<Catalog, 'revision'>,
): Drafts {
  // What was looked at last is dropped last.
  const kept = new BoundedCache<Draft>({
    most: KEPT,
    size: { most: KEPT_SIZE, of: ({ text }) => text.length },
  });
  return {
    async get(db, { id, revision }) {
      const components = catalog.revision;
      const known = kept.renew(`${id}/${revision}/${components}`);
      if (known) return known;
      const { text, revision: now } = await getDraftText(db, id);
      const problems = await check(text);
      // Each takes long for thousands of steps: others have their turn in between.
      const isLarge = text.length > LARGE_TEXT;
      if (isLarge) await nextTurn();
      const definition = storedDefinition(text);
      if (isLarge) await nextTurn();
      const draft = { text, definition, outline: outlineDefinition(definition), problems };
      kept.set(`${id}/${now}/${components}`, draft);
      return draft;
    },
  };
}
