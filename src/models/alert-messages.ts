import { and, asc, eq, gt, isNotNull, isNull, ne, or } from 'drizzle-orm';
import { alerts, monitors } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { isId } from '../lib/ids.ts';
import { links } from '../lib/links.ts';
import { type Instant, MINUTE, toIso } from '../lib/time.ts';
import type { Alert } from './alerts.ts';
import { emitEvent, putDelivery } from './events.ts';
import type { Monitor } from './monitors.ts';

type Unsettled = { alert: Alert; monitor: Monitor };

/** Of so many alerts people are told in one write. */
const AT_ONCE = 500;
/** A mail names so many of them. */
const MOST_NAMED = 20;

/** Those that nobody was told of yet, and those that are over. */
const isNews = and(isNull(alerts.settledAt), or(isNull(alerts.toldAt), isNotNull(alerts.closedAt)));

/** Whether anybody may have to be told of alerts. */
export async function hasNews(db: Database): Promise<boolean> {
  return (await db.select({ id: alerts.id }).from(alerts).where(isNews).limit(1)).length > 0;
}

/**
 * Tells of alerts that have come and of those that are over: puts what is to be mailed and sent among the deliveries, in
 * the same write as it notes that it was told. Of a subject that somebody was told of within the quiet period nothing is
 * said until that is past.
 * @param url of this installation, without a slash at its end
 */
export async function tellAlerts(tx: Database, at: Instant, url: string): Promise<void> {
  const found: Unsettled[] = await tx
    .select({ alert: alerts, monitor: monitors })
    .from(alerts)
    .innerJoin(monitors, eq(monitors.id, alerts.monitorId))
    .where(isNews)
    .orderBy(asc(alerts.openedAt), asc(alerts.id))
    .limit(AT_ONCE);
  const opened: Unsettled[] = [];
  const over: Unsettled[] = [];
  for (const each of found) {
    const { alert } = each;
    if (alert.toldAt === null) {
      if (await isQuiet(tx, each, at)) {
        // What is over before anybody may be told stays in the list alone.
        if (alert.closedAt !== null) await settle(tx, alert, at);
        continue;
      }
      await tx.update(alerts).set({ toldAt: at }).where(eq(alerts.id, alert.id));
      opened.push(each);
    }
    if (alert.closedAt !== null) {
      await settle(tx, alert, at);
      over.push(each);
    }
  }
  await tell(tx, 'alert.opened', opened, at, url);
  await tell(tx, 'alert.resolved', over, at, url);
}

async function settle(tx: Database, { id }: Alert, at: Instant): Promise<void> {
  await tx.update(alerts).set({ settledAt: at }).where(eq(alerts.id, id));
}

async function isQuiet(tx: Database, { alert, monitor }: Unsettled, at: Instant): Promise<boolean> {
  if (monitor.quietMinutes === 0) return false;
  const { id, monitorId, subjectId, toldAt } = alerts;
  const rows = await tx
    .select({ id })
    .from(alerts)
    .where(
      and(
        ...[eq(subjectId, alert.subjectId), eq(monitorId, monitor.id), ne(id, alert.id)],
        gt(toldAt, at - monitor.quietMinutes * MINUTE),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

async function tell(
  tx: Database,
  type: 'alert.opened' | 'alert.resolved',
  several: Unsettled[],
  at: Instant,
  url: string,
): Promise<void> {
  for (const { alert, monitor } of several)
    await emitEvent(tx, type, dataOf(alert, monitor, url), { at, also: monitor.webhookId });
  for (const [monitor, ofMonitor] of Map.groupBy(several, (each) => each.monitor.id)) {
    const [first] = ofMonitor;
    if (!first) continue;
    const payload = JSON.stringify(mailOf(type, first.monitor, ofMonitor, url, monitor));
    for (const mailTo of first.monitor.mailTo) await putDelivery(tx, { mailTo, event: type, payload }, at);
  }
}

function dataOf(alert: Alert, { id: monitorId, name: monitor, trigger }: Monitor, url: string) {
  const { id, subjectId, subjectName, customerId, integrationId, executionId, message, count } = alert;
  return {
    ...{ alertId: id, monitorId, monitor, trigger, subjectId, subject: subjectName, message, count },
    ...{ customerId, integrationId, executionId, url: url + placeOf(alert) },
    openedAt: toIso(alert.openedAt),
    closedAt: alert.closedAt === null ? null : toIso(alert.closedAt),
  };
}

function mailOf(type: string, { name }: Monitor, several: Unsettled[], url: string, id: string) {
  const isOver = type === 'alert.resolved';
  const [first] = several;
  const what = several.length === 1 ? (first?.alert.subjectName ?? '') : `${several.length} alerts`;
  const lines = several.slice(0, MOST_NAMED).map(({ alert }) => {
    const { subjectName, message } = alert;
    const text = isOver ? `${subjectName}: this is over. (${message})` : `${subjectName}: ${message}`;
    return `${text}\n${url}${placeOf(alert)}`;
  });
  const more = several.length > MOST_NAMED ? [`And ${several.length - MOST_NAMED} more.`] : [];
  return {
    subject: `${isOver ? 'Over' : 'Alert'}: ${name} – ${what}`,
    text: [...lines, ...more, `The monitor: ${url}${links.monitor(id)}`].join('\n\n'),
  };
}

/** Where somebody sees what it is about. */
function placeOf({ subjectId, executionId }: Alert): string {
  if (executionId !== null) return links.execution(executionId);
  return isId('con', subjectId) ? links.connection(subjectId) : links.instance(subjectId);
}
