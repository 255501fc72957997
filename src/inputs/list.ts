import { MASK } from '../lib/secret-fields.ts';
import { type Answer, jsonText, type Kind, oneLine, parsedOrText, readJson, type Typed } from './kind.ts';
import { string } from './string.ts';

/** Lists of a kind: an item a line, or JSON where items are more than a line. */
export function listOf(kind: Kind): Kind {
  return {
    ...string,
    word: `List: ${kind.word.toLowerCase()}`,
    isSecret: kind.isSecret,
    empty: () => [],
    isNeverRequired: true,
    isJson: true,
    isLong: true,
    emptied: [],
    check(value, declared) {
      const { label } = declared;
      if (!Array.isArray(value)) return { ok: false, message: `${label} must be a list.` };
      const items = [];
      for (const item of value) {
        const checked = kind.check(item, declared);
        if (!checked.ok)
          return { ok: false, message: `${label} must be a list whose items fit: ${checked.message}` };
        items.push(checked.value);
      }
      return { ok: true, value: items };
    },
    read: (typed) => readForced(typed, (text) => ({ is: 'value', value: readLines(text) })),
    control: (held, _declared, typed) => longControl('lines', held, listText(held), typed),
    lines: (held) => (listText(held) ?? oneLine(held)).split('\n').filter((line) => line !== ''),
    schema: (declared) => ({ type: 'array', items: kind.schema(declared) }),
  };
}

/** The lines of a text, trimmed, without the empty ones. */
export function readLines(text: string): string[] {
  return text.split(/\r\n?|\n/).flatMap((line) => line.trim() || []);
}

/** Reads a field that was printed as JSON as such, whatever it is else. */
export function readForced(typed: Typed, readText: (text: string) => Answer): Answer {
  const text = typed().trim();
  if (text === '') return { is: 'empty' };
  return typed('json').trim() === '' ? readText(text) : readJson(text);
}

/** @param asText what holds as lines; undefined where it needs more than that */
export function longControl(
  as: 'lines' | 'pairs',
  held: unknown,
  asText: string | undefined,
  typed: Typed | undefined,
) {
  const isForced = typed ? typed('json').trim() !== '' : asText === undefined;
  if (!isForced) return { as, value: typed ? typed() : (asText ?? '') };
  return { as: 'json' as const, value: typed ? typed() : jsonText(held), isForced };
}

/** Whether it fits in a line as it is. */
export function isLine(item: unknown): boolean {
  if (typeof item === 'number' || typeof item === 'boolean') return true;
  return typeof item === 'string' && item.trim() === item && item !== '' && !/[\r\n]/.test(item);
}

/** What a list or an object is; a default is JSON text. */
export function heldValue(value: unknown): unknown {
  return typeof value === 'string' ? parsedOrText(value) : value;
}

function listText(value: unknown): string | undefined {
  if (value === undefined || value === MASK) return '';
  const items = heldValue(value);
  return Array.isArray(items) && items.every(isLine) ? items.join('\n') : undefined;
}
