import type { BaseIssue } from 'valibot';
import type { Path } from './problem.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Array', 'a list'],
  ['Object', 'a mapping of fields'],
  ['null', 'empty'],
  ['(string | number | boolean)', 'a text'],
  ['(number | string)', 'a number or a text'],
  ['(string | number)', 'a text or a number'],
]);

/** One sentence on what is wrong with a field and what to do about it. */
export function explainIssue(issue: BaseIssue<unknown>, path: Path): string {
  const field = path.findLast((part) => typeof part === 'string') ?? 'The definition';
  const what = typeof path.at(-1) === 'number' ? `An entry of ${field}` : field;
  if (issue.type === 'custom') return issue.message;
  if (issue.type === 'min_length') return `${what} is empty: give it a text.`;
  if (issue.input === undefined) return `${what} is missing: add it.`;
  const wanted = wantedOf(issue.expected ?? '');
  return `${what} must be ${wanted}, not ${givenOf(issue.input)}${hintOf(issue)}.`;
}

function wantedOf(expected: string): string {
  const kind = KINDS.get(expected);
  if (kind) return kind;
  const choices = expected.match(/"[^"]+"/g)?.map((choice) => choice.slice(1, -1));
  if (!choices) return `of the type ${expected}`;
  return choices.length === 1 ? String(choices[0]) : `one of ${[...new Set(choices)].join(', ')}`;
}

function givenOf(input: unknown): string {
  if (input === null) return 'empty';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a mapping';
  const text = String(input);
  return typeof input === 'string' ? `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”` : text;
}

function hintOf(issue: BaseIssue<unknown>): string {
  const isScalar = typeof issue.input === 'number' || typeof issue.input === 'boolean';
  if (issue.expected === 'string' && isScalar) return ': put it in quotes';
  const isText = typeof issue.input === 'string';
  if (isText && (issue.expected === 'number' || issue.expected === 'boolean'))
    return ': write it without quotes';
  return '';
}
