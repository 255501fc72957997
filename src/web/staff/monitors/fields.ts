import * as v from 'valibot';
import type { MonitorValues } from '../../../../views/monitors/form.tsx';
import type { Database } from '../../../db/store.ts';
import { MONITOR_TRIGGER_KEYS, WATCHED_LEVELS } from '../../../lib/monitor-triggers.ts';
import { listEventWebhooks } from '../../../models/event-webhooks.ts';
import { typed } from '../../../models/fields.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import type { Monitor, MonitorFields } from '../../../models/monitors.ts';
import { instanceNames } from '../../../models/name-lookup.ts';
import type { Viewer } from '../../../models/viewer.ts';
import { type CheckedForm, checkForm, type Form } from '../../kit/form.ts';

const CHOICES = 200;

const whole = (message: string) => v.pipe(v.string(), v.regex(/^\d{1,9}$/, message), v.transform(Number));
const orNull = v.pipe(
  v.string(),
  v.transform((text) => (text === '' ? null : text)),
);
const entries = {
  name: typed.name('Type a name for the monitor.'),
  trigger: v.picklist(MONITOR_TRIGGER_KEYS, 'Choose what it watches for.'),
  threshold: v.union(
    [
      v.pipe(
        v.literal(''),
        v.transform(() => null),
      ),
      whole('Type a whole number.'),
    ],
    'Type a whole number.',
  ),
  level: v.picklist(WATCHED_LEVELS, 'Choose a level.'),
  integrationId: orNull,
  instanceId: orNull,
  webhookId: orNull,
  quietMinutes: whole('Type minutes as a whole number.'),
  mailTo: v.pipe(
    v.string(),
    v.transform((text) => text.split(/[\s,;]+/).filter((part) => part !== '')),
  ),
};

/** What somebody has filled in. A monitor of one instance is of no integration besides. */
export function readMonitor(form: Form): CheckedForm<MonitorFields> {
  const checked = checkForm(entries, form);
  if (!checked.ok) return checked;
  const { integrationId, instanceId } = checked.output;
  const isOfInstance = instanceId !== null;
  const place = { instanceId, integrationId: isOfInstance ? null : integrationId };
  return { ok: true, output: { ...checked.output, ...place, paused: form.text('paused') !== '' } };
}

/** The form's fields as they are typed, of a monitor. */
export function valuesOf(monitor: Monitor): MonitorValues {
  const { name, trigger, threshold, level, integrationId, instanceId, webhookId } = monitor;
  return {
    ...{ name, trigger, level: level ?? 'error', integrationId: integrationId ?? '' },
    ...{ instanceId: instanceId ?? '', webhookId: webhookId ?? '' },
    threshold: threshold === null ? '' : String(threshold),
    quietMinutes: String(monitor.quietMinutes),
    mailTo: monitor.mailTo.join(', '),
    paused: monitor.pausedAt !== null,
  };
}

/** The same of a form that was refused. */
export function typedValues(form: Form): MonitorValues {
  return {
    name: form.text('name'),
    trigger: form.text('trigger'),
    threshold: form.text('threshold'),
    level: form.text('level'),
    integrationId: form.text('integrationId'),
    instanceId: form.text('instanceId'),
    webhookId: form.text('webhookId'),
    quietMinutes: form.text('quietMinutes'),
    mailTo: form.text('mailTo'),
    paused: form.text('paused') !== '',
  };
}

/** What there is to choose among in the form. */
export async function choicesOf(db: Database, viewer: Viewer, values: MonitorValues) {
  const integrations = await recentIntegrations(db, {}, { limit: CHOICES });
  const webhooks = await listEventWebhooks(db, { limit: CHOICES });
  return {
    integrations: integrations.items.map(({ id, name }) => ({ value: id, label: name })),
    webhooks: webhooks.items.map(({ id, name }) => ({ value: id, label: name })),
    instanceName: (await instanceNames(db, viewer, [values.instanceId])).get(values.instanceId),
  };
}
