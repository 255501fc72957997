import { links } from '../../src/lib/links.ts';
import { type AlertRow, AlertRows } from '../alerts/rows.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import type { Frame } from '../kit/frame.ts';
import { type MonitorRow, MonitorRows } from './rows.tsx';

export type Monitored = { monitors: MonitorRow[]; alerts: AlertRow[] };

type MonitoredProps = Monitored & {
  frame: Frame;
  /** What a new monitor watches: `instance` or `integration` with its id. */
  place: Record<string, string>;
};

/** What watches over an instance or an integration, and what of that is open. */
export function MonitoredSection({ frame, monitors, alerts, place }: MonitoredProps) {
  const make = frame.viewer?.may('alerts:write') ? (
    <Button href={links.newMonitor(place)} icon="plus">
      Monitor
    </Button>
  ) : null;
  return (
    <Section id="alerts" title="Alerts" aside={make}>
      {alerts.length === 0 ? null : <AlertRows rows={alerts} />}
      {monitors.length === 0 ? (
        <p class="muted">Nobody is told when something goes wrong here. A monitor tells them.</p>
      ) : (
        <MonitorRows rows={monitors} />
      )}
    </Section>
  );
}
