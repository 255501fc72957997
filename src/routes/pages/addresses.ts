type Parts = Record<string, string | undefined>;

/** A path with the parameters that say something. */
export function address(path: string, parts: Parts): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search}`;
}

/** Where a list's first and next pages are, with the same filter. */
export function listAddresses(path: string, filter: Parts, cursor: string | undefined, next: string | null) {
  return {
    first: cursor === undefined ? undefined : address(path, filter),
    older: next === null ? undefined : address(path, { ...filter, cursor: next }),
  };
}
