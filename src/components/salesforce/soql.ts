import { InputError } from '../conversions.ts';

/** Texts would otherwise be read as more than a name, and ask for more than the step does. */
export function nameIn(text: string, label: string): string {
  const name = text.trim();
  if (/^[a-z]\w*(\.[a-z]\w*)*$/i.test(name)) return name;
  throw new InputError(
    `The input "${label}" holds ${JSON.stringify(name)}, which is no name in Salesforce: write it like Account or Region__c.`,
  );
}

const SIGNS: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

/** A text as a query writes it. */
export const quoted = (text: string) => `'${text.replaceAll(/[\n\r\t\\']/g, (sign) => SIGNS[sign] ?? '')}'`;

function literal(value: unknown, label: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return quoted(value);
  throw new InputError(
    `The input "${label}" compares with a value that is neither a text, a number nor true or false: choose one of these.`,
  );
}

/** `WHERE Name = 'Acme' AND Region__c IN ('EU', 'US')`; empty where nothing is asked. */
export function whereOf(conditions: Record<string, unknown>, label: string): string {
  const all = Object.entries(conditions).map(([field, value]) => {
    const name = nameIn(field, label);
    return Array.isArray(value) && value.length > 0
      ? `${name} IN (${value.map((each) => literal(each, label)).join(', ')})`
      : `${name} = ${literal(value, label)}`;
  });
  return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
}

/** `-CreatedDate Name` as Salesforce says it. */
export function orderOf(words: readonly string[], label: string): string {
  const all = words.map((word) =>
    word.startsWith('-') ? `${nameIn(word.slice(1), label)} DESC` : `${nameIn(word, label)} ASC`,
  );
  return all.length === 0 ? '' : ` ORDER BY ${all.join(', ')}`;
}
