import { isRecord } from '../../lib/records.ts';
import { yamlText } from '../../lib/yaml-text.ts';
import type { Definition, Step } from './schema.ts';

/**
 * Writes a definition as YAML the way the field's exports look: keys in alphabetical order, `key` before `component`
 * in a reference to an action, text in double quotes wherever a parser of YAML 1.1 or 1.2 might take it for something
 * else, long text as `|` blocks, nothing folded. The same definition always gives the same bytes, whatever the order of
 * its keys, and `importDefinition` reads it back unchanged.
 */
export function exportDefinition(definition: Definition): string {
  return yamlText(ordered(definition));
}

/** Writes steps as a list, in the same form, to be pasted elsewhere. */
export function exportSteps(steps: Step[]): string {
  return yamlText(ordered(steps));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.sort(byFieldOrder(keys)).map((key) => [key, ordered(value[key])]));
}

function byFieldOrder(keys: string[]): (a: string, b: string) => number {
  const isReference = keys.includes('key') && keys.includes('component');
  return (a, b) => {
    if (isReference && (a === 'key' || b === 'key')) return a === 'key' ? -1 : 1;
    return a < b ? -1 : 1;
  };
}
