/** Labels; each leads to the customers that have it. */
export function Labels({ labels }: { labels: string[] }) {
  return (
    <span class="row">
      {labels.map((label) => (
        <a class="badge" href={`/customers?label=${encodeURIComponent(label)}`}>
          {label}
        </a>
      ))}
    </span>
  );
}
