/** The class attribute of these names; those that do not hold are left out. */
export function classes(...names: (string | false | undefined)[]): string | undefined {
  return names.filter((name) => name !== false && name !== undefined && name !== '').join(' ') || undefined;
}
