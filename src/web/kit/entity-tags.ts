/** The entity tags of an `If-Match` or `If-None-Match` header. */
export function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}

/** Whether `If-None-Match` names what is about to be answered. */
export function hasSeen(headers: Headers, tag: string): boolean {
  const seen = (headers.get('if-none-match') ?? '').replaceAll('W/', '');
  return tagsOf(seen).some((each) => each === tag || each === '*');
}
