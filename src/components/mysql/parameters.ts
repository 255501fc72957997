import { InputError, jsonText, toInteger } from '../conversions.ts';

/** What MySQL is asked: values travel beside the text, never in it. */
export type Query = { text: string; values: Sent[] };
export type Sent = string | number | bigint | boolean | Date | Buffer | null;

/** Each alternative goes on to the end where what it begins is not closed, so that no text takes long to read. */
const PARTS = new RegExp(
  [
    // quoted text, quoted names and comments, in which no question mark is a parameter
    String.raw`'(?:[^'\\]|''|\\[\s\S])*(?:'|$)`,
    String.raw`"(?:[^"\\]|""|\\[\s\S])*(?:"|$)`,
    '`(?:[^`]|``)*(?:`|$)',
    String.raw`--[ \t][^\n]*`,
    String.raw`#[^\n]*`,
    String.raw`\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`(?<count>\b(?:LIMIT|OFFSET)\s+\?(?:\s*,\s*\?)?)`,
    String.raw`(?<mark>\?)`,
  ].join('|'),
  'gi',
);

/**
 * The query with its values: a list among them stands for as many question marks, and those behind LIMIT and OFFSET are
 * numbers, which texts of a form are not.
 * @throws InputError where there are more or fewer values than question marks
 */
export function queryOf(text: string, given: readonly unknown[]): Query {
  const values: Sent[] = [];
  let marks = 0;
  const next = () => {
    marks += 1;
    return given[marks - 1];
  };
  const expanded = text.replace(PARTS, (whole, ...rest) => {
    const groups: Record<string, string | undefined> = rest.at(-1);
    if (groups.count !== undefined)
      return whole.replaceAll('?', () => {
        const value = next();
        if (marks <= given.length) values.push(toInteger(value, 'Parameters', 0));
        return '?';
      });
    if (groups.mark === undefined) return whole;
    const value = next();
    const items = Array.isArray(value) ? value : [value];
    if (items.length === 0)
      throw new InputError(
        `The parameter ${marks} is an empty list: skip the step where there is nothing to ask for.`,
      );
    for (const item of items) values.push(sendable(item));
    return items.map(() => '?').join(', ');
  });
  if (marks !== given.length)
    throw new InputError(
      `The query has ${marks} question marks and is given ${given.length} parameters: give one for each.`,
    );
  return { text: expanded, values };
}

/** Objects go into columns of JSON. */
function sendable(value: unknown): Sent {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'object') return jsonText(value, 'Parameters');
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  return String(value);
}
