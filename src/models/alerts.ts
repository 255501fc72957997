import { and, desc, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm';
import { alerts, customers, instances, integrations, monitors } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Instant } from '../lib/time.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import type { Viewer } from './viewer.ts';

export type Alert = typeof alerts.$inferSelect;
export type ListedAlert = Alert & { monitorName: string };

/** What was found, of whom. */
export type Finding = {
  monitorId: string;
  subjectId: string;
  message: string;
  executionId?: string | undefined;
};

/** The thing that an alert is about, as people know it. */
export type AlertSubject = {
  id: string;
  name: string;
  customerId: string | null;
  integrationId: string | null;
};

export type AlertFilter = {
  monitor?: string | undefined;
  /** Of an instance or a connection. */
  subject?: string | undefined;
  integration?: string | undefined;
  isOpen?: boolean | undefined;
};

/** Alerts, latest first. Customers are told of none. @throws AppError `forbidden` for a customer */
export async function listAlerts(
  db: Database,
  viewer: Viewer,
  filter: AlertFilter,
  page: Page,
): Promise<Listed<ListedAlert>> {
  if (viewer.scope.kind !== 'organization') throw new AppError('forbidden', 'Alerts are the organization’s.');
  const { id, closedAt, monitorId, subjectId, integrationId } = alerts;
  const { monitor, subject, integration, isOpen } = filter;
  const rows = await db
    .select({ alert: alerts, monitorName: monitors.name })
    .from(alerts)
    .innerJoin(monitors, eq(monitors.id, monitorId))
    .where(
      and(
        monitor === undefined ? undefined : eq(monitorId, monitor),
        subject === undefined ? undefined : eq(subjectId, subject),
        integration === undefined ? undefined : eq(integrationId, integration),
        isOpen === undefined ? undefined : isOpen ? isNull(closedAt) : isNotNull(closedAt),
        page.cursor === undefined ? undefined : lt(id, idOfCursor('alt', page.cursor)),
      ),
    )
    .orderBy(desc(id))
    .limit(page.limit + 1);
  const found = rows.map(({ alert, monitorName }) => ({ ...alert, monitorName }));
  return listed(found, page, (row) => row.id);
}

/** How an instance is called in alerts: "Shop of Acme"; undefined of one that is gone, and of tests. */
export async function instanceSubject(db: Database, id: string): Promise<AlertSubject | undefined> {
  const [row] = await db
    .select({
      name: instances.name,
      customerName: customers.name,
      customerId: customers.id,
      integrationId: integrations.id,
    })
    .from(instances)
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId))
    .where(eq(instances.id, id));
  if (!row || row.customerId === TEST_CUSTOMER) return undefined;
  const { name, customerName, customerId, integrationId } = row;
  return { id, name: `${name} of ${customerName}`, customerId, integrationId };
}

/** Opens an alert, or notes that what an open one is about has happened again. */
export async function raiseAlert(
  tx: Database,
  { monitorId, message, executionId = undefined }: Finding,
  subject: AlertSubject,
  at: Instant,
): Promise<void> {
  const again = await tx
    .update(alerts)
    .set({ count: oneMore(alerts.count), lastAt: at, message, ...(executionId && { executionId }) })
    .where(isOpenOf(monitorId, subject.id))
    .returning({ id: alerts.id });
  if (again.length > 0) return;
  const [monitor] = await tx.select({ id: monitors.id }).from(monitors).where(eq(monitors.id, monitorId));
  // One that was deleted in the same group of writes finds nothing any more.
  if (!monitor) return;
  const { id: subjectId, name: subjectName, customerId, integrationId } = subject;
  await tx.insert(alerts).values({
    ...{ id: newId('alt'), monitorId, subjectId, subjectName, customerId, integrationId, message },
    ...{ executionId: executionId ?? null, count: 1, openedAt: at, lastAt: at },
  });
}

/** What was found of that subject is over; nothing happens where no alert of it is open. */
export async function closeAlert(
  tx: Database,
  monitorId: string,
  subjectId: string,
  at: Instant,
): Promise<void> {
  await tx.update(alerts).set({ closedAt: at }).where(isOpenOf(monitorId, subjectId));
}

/** Closes all of a monitor, of which nobody needs to hear any more. */
export async function closeAlertsOf(tx: Database, monitorId: string, at: Instant): Promise<void> {
  await tx
    .update(alerts)
    .set({ closedAt: at, settledAt: at })
    .where(and(eq(alerts.monitorId, monitorId), isNull(alerts.closedAt)));
}

const isOpenOf = (monitorId: string, subjectId: string) =>
  and(eq(alerts.monitorId, monitorId), eq(alerts.subjectId, subjectId), isNull(alerts.closedAt));

/** All that is open of some monitors. */
export async function openAlerts(db: Database, monitorIds: string[]): Promise<Alert[]> {
  if (monitorIds.length === 0) return [];
  return await db
    .select()
    .from(alerts)
    .where(and(inArray(alerts.monitorId, monitorIds), isNull(alerts.closedAt)));
}
