import type { Catalog } from '../../../components/catalog.ts';
import { declarationOf } from '../../../models/connection-oauth.ts';

type Kind = { component: string | null; key: string | null };

/** What people read of which kind a connection is: "HTTP, API key". */
export function kindName(catalog: Catalog, { component, key }: Kind): string {
  if (component === null) return 'Unknown';
  const label = catalog.find({ key: component })?.display.label ?? component;
  const declared = declarationOf(catalog, { component, key });
  return `${label}, ${declared?.label ?? key ?? 'unknown'}`;
}
