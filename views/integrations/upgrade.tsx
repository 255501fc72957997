import type { Child } from 'hono/jsx';
import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Facts, Lead } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

type Outcome = 'waiting' | 'upgraded' | 'needs_configuration' | 'unchanged' | 'failed';

/** A job that puts instances on a version. */
export type UpgradeFacts = {
  id: string;
  integrationId: string;
  version: number;
  authorName: string;
  createdAt: Instant;
  endedAt: Instant | null;
  cancelledBy: string | null;
  counts: Record<Outcome, number>;
};

export type OutcomeRow = {
  outcome: Outcome;
  from: number;
  asks: string[] | null;
  reason: string | null;
  instance: { id: string; name: string; version: number };
  customerName: string;
};

type UpgradeProps = {
  frame: Frame;
  integration: IntegrationFacts;
  upgrade: UpgradeFacts;
  rows: OutcomeRow[];
  tabs: Tab[];
  /** Where the page hears how it goes on. */
  stream: string;
  pages: { first: string | undefined; older: string | undefined };
};

/** How far a job is, and what has become of each of its instances. */
export function UpgradePage({ frame, integration, upgrade, rows, tabs, stream, pages }: UpgradeProps) {
  const title = `Change to v${upgrade.version}`;
  const path = links.upgrade(integration.id, upgrade.id);
  return (
    <IntegrationLayout frame={frame} title={title} integration={integration}>
      <div class="stack">
        <Breadcrumb
          items={[{ href: links.integrationInstances(integration.id), label: 'Instances' }]}
          here={title}
        />
        <PageHead title={title} />
        <UpgradeHead csrf={frame.csrf} upgrade={upgrade} />
        <NotLive href={path} />
      </div>
      <Tabs label="Outcome" items={tabs} />
      <UpgradeOutcomes integration={integration} upgrade={upgrade} rows={rows} />
      <Pager {...pages} />
      {upgrade.endedAt === null ? (
        <div hidden {...{ 'hx-sse:connect': stream, 'hx-sse:close': 'close' }} />
      ) : null}
    </IntegrationLayout>
  );
}

type HeadProps = { csrf: string; upgrade: UpgradeFacts };

/** How far it is; the page's stream replaces it. */
export function UpgradeHead({ csrf, upgrade }: HeadProps) {
  const { integrationId, id, authorName, createdAt, endedAt, counts } = upgrade;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <div class="stack" id="upgrade-head">
      <div aria-live="polite">
        <Lead>{sentenceOf(upgrade, total)}</Lead>
      </div>
      {endedAt === null ? (
        <div class="row">
          <div class="grow">
            <progress max={total} value={total - counts.waiting} aria-label="Done" />
          </div>
          <form method="post" action={links.upgradeCancellation(integrationId, id)}>
            <Csrf token={csrf} />
            <Button>Stop</Button>
          </form>
        </div>
      ) : null}
      <Facts
        items={[
          { label: 'Begun', value: <Begun at={createdAt} by={authorName} /> },
          { label: 'Changed', value: thousands(counts.upgraded) },
          { label: 'Need configuration', value: thousands(counts.needs_configuration) },
          { label: 'Unchanged', value: thousands(counts.unchanged) },
          { label: 'Failed', value: thousands(counts.failed) },
        ]}
      />
    </div>
  );
}

function Begun({ at, by }: { at: Instant; by: string }) {
  return (
    <>
      <Time at={at} />, {by}
    </>
  );
}

function sentenceOf({ version, endedAt, cancelledBy, counts }: UpgradeFacts, total: number): string {
  const { waiting, upgraded, needs_configuration: asking, failed } = counts;
  if (endedAt === null) return `${thousands(total - waiting)} of ${plural(total, 'instance')} done.`;
  if (cancelledBy !== null)
    return `Stopped by ${cancelledBy}: ${plural(waiting, 'instance')} left as ${waiting === 1 ? 'it was' : 'they were'}.`;
  const parts = [
    `${plural(upgraded, 'instance')} put on v${version}`,
    asking > 0 ? `${thousands(asking)} ${asking === 1 ? 'waits' : 'wait'} for configuration` : '',
    failed > 0 ? `${thousands(failed)} failed` : '',
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}

type OutcomesProps = { integration: { id: string; name: string }; upgrade: UpgradeFacts; rows: OutcomeRow[] };

/** What has become of each; the page's stream replaces it. */
export function UpgradeOutcomes({ integration, upgrade, rows }: OutcomesProps) {
  return (
    <div class="stack" id="upgrade-outcomes">
      {rows.length === 0 ? (
        <EmptyState title="None of them">
          <p>No instance of this change has come to that.</p>
        </EmptyState>
      ) : (
        <Table
          label="Instances"
          columns={[{ label: 'Customer' }, { label: 'From', wide: true }, { label: 'Outcome' }]}
        >
          {rows.map((row) => (
            <tr id={`instance-${row.instance.id}`}>
              <TitleCell
                href={links.instance(row.instance.id)}
                title={row.customerName}
                note={row.instance.name === integration.name ? undefined : row.instance.name}
              />
              <td class="wide mono">v{row.from}</td>
              <td>
                <OutcomeText upgrade={upgrade} row={row} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function OutcomeText({ upgrade, row }: { upgrade: UpgradeFacts; row: OutcomeRow }): Child {
  const { outcome, asks, reason, instance } = row;
  switch (outcome) {
    case 'waiting':
      return upgrade.endedAt === null ? (
        <Status state="queued">Waiting</Status>
      ) : (
        <Status state="cancelled">Left as it was</Status>
      );
    case 'upgraded':
      return <Status state="succeeded">On v{upgrade.version}</Status>;
    case 'unchanged':
      return <Status state="skipped">Unchanged</Status>;
    case 'failed':
      return (
        <>
          <Status state="failed" />
          <div class="small">{reason}</div>
        </>
      );
    case 'needs_configuration':
      return instance.version === upgrade.version ? (
        <Status state="succeeded">Configured since</Status>
      ) : (
        <>
          <Status state="needs_configuration" />
          <div class="small">
            <a href={links.answers(instance.id)}>Fill in {(asks ?? []).join(', ')}</a>
          </div>
        </>
      );
  }
}
