/** A name from a program as a label: `firstName` → First Name. */
export function startCase(name: string): string {
  const words =
    name
      .replaceAll(/['’]/g, '')
      .match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\d+|[^\p{Lu}\p{Ll}\d\s\p{P}\p{S}]+/gu) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
