import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { type MonitorRow, MonitorRows } from '../monitors/rows.tsx';
import { type AlertRow, AlertRows } from './rows.tsx';

type AlertsProps = {
  frame: Frame;
  state: 'open' | 'resolved' | undefined;
  alerts: AlertRow[];
  monitors: MonitorRow[];
  /** Event webhooks that were disabled because nothing arrived. */
  failed: { id: string; name: string }[];
  first: string | undefined;
  older: string | undefined;
};

/** What monitors have found, and the monitors. */
export function AlertsPage({ frame, state, alerts, monitors, failed, first, older }: AlertsProps) {
  const mayWrite = frame.viewer?.may('alerts:write') === true;
  return (
    <StaffLayout frame={frame} title="Alerts" section="alerts">
      <div class="stack">
        <PageHead title="Alerts" note="What monitors have found, and who hears of it.">
          {frame.viewer?.may('settings:write') ? (
            <Button href={links.eventWebhooks()}>Event webhooks</Button>
          ) : null}
          {mayWrite ? (
            <Button kind="primary" href={links.newMonitor()} icon="plus" data-key="n">
              Monitor
            </Button>
          ) : null}
        </PageHead>
        {failed.map(({ id, name }) => (
          <Banner tone="bad" action={<a href={links.eventWebhook(id)}>Show</a>}>
            The event webhook {name} was disabled: nothing has arrived there.
          </Banner>
        ))}
      </div>
      {monitors.length === 0 ? (
        <EmptyState
          title="No monitors yet"
          actions={
            mayWrite ? (
              <Button href={links.newMonitor()} icon="plus">
                Monitor
              </Button>
            ) : undefined
          }
        >
          <p>
            A monitor tells people when executions fail, are slow or stay away, when a connection breaks, and
            when that is over.
          </p>
        </EmptyState>
      ) : (
        <>
          <Section id="found" title="What was found" aside={<Filter state={state} />}>
            {alerts.length === 0 ? <p class="muted">Nothing.</p> : <AlertRows rows={alerts} />}
            <Pager first={first} older={older} />
          </Section>
          <Section id="monitors" title="Monitors">
            <MonitorRows rows={monitors} />
          </Section>
        </>
      )}
    </StaffLayout>
  );
}

const STATES = [
  { state: undefined, label: 'All' },
  { state: 'open', label: 'Open' },
  { state: 'resolved', label: 'Over' },
] as const;

function Filter({ state }: Pick<AlertsProps, 'state'>) {
  const items = STATES.map((each) => ({
    label: each.label,
    href: links.alerts({ state: each.state }),
    current: each.state === state,
  }));
  return <Tabs label="State" items={items} small />;
}
