import { InputError } from './conversions.ts';

/** Characters of the longest text that a step makes: what the largest result holds by default. */
export const LONGEST = 32 * 1024 * 1024;
/** Levels that a value may have: what the journal and the sandbox take as well. */
export const MAX_DEPTH = 512;

/** @throws InputError where a text would be longer than a step may make one; asked before it is made */
export function refuseLength(characters: number): void {
  if (characters <= LONGEST) return;
  throw new InputError('The result would be larger than 32 MB, which is the limit: work on less at a time.');
}

/** The texts with the separator between them. */
export function joined(parts: readonly string[], separator: string): string {
  let length = separator.length * Math.max(0, parts.length - 1);
  for (const part of parts) length += part.length;
  refuseLength(length);
  return parts.join(separator);
}

/**
 * Refuses a value that unfolds to more text than a step may make, or that nests too deeply to be written.
 * Answers whether there is a big integer in it, which JSON has no form for.
 * @param indent characters that each level is moved to the right by, where each value has a line of its own
 * @param levels how many levels the format is written with
 */
export function refuseUnwritable(value: unknown, label: string, indent = 0, levels = MAX_DEPTH): boolean {
  let length = 0;
  let hasBigInt = false;
  const visit = (item: unknown, depth: number): void => {
    length += indent * depth + 1;
    if (typeof item === 'string') length += item.length;
    else if (typeof item === 'bigint') hasBigInt = true;
    else if (item instanceof Uint8Array) length += item.byteLength;
    else if (typeof item === 'object' && item !== null) {
      if (depth >= levels) throw tooDeep(label, levels);
      for (const key in item) {
        if (!Array.isArray(item)) length += key.length;
        visit(Reflect.get(item, key), depth + 1);
      }
    }
    if (length > LONGEST) refuseLength(length);
  };
  visit(value, 0);
  return hasBigInt;
}

/** What is said of a value with too many levels, or with itself among its parts. */
export function tooDeep(label: string, levels = MAX_DEPTH): InputError {
  return new InputError(
    `The input "${label}" cannot be written as JSON or the like: it has more than ${levels} levels of lists and objects, or contains itself. Hand over a part of it.`,
  );
}
