import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Options } from '../kit/control.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { PortalLayout } from './layout.tsx';
import { type OwnRun, OwnRuns } from './runs.tsx';

type ActivityProps = {
  frame: Frame;
  runs: OwnRun[];
  integration: string | undefined;
  outcome: string | undefined;
  /** The customer's integrations. */
  choices: { value: string; label: string }[];
  first: string | undefined;
  older: string | undefined;
};

const OUTCOMES = [
  { value: undefined, label: 'All' },
  { value: 'done', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'stopped', label: 'Stopped' },
];

/** What has happened for a customer, newest first. */
export function ActivityPage(props: ActivityProps) {
  const { frame, runs, integration, outcome, choices, first, older } = props;
  const isFiltered = integration !== undefined || outcome !== undefined;
  return (
    <PortalLayout frame={frame} title="Activity" place="activity">
      <PageHead title="Activity" note="What your integrations have done for you." />
      <div class="row spread">
        <Tabs
          label="Outcome"
          items={OUTCOMES.map(({ value, label }) => ({
            href: links.marketplaceActivity({ integration, outcome: value }),
            label,
            current: value === outcome,
          }))}
        />
        <form class="row" action={links.marketplaceActivity()} aria-label="Filter">
          {outcome === undefined ? null : <input type="hidden" name="outcome" value={outcome} />}
          <select class="auto" name="integration" aria-label="Integration" data-submit="">
            <Options
              options={[{ value: '', label: 'All integrations' }, ...choices]}
              value={integration ?? ''}
            />
          </select>
          <Button>Show</Button>
        </form>
      </div>
      {runs.length > 0 ? (
        <OwnRuns runs={runs} />
      ) : (
        <Nothing isFiltered={isFiltered} hasOlder={older !== undefined} />
      )}
      <Pager first={first} older={older} />
    </PortalLayout>
  );
}

function Nothing({ isFiltered, hasOlder }: { isFiltered: boolean; hasOlder: boolean }) {
  if (hasOlder) return <p class="muted">Nothing of late fits. Look further back.</p>;
  if (isFiltered) {
    return (
      <EmptyState
        title="Nothing fits"
        actions={<Button href={links.marketplaceActivity()}>Clear filter</Button>}
      >
        <p>Nothing that has happened has this outcome.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing has happened yet"
      actions={<Button href={links.marketplaceMine()}>My integrations</Button>}
    >
      <p>Once one of your integrations does something, you see here what and how it went.</p>
    </EmptyState>
  );
}
