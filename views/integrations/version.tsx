import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Diff, type DiffRow } from '../kit/diff.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Facts } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Time } from '../kit/time.tsx';
import { CompareMenu } from './compare-menu.tsx';

type VersionProps = {
  frame: Frame;
  integration: IntegrationFacts;
  number: number;
  note: string;
  publishedAt: Instant;
  publishedBy: string | null;
  available: boolean;
  instances: string;
  /** Whether the draft is another one, and may be changed. */
  canRestore: boolean;
  /** What it is compared with most. */
  tabs: Tab[];
  /** The number of the newest version. */
  newest: number;
  /** What it is compared with now: a number, or the draft. */
  against: string;
  /** The two sides that are compared; undefined where there is nothing to compare with. */
  diff: { before: string; after: string; rows: DiffRow[]; count: number } | undefined;
};

export function VersionPage(props: VersionProps) {
  const { frame, integration, number, note, publishedAt, publishedBy, available, instances } = props;
  const { canRestore, newest, against } = props;
  const at = links.versions(integration.id);
  return (
    <IntegrationLayout frame={frame} title={`Version ${number}`} integration={integration}>
      <div class="stack">
        <Breadcrumb items={[{ href: at, label: 'Version history' }]} here={`v${number}`} mono />
        <PageHead title={`Version ${number}`} note={note || undefined}>
          {canRestore ? (
            <Button href={links.versionRestoration(integration.id, number)} icon="history">
              Make it the draft
            </Button>
          ) : null}
          <CompareMenu id={integration.id} newest={newest} version={number} against={against} />
          <Button href={links.versionDefinition(integration.id, number)} icon="download" download>
            Export YAML
          </Button>
        </PageHead>
      </div>
      <Facts
        items={[
          { label: 'Published', value: <Time at={publishedAt} /> },
          ...(publishedBy === null ? [] : [{ label: 'By', value: publishedBy }]),
          {
            label: 'Instances',
            value: <a href={links.integrationInstances(integration.id, { version: number })}>{instances}</a>,
          },
          {
            label: 'New instances',
            value: available ? <Badge tone="ok">Available</Badge> : <Badge>Unavailable</Badge>,
          },
        ]}
      />
      <Comparison {...props} />
    </IntegrationLayout>
  );
}

function Comparison({ tabs, diff }: VersionProps) {
  if (diff === undefined) {
    return (
      <EmptyState title="Nothing to compare with yet">
        <p>As soon as the draft differs, or another version is published, the changes stand here.</p>
      </EmptyState>
    );
  }
  const { before, after, rows, count } = diff;
  return (
    <Section id="changes" title="Changes">
      {tabs.length > 1 || !tabs.some(({ current }) => current) ? (
        <Tabs label="Compare with" items={tabs} />
      ) : null}
      {rows.length === 0 ? (
        <p class="muted">Both say the same.</p>
      ) : (
        <Diff label="Changes" before={`In ${before}`} after={`In ${after}`} rows={rows} />
      )}
      {count > rows.length ? (
        <p class="muted small">
          The first {rows.length} of {thousands(count)} changes. Export both to compare them in full.
        </p>
      ) : null}
    </Section>
  );
}
