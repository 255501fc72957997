import { isList, valueAt } from '../../lib/records.ts';
import { MINUTE } from '../../lib/time.ts';
import type { ConnectionDeclaration, Params, Trigger } from '../component.ts';
import { isRecord } from '../records.ts';
import { recordsIn, textOf } from './answers.ts';
import type { ActionRow, Calls, Pages } from './calls.ts';
import { oauth2 } from './connections.ts';
import { choice, type Field, flag, needed, number, text } from './fields.ts';
import type { Service } from './service.ts';
import { queryOf, webhookTrigger } from './webhook.ts';

export const LOGIN = 'https://login.microsoftonline.com/common/oauth2/v2.0';
export const GRAPH = 'https://graph.microsoft.com/v1.0';

/** A part of Microsoft Graph. */
export const graphService = (label: string, connectionKey: string): Service => ({
  label,
  connectionKey,
  connect({ configVarKey, token }) {
    return { configVarKey, fields: { baseUrl: GRAPH, clientId: '' }, ...(token ? { token } : {}) };
  },
});

/** A person signs in with an account of Microsoft. */
export const microsoftOauth = (
  scopes: string,
  more: Partial<ConnectionDeclaration> & { authorizeUrl?: string; hasOwnAddresses?: boolean } = {},
): ConnectionDeclaration =>
  oauth2({
    label: 'OAuth 2.0',
    authorizeUrl: `${LOGIN}/authorize`,
    tokenUrl: `${LOGIN}/token`,
    scopes,
    clientAuthentication: 'body',
    hasOwnAddresses: true,
    oauth2PkceMethod: 'S256',
    ...more,
  });

/** What is left is at an address of its own. */
export const graphPages: Pages = {
  items: 'value',
  next({ data }) {
    const next = isRecord(data) ? textOf(data['@odata.nextLink']) : '';
    return next === '' ? undefined : next;
  },
};

export const pageLimit = number('pageLimit', 'Page limit', 'How many to return at once.', { to: '$top' });
export const pageToken = text(
  'pageToken',
  'Page token',
  'What stands after $skiptoken= in the @odata.nextLink of an earlier answer.',
  { to: '$skiptoken' },
);
export const pageSkip = number('pageSkip', 'Page skip', 'How many to leave out first.', { to: '$skip' });

const odata = {
  $top: number('top', 'Top', 'How many to return at once.', { to: '$top' }),
  $skip: number('skip', 'Page offset', 'How many to leave out first.', { to: '$skip' }),
  $filter: text('filter', 'Filter', 'Which of them, as OData says it.', { to: '$filter' }),
  $orderby: text('orderBy', 'Order by', 'What to sort by.', { to: '$orderby' }),
  $search: text('search', 'Search', 'Words to look for.', { to: '$search' }),
  $select: text('select', 'Select', 'What to return of each, separated by commas.', { to: '$select' }),
  $expand: text('expand', 'Expand', 'What else to return of each.', { to: '$expand' }),
};

/** How lists are asked for in OData. */
export const odataFields = (...names: (keyof typeof odata)[]): Field[] => names.map((name) => odata[name]);

/** Where something stands in a drive: `/Orders/42.json` as the path of a call. */
export function drivePath(location: unknown): string {
  const parts = textOf(location)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map(encodeURIComponent).join('/');
}

const SUBSCRIPTION = {
  id: '7f105c7d-2dc5-4530-97cd-4e7ae6534c07',
  resource: '/me/drive/root',
  changeType: 'updated',
  notificationUrl: 'https://example.com/hook',
  expirationDateTime: '2026-02-03T08:00:00Z',
};

export const notificationUrl = needed(
  text('notificationUrl', 'Notification URL', 'The address to call: a webhook of a flow.', {
    example: SUBSCRIPTION.notificationUrl,
  }),
);
export const expirationDateTime = text(
  'expirationDateTime',
  'Expiration date/time',
  'When it ends, as ISO 8601; as late as can be when left empty.',
  { example: SUBSCRIPTION.expirationDateTime },
);
export const subscriptionId = needed(
  text('subscriptionId', 'Subscription ID', 'The ID of the subscription.', { example: SUBSCRIPTION.id }),
);
export const allowDuplicates = flag(
  'allowDuplicates',
  'Allow duplicates',
  'Whether to make another one where there is one like it; else that one is answered.',
);

/** Almost the longest that Microsoft Graph allows for most of what it tells of. */
const LONGEST = 4200 * MINUTE;

async function subscriptionsOf({ make }: Calls) {
  const { data } = await make({ request: 'GET /subscriptions', pages: graphPages }, { fetchAll: true });
  return recordsIn(valueAt(data, 'value'));
}

/** Has Microsoft Graph call an address. */
export async function subscribe(
  calls: Calls,
  params: Params,
  asked: { resource: unknown; changeType: unknown; clientState?: unknown; minutes?: number },
): Promise<unknown> {
  const [address, until] = [notificationUrl.value(params), expirationDateTime.value(params)];
  const { minutes, ...about } = asked;
  const isAlone = allowDuplicates.value(params) !== true;
  const others = isAlone ? await subscriptionsOf(calls) : [];
  const other = others.find((each) => each.notificationUrl === address && each.resource === asked.resource);
  if (other) return other;
  const last = new Date(Date.now() + (minutes === undefined ? LONGEST : minutes * MINUTE));
  const { data } = await calls.ask({
    method: 'POST',
    path: '/subscriptions',
    data: { ...about, notificationUrl: address, expirationDateTime: until ?? last.toISOString() },
  });
  return data;
}

const showsOwn = (key: string, label: string) =>
  flag(key, label, 'Whether only those are returned that call a flow of this instance.', { default: 'true' });

const listSubscriptions = (own: Field): ActionRow => ({
  key: 'listSubscriptions',
  label: 'List subscriptions',
  description: 'Lists what Microsoft tells of, and where.',
  fields: [own],
  async perform(calls, params, { webhookUrls }) {
    const all = await subscriptionsOf(calls);
    const urls = Object.values(webhookUrls);
    return {
      value:
        own.value(params) === true ? all.filter((each) => urls.includes(textOf(each.notificationUrl))) : all,
    };
  },
  example: { value: [SUBSCRIPTION] },
});

const remove = ({ ask }: Calls, id: unknown) =>
  ask({ method: 'DELETE', path: `/subscriptions/${encodeURIComponent(textOf(id))}` });

/** What each part of Graph can do about what it tells of. */
export const subscriptionRows = (
  own = showsOwn('showInstanceSubscriptions', 'Show instance subscriptions'),
): ActionRow[] => [
  listSubscriptions(own),
  {
    key: 'deleteSubscription',
    label: 'Delete a subscription',
    description: 'Has Microsoft tell of something no more.',
    fields: [subscriptionId],
    perform: async (calls, params) => (await remove(calls, subscriptionId.value(params))).data,
    example: '',
  },
  {
    key: 'deleteAllInstanceSubscriptions',
    label: 'Delete all instance subscriptions',
    description: 'Has Microsoft call no flow of this instance any more.',
    fields: [],
    async perform(calls, _params, { webhookUrls }) {
      const urls = Object.values(webhookUrls);
      const all = await subscriptionsOf(calls);
      const own = all.filter((each) => urls.includes(textOf(each.notificationUrl)));
      for (const { id } of own) await remove(calls, id);
      return { deleted: own.map(({ id }) => id) };
    },
    example: { deleted: [SUBSCRIPTION.id] },
  },
];

export const instanceWebhooks = () => showsOwn('showInstanceWebhooks', 'Show instance webhooks');

const changeType = choice(
  'changeType',
  'Change type',
  'What to be told of.',
  ['created', 'updated', 'deleted'],
  {
    default: 'updated',
  },
);

/** Has Graph tell of any resource. */
export const createSubscription = (): ActionRow => ({
  key: 'createSubscription',
  label: 'Create a subscription',
  description: 'Has Microsoft call an address when something changes.',
  fields: [
    changeType,
    notificationUrl,
    needed(text('resource', 'Resource', 'What to be told of.', { example: SUBSCRIPTION.resource })),
    expirationDateTime,
    text('clientState', 'Client state', 'A text that is sent with each call, to know it by.'),
    allowDuplicates,
  ],
  perform: (calls, params) =>
    subscribe(calls, params, {
      resource: params.resource,
      changeType: changeType.value(params),
      ...(textOf(params.clientState) === '' ? {} : { clientState: params.clientState }),
    }),
  example: SUBSCRIPTION,
});

/** Puts off the end of a subscription. */
export const renewSubscription = (key: string, label: string): ActionRow => ({
  key,
  label,
  description: 'Puts off the end of a subscription.',
  request: 'PATCH /subscriptions/{subscriptionId}',
  fields: [subscriptionId, needed(expirationDateTime)],
  example: SUBSCRIPTION,
});

const NAMES = { validation: 'URL Validation', notification: 'Notification' };

/** Microsoft Graph calls an address first to see whether it answers. */
export const graphWebhook = (label: string): Trigger =>
  webhookTrigger({
    key: 'webhook',
    label: 'Webhook',
    description: `Starts the flow when ${label} says that something has changed, and shows it that the address is right.`,
    directions: 'Have an action that creates a subscription register the address of the flow.',
    inputs: [],
    verify() {},
    branches: {
      names: [NAMES.notification, NAMES.validation],
      of: (payload) => (queryOf(payload, 'validationToken') === '' ? NAMES.notification : NAMES.validation),
    },
    answer(payload) {
      const token = queryOf(payload, 'validationToken');
      return token === '' ? { statusCode: 202 } : { statusCode: 200, contentType: 'text/plain', body: token };
    },
    example: {
      headers: { 'Content-Type': 'application/json' },
      body: {
        value: [{ subscriptionId: SUBSCRIPTION.id, changeType: 'updated', resource: 'me/drive/root' }],
      },
    },
  });

/** What people are called in messages and events. */
export const recipients = (value: unknown) =>
  isList(value) ? value.map((address) => ({ emailAddress: { address } })) : undefined;
