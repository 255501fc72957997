/** A word by its first letter or digit, with the marks on it. */
const INITIALS = /([\p{L}\p{N}]\p{M}{0,3})[\p{L}\p{M}\p{N}'’]*/gu;

/** The first letters of the first two words, `AO` for "Acme order sync"; empty for a name without any. */
export function monogramOf(name: string): string {
  const initials: string[] = [];
  for (const [, initial = ''] of name.slice(0, 200).matchAll(INITIALS)) {
    // Of ß in capitals the first.
    initials.push(initial.toUpperCase().replace(/^SS$/, 'S'));
    if (initials.length === 2) break;
  }
  return initials.join('');
}
