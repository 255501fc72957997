/** A path, which may have parameters already, with those that say something. */
export function withQuery(path: string, parts: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined && value !== '') search.set(name, String(value));
  return search.size === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${search}`;
}
