import { shortened } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Badge } from '../kit/badge.tsx';
import { Section } from '../kit/card.tsx';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import type { IntegrationRow } from './list-rows.tsx';
import { WeekOfRuns } from './week-of-runs.tsx';

/** Integrations as cards, in a part of the page for each category. */
export function IntegrationCards({ rows }: { rows: IntegrationRow[] }) {
  return [...Map.groupBy(rows, ({ category }) => category)].map(([category, own], index) => (
    <Section id={`category-${index + 1}`} title={shortened(category, 60) || 'Without a category'}>
      <ul class="columns">
        {own.map((row) => (
          <li>
            <IntegrationCard row={row} />
          </li>
        ))}
      </ul>
    </Section>
  ));
}

function IntegrationCard({ row }: { row: IntegrationRow }) {
  const { id, name, icon, description, version, hasDraft, instances } = row;
  return (
    <article class="card listing-card">
      <div class="row">
        <IntegrationTile id={id} name={name} icon={icon} />
        <div class="grow">
          <h3>
            <a class="title" href={links.integration(id)}>
              {shortened(name, 200) || 'Without a name'}
            </a>
          </h3>
          <small class="muted">{instances === '1' ? '1 instance' : `${instances} instances`}</small>
        </div>
      </div>
      <p>{shortened(description, 160)}</p>
      <div class="row">
        {version === undefined ? null : <span class="mono">{version}</span>}
        {hasDraft ? <Badge tone="brand">Draft</Badge> : null}
        <span class="grow" />
        <WeekOfRuns days={row.days} of={name} />
      </div>
    </article>
  );
}
