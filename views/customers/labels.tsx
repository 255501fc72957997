import { links } from '../../src/lib/links.ts';

/** Labels; each leads to the customers that have it. */
export function Labels({ labels }: { labels: string[] }) {
  return (
    <span class="row">
      {labels.map((label) => (
        <a class="badge" href={links.customers({ label })}>
          {label}
        </a>
      ))}
    </span>
  );
}
