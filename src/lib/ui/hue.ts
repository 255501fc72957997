/** The colour (1–6) of a thing: always the same for the same key. */
export function hueOf(key: string): number {
  let hash = 0;
  for (const letter of key) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return (hash % 6) + 1;
}
