import { withQuery } from '../../src/lib/query.ts';

/** Labels; each leads to the customers that have it. */
export function Labels({ labels }: { labels: string[] }) {
  return (
    <span class="row">
      {labels.map((label) => (
        <a class="badge" href={withQuery('/customers', { label })}>
          {label}
        </a>
      ))}
    </span>
  );
}
