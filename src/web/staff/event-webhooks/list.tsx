import * as v from 'valibot';
import { EventWebhooksPage, NewEventWebhookPage } from '../../../../views/event-webhooks/list.tsx';
import { EVENT_TYPE_KEYS } from '../../../lib/event-types.ts';
import { links } from '../../../lib/links.ts';
import { createEventWebhook, listEventWebhooks } from '../../../models/event-webhooks.ts';
import { change } from '../../kit/change.ts';
import { refusedFields } from '../../kit/form.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { readEventWebhook, typedValues } from './fields.ts';
import { eventWebhookView } from './show.tsx';

const PAGE = 50;

export const showEventWebhooks = handler(
  { query: { cursor: v.optional(v.string()) } },
  async ({ deps, frame, query: { cursor } }) => {
    const { items, nextCursor } = await listEventWebhooks(deps.store.read, { limit: PAGE, cursor });
    const addresses = listAddresses(links.eventWebhooks(), {}, cursor, nextCursor);
    return show(<EventWebhooksPage frame={frame} rows={items} {...addresses} />);
  },
);

export const showNew = handler(async ({ frame }) => {
  const values = { name: '', url: '', events: EVENT_TYPE_KEYS };
  return show(<NewEventWebhookPage frame={frame} values={values} errors={{}} />);
});

export const submitNew = handler(async (visit) => {
  const { deps, frame, user, form } = visit;
  const refused = (errors: Record<string, string>) =>
    show(<NewEventWebhookPage frame={frame} values={typedValues(form)} errors={errors} />, 422);
  const checked = readEventWebhook(form);
  if (!checked.ok) return refused(checked.errors);
  try {
    const { output } = checked;
    const made = await change(deps, user, (tx) => createEventWebhook(tx, deps.vault, output));
    return show(await eventWebhookView(visit, made.webhook.id, { secret: made.secret }));
  } catch (error) {
    return refused(refusedFields(error, 'url'));
  }
});
