import { importDefinition } from '../definition/document/import.ts';
import type { Definition } from '../definition/document/schema.ts';
import text from './sample.yaml' with { type: 'text' };

/** The definition of the sample, which is an example for one's own. */
export function sampleDefinition(): Definition {
  const imported = importDefinition(text);
  if (imported.ok) return imported.definition;
  throw new Error(`The sample is no definition: ${imported.problems[0]?.message}`);
}
