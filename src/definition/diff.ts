import { isRecord } from './plain.ts';
import type { Definition } from './schema.ts';

/**
 * Whether two definitions say the same: equal values field by field, whatever the order of the keys. A field that is
 * undefined counts as absent.
 */
export function sameDefinition(a: Definition, b: Definition): boolean {
  return same(a, b);
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(own(a, key), own(b, key)));
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
