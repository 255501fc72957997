import { valueAt } from '../../lib/records.ts';
import { InputError, jsonText, toList } from '../conversions.ts';
import { ownValue } from '../records.ts';

/** What PostgreSQL is asked: values travel beside the text, never in it. */
export type Query = { text: string; values: unknown[] };

/** Each alternative goes on to the end where what it begins is not closed, so that no text takes long to read. */
const PARTS = new RegExp(
  [
    // quoted text, quoted names and comments, in which nothing is a parameter
    String.raw`(?<quoted>[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$))`,
    '"[^"]*(?:"|$)',
    String.raw`--[^\n]*`,
    String.raw`\/\*[\s\S]*?(?:\*\/|$)`,
    String.raw`\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?(?:\$\k<tag>\$|$)`,
    // the three spellings of a named parameter
    String.raw`\$(?:\{(?<braced>[^{}]*)\}|<(?<angled>[^<>]*)>|\((?<round>[^()]*)\))`,
  ].join('|'),
  'g',
);

/**
 * The query with `$1`, `$2`, … for what it names: `${name}`, `$<name>` or `$(name)`; `${ids:csv}` stands for the items of
 * a list, `${order:json}` for a value as JSON.
 * @param given by name; or a list of what `$1`, `$2`, … in the text already stand for
 * @throws InputError for a name that has no value, or stands where no value can
 */
export function queryOf(text: string, given: Record<string, unknown> | unknown[]): Query {
  if (Array.isArray(given)) return { text, values: given.map((value) => value ?? null) };
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value ?? null)}`;
  const numbered = text.replace(PARTS, (whole, ...rest) => {
    const groups: Record<string, string | undefined> = rest.at(-1);
    if (groups.quoted !== undefined) refuseQuoted(whole, given);
    const named = groups.braced ?? groups.angled ?? groups.round;
    return named === undefined ? whole : placed(named, given, place);
  });
  return { text: numbered, values };
}

function placed(named: string, given: Record<string, unknown>, place: (value: unknown) => string): string {
  const [name = '', kind = ''] = named.split(':').map((part) => part.trim());
  const value = namedValue(name, given);
  if (kind === '') return place(value);
  const label = `\${${name}}`;
  if (kind === 'json') return place(jsonText(value, label));
  if (kind !== 'csv' && kind !== 'list')
    throw new InputError(
      `The query has ${label} with ":${kind}", which would write the value into its text: only :csv, :list and :json are known. Write names and pieces of SQL into the query itself.`,
    );
  const items = toList(value, label);
  if (items.length === 0)
    throw new InputError(
      `The parameter ${label} is an empty list: skip the step where there is nothing to ask for.`,
    );
  return items.map(place).join(', ');
}

function namedValue(name: string, given: Record<string, unknown>): unknown {
  if (Object.hasOwn(given, name)) return ownValue(given, name);
  const value = valueAt(given, name);
  if (value !== undefined && name !== '') return value;
  throw new InputError(
    `The query names \${${name}}, and no parameter is called so: add it to the named parameters, or correct the name.`,
  );
}

function refuseQuoted(quoted: string, given: Record<string, unknown>): void {
  for (const [whole, name = ''] of quoted.matchAll(/\$[{<(]\s*(\w+)[^{}<>()]*[}>)]/g)) {
    if (Object.hasOwn(given, name))
      throw new InputError(
        `The query has ${whole} within quotation marks, where it is text and no parameter: take it out of them, as in '%' || ${whole} || '%'.`,
      );
  }
}
