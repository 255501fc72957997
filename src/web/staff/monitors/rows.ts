import type { MonitorRow } from '../../../../views/monitors/rows.tsx';
import type { Database } from '../../../db/store.ts';
import { conditionWords } from '../../../lib/ui/monitor-words.ts';
import { openAlerts } from '../../../models/alerts.ts';
import type { Monitor } from '../../../models/monitors.ts';
import { instanceNames, integrationNames } from '../../../models/name-lookup.ts';
import type { Viewer } from '../../../models/viewer.ts';

/** Monitors as lists show them: what they watch, and how many alerts of each are open. */
export async function monitorRows(db: Database, viewer: Viewer, monitors: Monitor[]): Promise<MonitorRow[]> {
  const open = await openAlerts(
    db,
    monitors.map(({ id }) => id),
  );
  const byMonitor = Map.groupBy(open, ({ monitorId }) => monitorId);
  const places = await placesOf(db, viewer, monitors);
  return monitors.map((monitor) => ({
    id: monitor.id,
    name: monitor.name,
    condition: conditionWords(monitor),
    place: places.get(monitor.id) ?? 'All integrations',
    open: byMonitor.get(monitor.id)?.length ?? 0,
    isPaused: monitor.pausedAt !== null,
  }));
}

async function placesOf(db: Database, viewer: Viewer, monitors: Monitor[]): Promise<Map<string, string>> {
  const integrations = await integrationNames(
    db,
    monitors.flatMap(({ integrationId }) => integrationId ?? []),
  );
  const instances = await instanceNames(
    db,
    viewer,
    monitors.flatMap(({ instanceId }) => instanceId ?? []),
  );
  return new Map(
    monitors.flatMap(({ id, integrationId, instanceId }) => {
      const name = instances.get(instanceId ?? '') ?? integrations.get(integrationId ?? '');
      return name === undefined ? [] : [[id, name]];
    }),
  );
}
