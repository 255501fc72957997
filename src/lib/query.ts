/** What stands after the `?` of an address. */
export type Query = Record<string, string | number | undefined>;

/** The panel beside a list of steps has it, so that it is in sight where it stands below them. */
export const PANEL = '#shown-step';

/** A path, which may have parameters already, with those that say something. */
export function withQuery(path: string, parts: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined && value !== '') search.set(name, String(value));
  return search.size === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`;
}
