import { valueAt } from '../../lib/records.ts';
import type { ActionContext, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { fieldText } from '../kit/connections.ts';
import { flag, needed, text } from '../kit/fields.ts';
import { ask, type CallContext, connectionIn, type Service } from '../kit/service.ts';

export const API = 'https://api.hubapi.com';

/** The webhooks of an app belong to the developer account: they are asked for with its key, and without a token. */
const DEVELOPER: Service = { label: 'HubSpot', connectionKey: 'hubspotConnection', connect: () => undefined };

/** Asks about the webhooks of the app that the connection is for. */
export async function askApp(
  context: CallContext,
  params: Params,
  { method, path, data }: { method: string; path: string; data?: unknown },
): Promise<unknown> {
  const connection = connectionIn(DEVELOPER, params);
  const [appId, key] = [fieldText(connection, 'appId'), fieldText(connection, 'developerApiKey')];
  if (!/^\d+$/.test(appId) || key === '')
    throw new InputError(
      `The connection "${connection.configVarKey}" has no app ID or no developer API key, which webhooks need: fill them in.`,
    );
  const whole = `${API}/webhooks/v3/${appId}/${path}`;
  return (await ask(DEVELOPER, context, params, { method, path: whole, query: { hapikey: key }, data })).data;
}

/** The address that HubSpot calls for this app; undefined where it calls none. */
export async function targetOf(context: CallContext, params: Params): Promise<string | undefined> {
  try {
    return textOf(valueAt(await askApp(context, params, { method: 'GET', path: 'settings' }), 'targetUrl'));
  } catch (thrown) {
    if (thrown instanceof Error && 'response' in thrown && valueAt(thrown.response, 'status') === 404)
      return undefined;
    throw thrown;
  }
}

export const subscriptionsOf = async (context: CallContext, params: Params) =>
  recordsIn(valueAt(await askApp(context, params, { method: 'GET', path: 'subscriptions' }), 'results'));

const eventType = needed(
  text('eventType', 'Event type', 'What to be told of.', { example: 'company.creation' }),
);
const propertyName = text(
  'propertyWebhookName',
  'Property name',
  'Of which property, where the event is a propertyChange.',
);
const active = flag('active', 'Active', 'Whether it is told at once.');
const subscriptionId = needed(text('subscriptionId', 'Subscription ID', 'The number of the subscription.'));
const SUBSCRIPTION = { id: '25', eventType: 'company.creation', active: true };

/** Whether the app calls a flow of this instance. */
const isOwn = async (context: ActionContext, params: Params) =>
  Object.values(context.webhookUrls).includes((await targetOf(context, params)) ?? '');

export const webhooks = (): ActionRow[] => [
  {
    key: 'createWebhook',
    label: 'Create webhook',
    description: 'Has HubSpot tell the address of your app about an event.',
    fields: [eventType, propertyName, active],
    perform: (_calls, params, context) =>
      askApp(context, params, {
        method: 'POST',
        path: 'subscriptions',
        data: {
          eventType: eventType.value(params),
          propertyName: propertyName.value(params),
          active: active.value(params) ?? false,
        },
      }),
    example: SUBSCRIPTION,
  },
  {
    key: 'listWebhooks',
    label: 'List webhooks',
    description: 'Lists what your app is told of.',
    fields: [],
    perform: (_calls, params, context) => subscriptionsOf(context, params),
    example: [SUBSCRIPTION],
  },
  {
    key: 'deleteWebhook',
    label: 'Delete webhook',
    description: 'Has HubSpot no longer tell of an event.',
    fields: [subscriptionId],
    perform: (_calls, params, context) =>
      askApp(context, params, {
        method: 'DELETE',
        path: `subscriptions/${encodeURIComponent(textOf(subscriptionId.value(params)))}`,
      }),
    example: '',
  },
  {
    key: 'deleteAllWebhooks',
    label: 'Delete all instanced webhooks',
    description:
      'Has HubSpot tell a flow of this instance of nothing more; where it calls elsewhere, nothing is done.',
    fields: [],
    async perform(_calls, params, context) {
      if (!(await isOwn(context, params))) return { deleted: [] };
      const all = await subscriptionsOf(context, params);
      for (const { id } of all)
        await askApp(context, params, { method: 'DELETE', path: `subscriptions/${textOf(id)}` });
      return { deleted: all.map(({ id }) => id) };
    },
    example: { deleted: ['25'] },
  },
];
