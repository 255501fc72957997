import { sameText } from '../../lib/crypto.ts';
import type { ActionContext, Params, Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { connectionInput, fieldText } from '../kit/connections.ts';
import { flag, list, needed } from '../kit/fields.ts';
import { connectionIn, type Service } from '../kit/service.ts';
import { headerOf, rawBytes, sha256, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { askApp, subscriptionsOf, targetOf } from './webhooks.ts';

const connection = connectionInput(
  'hubspotConnection',
  'The connection to HubSpot, with the app ID and the developer API key of your app.',
);
const eventTypes = needed(
  list('eventTypes', 'Event types', 'What to be told of; a property stands after a colon.', {
    example: 'contact.propertyChange:email',
  }),
);
const overwrite = flag(
  'overwriteWebhookSettings',
  'Overwrite webhook settings',
  'HubSpot calls one address for each app: whether this one takes the place of another.',
);

const SETTINGS = { period: 'SECONDLY', maxConcurrentRequests: 10 };

/** HubSpot signs with the client secret of the app. */
export const eventTypeSubscription = (service: Service): Trigger =>
  webhookTrigger({
    key: 'eventTypeSubscription',
    label: 'Event type subscription',
    description: 'Starts the flow when something happens in HubSpot; a deploy has HubSpot call it.',
    inputs: [connection, eventTypes.input, overwrite.input],
    verify(_context, payload, params) {
      const secret = fieldText(connectionIn(service, params), 'clientSecret');
      const expected = sha256(secret, rawBytes(payload));
      if (secret === '' || !sameText(headerOf(payload, 'x-hubspot-signature'), expected))
        throw unsigned('HubSpot', 'the client secret of the connection');
    },
    async webhookCreate(context, params) {
      const [targetUrl, before] = [addressOf(context), await targetOf(context, params)];
      if (before !== undefined && before !== targetUrl && overwrite.value(params) !== true)
        throw new InputError(
          `HubSpot calls ${before} for this app, and one address alone: allow “Overwrite webhook settings”, or use another app.`,
        );
      await askApp(context, params, {
        method: 'PUT',
        path: 'settings',
        data: { targetUrl, throttling: SETTINGS },
      });
      const there = new Set((await subscriptionsOf(context, params)).map(nameOf));
      for (const name of namesIn(params)) {
        const [eventType, propertyName] = name.split(':');
        const data = { eventType, propertyName, active: true };
        if (!there.has(name)) await askApp(context, params, { method: 'POST', path: 'subscriptions', data });
      }
      return undefined;
    },
    async webhookDelete(context, params) {
      if ((await targetOf(context, params)) !== addressOf(context)) return undefined;
      const names = namesIn(params);
      for (const subscription of await subscriptionsOf(context, params))
        if (names.includes(nameOf(subscription)))
          await askApp(context, params, { method: 'DELETE', path: `subscriptions/${subscription.id}` });
      return undefined;
    },
    example: {
      headers: { 'X-HubSpot-Signature-Version': 'v1' },
      body: [
        {
          eventId: 1,
          subscriptionId: 25,
          subscriptionType: 'company.creation',
          objectId: 512,
          portalId: 62515,
        },
      ],
    },
  });

const addressOf = ({ webhookUrls, flow }: ActionContext): string => webhookUrls[flow.name] ?? '';

const namesIn = (params: Params): string[] => {
  const names = eventTypes.value(params);
  return Array.isArray(names) ? names.map(String) : [];
};

const nameOf = ({ eventType, propertyName }: Record<string, unknown>): string =>
  propertyName ? `${eventType}:${propertyName}` : String(eventType);
