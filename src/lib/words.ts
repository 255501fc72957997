const NO_WORD = /[^\p{L}\p{N}]+/u;

/** The words of a text, in lower case: runs of letters and digits. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(NO_WORD)
    .filter((word) => word !== '');
}

/** What is looked for: each part between spaces is words that stand together (`A-12` is `a 12`). */
export function phrasesOf(text: string): string[][] {
  return text
    .split(/\s+/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
}
