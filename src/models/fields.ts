import * as v from 'valibot';
import { formatPath, type Problem } from '../definition/document/problem.ts';

/*
 * Names and other short texts of things: how long they may be, what is cleaned of them, and how a fault is said. Pages and
 * API take the same; definitions come from elsewhere as well, so that a file that breaks these rules is only warned of.
 */

/** Characters, or how many labels. */
const MOST = {
  name: 200,
  fileName: 255,
  description: 20_000,
  category: 100,
  label: 100,
  labels: 50,
  email: 254,
};

export const LONGEST_FILE_NAME = MOST.fileName;

/** How faults are said. */
type Words = {
  unstorable: string;
  empty: string;
  tooLong: (most: number) => string;
  labelTooLong: (most: number) => string;
  tooMany: (most: number) => string;
  key: string;
};

const UNSTORABLE = 'This holds a character that cannot be stored. Type it anew.';

/** To a person: whole sentences that say what to do. */
const SENTENCES: Words = {
  unstorable: UNSTORABLE,
  empty: 'This is empty. Type something.',
  tooLong: (most) => `This is longer than ${most} characters. Shorten it.`,
  labelTooLong: (most) => `A label is longer than ${most} characters. Shorten it.`,
  tooMany: (most) => `These are more than ${most} labels. Leave some out.`,
  key: 'A key has 16 to 200 letters, digits and signs, without spaces. Type another, or leave this empty.',
};

/** To a program: what follows the name of the field. */
const PREDICATES: Words = {
  unstorable: 'holds a character that cannot be stored',
  empty: 'must not be empty',
  tooLong: (most) => `must have at most ${most} characters`,
  labelTooLong: (most) => `must have at most ${most} characters`,
  tooMany: (most) => `must have at most ${most} items`,
  key: 'must have 16 to 200 printable ASCII characters without spaces',
};

function schemasIn(words: Words) {
  const storable = v.check(isStorable, words.unstorable);
  const upTo = (most: number, say = words.tooLong) => v.maxLength<string, number, string>(most, say(most));
  const filled = (empty = words.empty, most = MOST.name) =>
    v.pipe(v.string(), storable, v.trim(), v.minLength<string, 1, string>(1, empty), upTo(most));
  const text = (most: number) => v.pipe(v.string(), storable, upTo(most));
  const label = v.pipe(
    v.string(),
    storable,
    v.trim(),
    v.minLength<string, 1, string>(1, words.empty),
    upTo(MOST.label, words.labelTooLong),
  );
  return {
    /** Any other text. */
    text,
    /** @param empty what is said when there is none */
    name: (empty?: string) => filled(empty),
    /** @param empty what is said when there is none */
    fileName: (empty?: string) => filled(empty, MOST.fileName),
    description: text(MOST.description),
    category: v.pipe(v.string(), storable, v.trim(), upTo(MOST.category)),
    labels: v.pipe(
      v.array(label),
      v.transform((labels) => [...new Set(labels)]),
      v.maxLength<string[], number, string>(MOST.labels, words.tooMany(MOST.labels)),
    ),
    /** What another system calls it; at most as long as a name. */
    externalId: filled(),
    /** What callers send in a header; shorter ones could be guessed. */
    endpointKey: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,200}$/, words.key)),
    /** What a version has changed. */
    note: (empty: string) => filled(empty, MOST.description),
  };
}

/** As people type them. */
export const typed = schemasIn(SENTENCES);
/** As programs send them. */
export const sent = schemasIn(PREDICATES);

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** What of a definition's own texts no page or call would take. */
export function fieldWarnings(definition: {
  name: string;
  description?: string | null | undefined;
  category?: string | null | undefined;
  labels?: string[] | null | undefined;
}): Problem[] {
  const { name, description, category, labels } = definition;
  return [
    ...warning('name', typed.name('The integration has no name: give it one.'), name),
    ...warning('description', typed.description, description ?? ''),
    ...warning('category', typed.category, category ?? ''),
    ...warning('labels', typed.labels, labels ?? []),
  ];
}

/** The first fault, if any: the next one shows once it is mended. */
function warning(field: string, schema: v.GenericSchema, value: unknown): Problem[] {
  const [issue] = v.safeParse(schema, value).issues ?? [];
  if (!issue) return [];
  const within = (issue.path ?? []).flatMap(({ key }) => (typeof key === 'number' ? key : []));
  return [{ severity: 'warning', path: formatPath([field, ...within]), message: issue.message }];
}

/** A name of one line, as people and the organization have. */
function line(empty: string) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, empty),
    v.maxLength(MOST.name, `Give a name of at most ${MOST.name} characters.`),
    v.check((text) => isStorable(text) && !/\p{Cc}/u.test(text), UNSTORABLE),
  );
}

const personName = line('Give a name.');
const organizationName = line('Give the organization’s name.');
const email = v.pipe(
  v.string(),
  v.transform(normalEmail),
  v.minLength(1, 'Give an e-mail address.'),
  v.check(
    (address) => /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address) && address.length <= MOST.email,
    ({ input }) => `${input} is not an e-mail address.`,
  ),
);

/** What is wrong with a person's name, if anything. */
export const nameIssue = issueOf(personName);
/** What is wrong with an organization's name, if anything. */
export const organizationNameIssue = issueOf(organizationName);
/** What is wrong with an e-mail address, if anything. */
export const emailIssue = issueOf(email);

function issueOf(schema: v.GenericSchema<string>): (text: string) => string | undefined {
  return (text) => v.safeParse(schema, text).issues?.[0].message;
}

/** An address as it is stored, whatever its case when it was typed. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
