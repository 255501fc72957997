import { shortened } from '../lib/format.ts';
import { asRecord, isRecord } from '../lib/records.ts';
import { MASK } from '../lib/secret-fields.ts';
import { type Answer, type Kind, oneLine } from './kind.ts';
import { heldValue, isLine, listOf, longControl, readForced, readLines } from './list.ts';

/** Rows of keys and values of a kind: `key: value` a line, or JSON where they are more than that. */
export function pairsOf(kind: Kind, keyLabel = 'Name'): Kind {
  return {
    ...listOf(kind),
    word: `Rows: ${keyLabel.toLowerCase()} and ${kind.word.toLowerCase()}`,
    check(value, { label }) {
      const pairs = Array.isArray(value)
        ? value
        : Object.entries(asRecord(value)).map(([key, item]) => ({ key, value: item }));
      const isWhole = pairs.every(
        (pair) => isRecord(pair) && typeof pair.key === 'string' && 'value' in pair,
      );
      return isWhole && typeof value === 'object'
        ? { ok: true, value: pairs }
        : { ok: false, message: `${label} must be a list of { key, value }.` };
    },
    read: (typed) => readForced(typed, readPairs),
    control: (held, _declared, typed) => longControl('pairs', held, pairsText(held), typed),
    lines: (held) => (pairsText(held) ?? oneLine(held)).split('\n').filter((line) => line !== ''),
    schema: (declared) => ({
      type: 'array',
      items: {
        type: 'object',
        properties: { key: { type: 'string' }, value: kind.schema(declared) },
        required: ['key', 'value'],
      },
    }),
  };
}

/** Reads `key: value` lines that a person typed. */
export function readPairs(text: string): Answer {
  const pairs = [];
  for (const line of readLines(text)) {
    const at = line.indexOf(':');
    if (at < 1)
      return { is: 'wrong', message: `“${shortened(line, 60)}” has no key and colon: write “key: value”.` };
    pairs.push({ key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() });
  }
  return { is: 'value', value: pairs };
}

function pairsText(value: unknown): string | undefined {
  if (value === undefined || value === MASK) return '';
  const held = heldValue(value);
  const pairs: unknown[] = Array.isArray(held)
    ? held
    : Object.entries(asRecord(held)).map(([key, item]) => ({ key, value: item }));
  const lines = pairs.map((pair) => {
    const { key, value: item } = asRecord(pair);
    return isLine(key) && (item === '' || isLine(item)) && !String(key).includes(':')
      ? `${key}: ${item}`.trim()
      : undefined;
  });
  return lines.includes(undefined) ? undefined : lines.join('\n');
}
