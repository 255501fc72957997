import type { Catalog } from '../../components/catalog.ts';
import { importDefinition, parseDefinition } from '../document/import.ts';
import type { Problem } from '../document/problem.ts';
import type { Definition } from '../document/schema.ts';
import { checkDefinition } from './check.ts';

/** A definition with all that is odd about it, or the reasons why it is none. */
export type CheckedDefinition =
  | { ok: true; definition: Definition; problems: Problem[] }
  | { ok: false; problems: Problem[] };

/**
 * Reads a definition and looks at once for what would make it fail.
 * @param form `yaml` reads both; `json` text is known to be JSON, and is read in less time
 * @throws SyntaxError for `json` that is none
 */
export function readChecked(text: string, form: 'yaml' | 'json', catalog: Catalog): CheckedDefinition {
  const result = form === 'yaml' ? importDefinition(text) : parseDefinition(JSON.parse(text));
  if (!result.ok) return { ok: false, problems: result.problems };
  const { definition, problems, lineOf } = result;
  return {
    ok: true,
    definition,
    problems: [...problems, ...checkDefinition(definition, catalog, lineOf).problems],
  };
}
