import type { Catalog } from '../../../components/catalog.ts';

/** What kind of account it is, as its component calls it. */
export function accountKind(catalog: Catalog, component: string | null, key: string | null): string {
  if (component === null || key === null) return '';
  const reference = { component: { key: component, version: 'LATEST' as const, isPublic: true }, key };
  return catalog.connection(reference)?.label ?? '';
}
