import { isRecord } from '../../lib/records.ts';
import { formatPath, type Path, type Problem } from './problem.ts';

/** Levels of lists and mappings that a document may have: some 45 branches inside each other. */
export const MAX_DEPTH = 200;
/** Values that a document may hold; a full 5 MB export has a third of it. */
const MAX_VALUES = 1_000_000;

/** Keys that no document may use: `<<` is YAML's merge key, `__proto__` would not be data in JavaScript. */
const REFUSED_KEYS: ReadonlyMap<string, string> = new Map([
  ['<<', 'Merge keys (<<) are not part of a definition: write the fields out in full.'],
  ['__proto__', 'The key __proto__ cannot be used: give it another name.'],
]);

/** What is said of text that no encoding can write. */
export const HALF_CHARACTER =
  'The text holds half of a character (a lone surrogate): type the character anew.';

/** Plain data, or why it is none. */
export type PlainResult = { ok: true; value: unknown } | { ok: false; problems: Problem[] };

/** Why a mapping key cannot be taken, or undefined when it can. */
export function refusedKey(key: string): string | undefined {
  return REFUSED_KEYS.get(key);
}

/**
 * Copies a parsed JSON value, so that what follows deals with plain data only.
 * Never throws: values that JSON cannot hold, cycles, too much depth or size are problems with their path.
 */
export function readPlain(value: unknown): PlainResult {
  const reading: Reading = { problems: [], values: 0 };
  const copy = copyOf(value, [], reading);
  return reading.problems.length === 0
    ? { ok: true, value: copy }
    : { ok: false, problems: reading.problems };
}

type Reading = { problems: Problem[]; values: number };

function copyOf(value: unknown, path: Path, reading: Reading): unknown {
  if (reading.problems.length > 0) return null;
  if (++reading.values > MAX_VALUES) return refuse(`The document has more than ${MAX_VALUES} values.`);
  if (path.length > MAX_DEPTH) return refuse(`The document is more than ${MAX_DEPTH} levels deep.`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value + 0 : refuse('JSON has no such number.');
  if (typeof value === 'string') return value.isWellFormed() ? value : refuse(HALF_CHARACTER);
  if (Array.isArray(value)) return value.map((item, index) => copyOf(item, [...path, index], reading));
  if (isRecord(value)) return copyOfRecord(value, path, reading);
  return refuse(`A definition is JSON; it cannot hold a ${typeof value}.`);

  function refuse(message: string): null {
    reading.problems.push({ severity: 'error', path: formatPath(path), message });
    return null;
  }
}

function copyOfRecord(value: Record<string, unknown>, path: Path, reading: Reading): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const refusal = refusedKey(key);
    if (refusal)
      reading.problems.push({ severity: 'error', path: formatPath([...path, key]), message: refusal });
    else copy[key] = copyOf(item, [...path, key], reading);
  }
  return copy;
}
