import type { Monitored } from '../../../../views/monitors/section.tsx';
import type { Database } from '../../../db/store.ts';
import { listAlerts } from '../../../models/alerts.ts';
import { listMonitors } from '../../../models/monitors.ts';
import type { Viewer } from '../../../models/viewer.ts';
import { monitorRows } from './rows.ts';

const MONITORS = 20;
const ALERTS = 10;

/** What watches over an instance or an integration, and what of that is open. */
export async function monitored(
  db: Database,
  viewer: Viewer,
  { integration, instance }: { integration: string; instance?: string },
): Promise<Monitored> {
  const { items } = await listMonitors(db, viewer, { integration, instance }, { limit: MONITORS });
  const place = instance === undefined ? { integration } : { subject: instance };
  const open = await listAlerts(db, viewer, { ...place, isOpen: true }, { limit: ALERTS });
  return { monitors: await monitorRows(db, viewer, items), alerts: open.items };
}
