import { isEventType } from '../../../lib/event-types.ts';
import type { EventWebhookFields } from '../../../models/event-webhooks.ts';
import { typed } from '../../../models/fields.ts';
import { type CheckedForm, checkForm, type Form } from '../../kit/form.ts';

const entries = {
  name: typed.name('Type a name for the event webhook.'),
  url: typed.text(2000),
};

/** What somebody has filled in. */
export function readEventWebhook(form: Form): CheckedForm<EventWebhookFields> {
  const checked = checkForm(entries, form);
  if (!checked.ok) return checked;
  return { ok: true, output: { ...checked.output, events: form.all('events').filter(isEventType) } };
}

/** The form's fields as they are typed. */
export function typedValues(form: Form) {
  return { name: form.text('name'), url: form.text('url'), events: form.all('events') };
}
