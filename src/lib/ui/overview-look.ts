import { withQuery } from '../query.ts';

export const PERIODS = ['24h', '7d'] as const;
export const VIEWS = ['chart', 'table'] as const;

/** How the runs are looked at: from the address. */
export type Look = { period: (typeof PERIODS)[number]; view: (typeof VIEWS)[number] };

/** The address of the page, or of its stream, in that look; what goes without saying is left out. */
export function addressOf(path: string, { period, view }: Look): string {
  const said = { period: period === '24h' ? undefined : period, view: view === 'chart' ? undefined : view };
  return withQuery(path, said);
}
