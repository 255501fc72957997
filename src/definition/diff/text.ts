import { isList, isRecord } from '../../lib/records.ts';

const LONGEST = 300;

/** Characters of a long text that are shown before the first difference. */
const LEAD = 40;

/** A value of a definition as a text that a person reads; undefined for what is not there. */
export function shownValue(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return excerpt(textOf(value), 0);
}

/** Two values that differ, shown from a little before their first difference where they are long. */
export function shownPair(before: unknown, after: unknown): [string | undefined, string | undefined] {
  const isAlike = shownWhole(before) === shownWhole(after);
  // What reads alike differs in its kind or in what is not shown: then its JSON is told.
  const [was, is] = isAlike ? [jsonOf(before), jsonOf(after)] : [shownWhole(before), shownWhole(after)];
  if (was === undefined || is === undefined) return [was && excerpt(was, 0), is && excerpt(is, 0)];
  const longer = Math.max(was.length, is.length);
  const from = longer > LONGEST ? Math.max(0, sharedLength(was, is) - LEAD) : 0;
  return [excerpt(was, from), excerpt(is, from)];
}

function shownWhole(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : textOf(value);
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function excerpt(text: string, from: number): string {
  if (text.trim() === '') return 'empty';
  const part = text.slice(from, from + LONGEST).toWellFormed();
  return `${from > 0 ? '…' : ''}${part}${text.length > from + LONGEST ? '…' : ''}`;
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return value.map(textOf).join(', ');
  if (!isRecord(value)) return value === null || value === undefined ? '' : JSON.stringify(value);
  if (isInput(value)) return inputText(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return entries.map(([key, each]) => `${key}: ${textOf(each)}`).join(', ');
}

/** Whether a record is an input as definitions write it: compared and shown as one value. */
export function isInput(value: unknown): boolean {
  return isRecord(value) && typeof value.type === 'string' && Object.hasOwn(value, 'value');
}

function inputText({ type, name, value }: Record<string, unknown>): string {
  const text = type === 'configVar' ? `{{#${textOf(value)}}}` : textOf(value);
  return name === undefined || name === null ? text : `${textOf(name)}: ${text}`;
}

/** `maxAttempts` → `Max attempts`. */
export function wordsOfKey(key: string): string {
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
