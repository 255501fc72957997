import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { EventWebhookDeletion } from '../../../../views/event-webhooks/deletion.tsx';
import type { EventWebhookValues } from '../../../../views/event-webhooks/form.tsx';
import { EventWebhookPage } from '../../../../views/event-webhooks/show.tsx';
import { links } from '../../../lib/links.ts';
import { listDeliveries, sendAgain, sendTest } from '../../../models/deliveries.ts';
import {
  deleteEventWebhook,
  getEventWebhook,
  rotateEventSecret,
  setEventWebhookEnabled,
  updateEventWebhook,
} from '../../../models/event-webhooks.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { readEventWebhook, typedValues } from './fields.ts';

const PAGE = 50;

type Extras = {
  values?: EventWebhookValues;
  errors?: FormErrors;
  /** Shown this once. */
  secret?: string;
  dialog?: Child;
  cursor?: string | undefined;
};

/** The page of an event webhook. @throws AppError `not_found` */
export async function eventWebhookView({ deps, frame }: SignedIn, id: string, extras: Extras = {}) {
  const { read } = deps.store;
  const webhook = await getEventWebhook(read, id);
  const { values = webhook, errors = {}, secret, dialog, cursor } = extras;
  const { items, nextCursor } = await listDeliveries(read, id, { limit: PAGE, cursor });
  const facts = {
    ...{ frame, webhook, values, errors, secret, dialog, deliveries: items },
    ...listAddresses(links.eventWebhook(id), {}, cursor, nextCursor),
  };
  return <EventWebhookPage {...facts} />;
}

const query = { cursor: v.optional(v.string()) };

export const showEventWebhook = handler<'id', typeof query>({ query }, async (visit) =>
  show(await eventWebhookView(visit, visit.param('id'), { cursor: visit.query.cursor })),
);

export const submitEdit = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const refused = async (errors: FormErrors) =>
    show(await eventWebhookView(visit, param('id'), { values: typedValues(form), errors }), 422);
  const checked = readEventWebhook(form);
  if (!checked.ok) return await refused(checked.errors);
  try {
    await change(deps, user, (tx) => updateEventWebhook(tx, param('id'), checked.output));
    return goTo(links.eventWebhook(param('id')));
  } catch (error) {
    return await refused(refusedFields(error, 'url'));
  }
});

export const submitActivation = handler<'id'>(async ({ deps, user, form, param }) => {
  const enabled = form.text('enabled') === 'true';
  await change(deps, user, (tx) => setEventWebhookEnabled(tx, param('id'), enabled));
  return goTo(links.eventWebhook(param('id')));
});

export const submitSecret = handler<'id'>(async (visit) => {
  const { deps, user, param } = visit;
  const { secret } = await change(deps, user, (tx) => rotateEventSecret(tx, deps.vault, param('id')));
  return show(await eventWebhookView(visit, param('id'), { secret }));
});

export const submitTest = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => sendTest(tx, param('id')));
  return goTo(links.eventWebhook(param('id')));
});

export const submitAgain = handler<'id' | 'delivery'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => sendAgain(tx, param('id'), param('delivery')));
  return goTo(links.eventWebhook(param('id')));
});

export const showDeletion = handler<'id'>(async (visit) => {
  const { id, name } = await getEventWebhook(visit.deps.store.read, visit.param('id'));
  const dialog = <EventWebhookDeletion {...{ frame: visit.frame, id, name }} />;
  return show(await eventWebhookView(visit, id, { dialog }));
});

export const submitDeletion = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deleteEventWebhook(tx, param('id')));
  return goTo(links.eventWebhooks());
});
