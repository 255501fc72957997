import type { Secret } from './crypto.ts';
import { inTurns as drivenInTurns } from './in-turns.ts';
import { createSearch, type Place } from './multi-search.ts';
import { MASK } from './secret-fields.ts';
import { spellingsOf } from './spellings.ts';
import { LARGE_TEXT } from './text-pieces.ts';

/**
 * Takes secrets out of JSON text (or any text) before it is stored or shown.
 * @param isCut whether more text followed once: then the first half of a secret may stand at the end
 */
export type Redactor = {
  (text: string, isCut?: boolean): string;
  /** The same, at once where the text is small; a large one is looked through in turns, and masked elsewhere if need be. */
  inTurns(text: string, mask: Mask | undefined): string | Promise<string>;
};

/** What a redactor for these secrets makes of a text, in a thread beside the server's. */
export type Mask = (text: string, secrets: readonly string[]) => Promise<string>;

// Shorter texts occur by chance all over and would make results unreadable.
const SHORTEST = 6;

/**
 * A redactor that replaces each secret, in every spelling of `spellingsOf`, by `MASK`. JSON stays JSON.
 * The spellings are made when the first text comes.
 */
export function createRedactor(secrets: Iterable<Secret>): Redactor {
  const long = [...secrets].filter((secret) => secret.reveal().length >= SHORTEST);
  if (long.length === 0) return Object.assign((text: string) => text, { inTurns: asItIs });
  const prepared = onceAsked(() => {
    const words = new Set(long.flatMap((secret) => [...spellingsOf(secret.reveal())]));
    return { words, search: createSearch(words) };
  });
  const replace = (text: string) => masked(text, prepared().search.all(text));
  const redact = (text: string, isCut = false) => {
    if (isCut) return replace(withoutHalf(text, prepared().words));
    const clean = replace(text);
    if (clean === text || isJson(clean) || !isJson(text)) return clean;
    const value = replaceInJson(text, replace);
    return isJson(value) && replace(value) === value ? value : `"${MASK}"`;
  };
  const large = async (text: string, mask: Mask | undefined) => {
    if (!(await drivenInTurns(prepared().search.any(text)))) return text;
    return mask
      ? await mask(
          text,
          long.map((secret) => secret.reveal()),
        )
      : redact(text);
  };
  return Object.assign(redact, {
    inTurns: (text: string, mask: Mask | undefined) =>
      text.length > LARGE_TEXT ? large(text, mask) : redact(text),
  });
}

/** A redactor that learns: what is held by others finds more secrets from then on, and forgets none. */
export type OpenRedactor = Redactor & { add(secrets: Iterable<Secret>): void };

export function createOpenRedactor(secrets: Iterable<Secret>): OpenRedactor {
  const known = new Map<string, Secret>();
  let current: Redactor;
  const add = (more: Iterable<Secret>) => {
    for (const secret of more) known.set(secret.reveal(), secret);
    current = createRedactor(known.values());
  };
  add(secrets);
  return Object.assign((text: string, isCut?: boolean) => current(text, isCut), {
    inTurns: (text: string, mask: Mask | undefined) => current.inTurns(text, mask),
    add,
  });
}

const asItIs = (text: string) => text;

function onceAsked<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The text with a mask in the place of the longest beginning of a word that it ends with. */
function withoutHalf(text: string, words: Iterable<string>): string {
  const last = text.at(-1);
  let half = 0;
  for (const word of words) {
    for (let length = Math.min(word.length - 1, text.length); length > half && length >= SHORTEST; length--) {
      if (word[length - 1] === last && text.endsWith(word.slice(0, length))) half = length;
    }
  }
  return half === 0 ? text : text.slice(0, -half) + MASK;
}

function masked(text: string, places: Place[]): string {
  let clean = '';
  let at = 0;
  for (const { from, to } of places) {
    clean += text.slice(at, from) + MASK;
    at = to;
  }
  return at === 0 ? text : clean + text.slice(at);
}

/** Where a secret of digits stands in a number, the number gives way to a text, so that JSON stays JSON. */
function replaceInJson(text: string, replace: (text: string) => string): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) => {
    const clean = replace(token);
    return clean === token || token.startsWith('"') ? clean : `"${MASK}"`;
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
