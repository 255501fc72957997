import type { FuzzSummary } from './webhooks.ts';

export function summaryLine(what: string, summary: FuzzSummary): string {
  const { requests, statuses, stored, ended, wrong, peak, seconds } = summary;
  const counts = (record: Record<string, number>) =>
    Object.entries(record)
      .map(([name, count]) => `${name} × ${count}`)
      .join(', ');
  return (
    `fuzz ${what}: ${requests} sent, answered ${counts(statuses)}; ${stored} stored, ${counts(ended)}; ` +
    `${wrong.length} wrong; peak ${peak} MB, ${seconds.toFixed(1)} s`
  );
}
