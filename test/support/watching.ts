import type { Store } from '../../src/db/store.ts';
import { type Delivery, listDeliveries } from '../../src/models/deliveries.ts';
import type { MonitorFields } from '../../src/models/monitors.ts';

/** A monitor of everything that is told by mail. */
export function monitorFields(more: Partial<MonitorFields> = {}): MonitorFields {
  return {
    ...{ name: 'Orders', integrationId: null, instanceId: null, trigger: 'failed', threshold: null },
    ...{ level: null, quietMinutes: 0, mailTo: ['ada@example.com'], webhookId: null, paused: false },
    ...more,
  };
}

/** What was sent to an event webhook or waits to be, oldest first. */
export async function sentTo(store: Store, webhookId: string): Promise<Delivery[]> {
  return (await listDeliveries(store.read, webhookId, { limit: 100 })).items.toReversed();
}
