import * as v from 'valibot';

/** Schemas of what people type: texts, trimmed. The messages are whole sentences that say what to do. */

const storable = v.check(
  (text: string) => text.isWellFormed() && !text.includes('\0'),
  'This holds a character that cannot be stored. Type it anew.',
);
const upTo = (length: number) =>
  v.maxLength<string, number, string>(length, `This is longer than ${length} characters. Shorten it.`);

/** @param message what to do when it is empty */
export function filled(message: string, length = 200) {
  return v.pipe(v.string(), storable, v.minLength(1, message), upTo(length));
}

export function anyText(length = 20_000) {
  return v.pipe(v.string(), storable, upTo(length));
}

/** Whether a name was typed as it stands there. Names from files and the API may hold breaks, which a field cannot. */
export function isTyped(typed: string, name: string): boolean {
  const oneLine = (text: string) => text.trim().replaceAll(/\s+/g, ' ');
  return oneLine(typed) === oneLine(name);
}

/** Labels with commas between them. */
export const labelList = v.pipe(
  anyText(5000),
  v.transform((text) => [...new Set(text.split(',').flatMap((part) => part.trim() || []))]),
  v.maxLength(50, 'These are more than 50 labels. Leave some out.'),
);
