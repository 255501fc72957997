import { isRecord } from '../lib/records.ts';

/** Spellings of hyphenated names in a text, by the name in lower case. */
export type Spellings = ReadonlyMap<string, ReadonlySet<string>>;

export function spellingsIn(text: string): Spellings {
  const found = new Map<string, Set<string>>();
  // from the beginning of a word alone: packed data is one word of a megabyte
  for (const [name] of text.matchAll(/\b[A-Za-z]\w*(?:-\w+)+/g)) {
    const lower = name.toLowerCase();
    if (lower !== name) found.set(lower, (found.get(lower) ?? new Set()).add(name));
  }
  return found;
}

/**
 * Headers come in lower case, but code reads them as their senders spell them (`payload.headers['X-GitHub-Event']`): each
 * is there in its usual spelling, and in those of the bundle's text.
 */
export function withSpellings(payload: unknown, spellings: Spellings): unknown {
  if (!isRecord(payload) || !isRecord(payload.headers)) return payload;
  const headers = { ...payload.headers };
  for (const [name, value] of Object.entries(payload.headers)) {
    const usual = name.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase());
    for (const spelling of [usual, ...(spellings.get(name) ?? [])]) headers[spelling] ??= value;
  }
  return { ...payload, headers };
}
