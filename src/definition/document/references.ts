import type { CompiledReference } from '../compile/compiled.ts';

/**
 * The name under which later steps find a step's results: `Receive GitHub Events Trigger` →
 * `receiveGithubEventsTrigger`, `Get Thread's Last` → `getThreadSLast`. The rule is the field's own
 * (`views/help/building-a-flow.md#references`): only ASCII letters and digits count, the first word in lower case,
 * every other one capitalised.
 */
export function referenceKey(name: string): string {
  const words = name.split(/[^0-9a-zA-Z]+/).filter((word) => word !== '');
  return words
    .map((word, index) => {
      const lower = word.toLowerCase();
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1);
    })
    .join('');
}

/**
 * Reads `step.results[.path]`, `loop.currentItem[.path]` or `loop.index`. Dots are the only separators, since header
 * names hold `-` and web hook URLs are kept by flow name (`trigger.results.webhookUrls.Handle GitHub Events`).
 * Undefined for any other text.
 */
export function parseReference(text: string): CompiledReference | undefined {
  const [step, root, ...path] = text.split('.');
  if (!step) return undefined;
  if (root !== 'results' && root !== 'currentItem' && root !== 'index') return undefined;
  return { kind: 'reference', step, root, path };
}

/**
 * The value at a path: own enumerable properties, list positions and a list's `length`, nothing inherited. Keys may
 * hold dots themselves (`@odata.nextLink`): where the plain path leads nowhere, its parts are taken together.
 * Undefined where no reading leads anywhere.
 */
export function readPath(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const part of path) {
    if (!hasPart(current, part)) return readDotted(value, path, 0);
    current = current[part];
  }
  return current;
}

/** Longer ones are put together only where there is a key of that length: else a long path would be written out again and again. */
const SHORT_KEY = 64;

/** Short keys first, so that the plain path wins at each level. Each value is looked at once: it has one path. */
function readDotted(value: unknown, path: readonly string[], from: number): unknown {
  if (from === path.length) return value;
  let key = '';
  let lengths: Set<number> | undefined;
  for (let end = from; end < path.length; end++) {
    key = end === from ? (path[end] ?? '') : `${key}.${path[end]}`;
    if (key.length > SHORT_KEY) {
      lengths ??= lengthsOfKeys(value);
      if (lengths.size === 0) return undefined;
      if (!lengths.has(key.length)) continue;
      lengths.delete(key.length);
    }
    const found = hasPart(value, key) ? readDotted(value[key], path, end + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function lengthsOfKeys(value: unknown): Set<number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Set();
  const lengths = Object.keys(value).map(({ length }) => length);
  return new Set(lengths.filter((length) => length > SHORT_KEY));
}

function hasPart(value: unknown, part: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.prototype.propertyIsEnumerable.call(value, part)) return true;
  return part === 'length' && Array.isArray(value);
}

/**
 * The path below a trigger's payload that a routing field names: `payload.results.body.data.flow`,
 * `onTrigger.results.body.data.flow` and the bare `body.data.flow` all give `['body', 'data', 'flow']`
 * (`views/help/definition-format.md#addresses-and-routing`).
 */
export function payloadPath(text: string): string[] {
  const parts = text.split('.');
  return parts[1] === 'results' ? parts.slice(2) : parts;
}
