export const PERIODS = ['24h', '7d'] as const;
export const VIEWS = ['chart', 'table'] as const;

/** How the runs are looked at: from the address. */
export type Look = { period: (typeof PERIODS)[number]; view: (typeof VIEWS)[number] };

/** A look as the address says it: what goes without saying is left out. */
export function lookQuery({ period, view }: Look): Record<string, string | undefined> {
  return { period: period === '24h' ? undefined : period, view: view === 'chart' ? undefined : view };
}
