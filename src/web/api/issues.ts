import * as v from 'valibot';
import type { Issue } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';

type Entries = Record<string, unknown>;

/** More than anybody corrects at once; a body of 1 MB can have 400,000, and the answer would be far larger than it. */
const MOST_ISSUES = 100;

/** Checks an object of known fields. Every fault is an issue, every unknown field one of its own, up to 100. */
export function checkFields<const E extends v.ObjectEntries>(
  schema: v.StrictObjectSchema<E, undefined>,
  value: object,
): { ok: true; output: v.InferOutput<v.StrictObjectSchema<E, undefined>> } | { ok: false; issues: Issue[] } {
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(schema.entries, key));
  const parsed = v.safeParse(schema, value);
  if (parsed.success && unknown.length === 0) return { ok: true, output: parsed.output };
  const wrong = (parsed.issues ?? []).filter((issue) => !isUnknown(issue) || issue.path?.length !== 1);
  const faults = wrong.slice(0, MOST_ISSUES).map(issueOf);
  const strange = unknown.slice(0, MOST_ISSUES - faults.length);
  return { ok: false, issues: [...faults, ...strange.map((key) => unknownIssue(key, schema.entries))] };
}

function unknownIssue(key: string, entries: Entries): Issue {
  const known = Object.keys(entries);
  const meant = key.length > 100 ? undefined : nearest(key, known);
  const hint = meant ? `did you mean ${meant}?` : `there are: ${known.join(', ') || 'none'}.`;
  return { path: key, message: `${key.slice(0, 100)} is not known here; ${hint}` };
}

function isUnknown(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  null: 'null',
};

function issueOf(issue: v.BaseIssue<unknown>): Issue {
  const path = v.getDotPath(issue) ?? '';
  if (issue.kind !== 'schema' || issue.type === 'custom' || isUnknown(issue))
    return { path, message: `${path} ${issue.message}.` };
  if (issue.received === 'undefined') return { path, message: `${path} is missing.` };
  return { path, message: `${path} must be ${wanted(issue.expected ?? '')}.` };
}

/** Valibot names what it expects as TypeScript does: `string`, `("start" | "failed-step")`. */
function wanted(expected: string): string {
  const choices = expected.match(/"[^"]+"/g)?.map((choice) => choice.slice(1, -1));
  if (choices) return choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(', ')}`;
  return expected
    .replace(/[()]/g, '')
    .split(' | ')
    .map((kind) => KINDS[kind] ?? kind)
    .join(' or ');
}
