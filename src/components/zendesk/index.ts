import { valueAt } from '../../lib/records.ts';
import { InputError } from '../conversions.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { fieldText, oauth2 } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { debug } from '../kit/options.ts';
import type { Service } from '../kit/service.ts';
import { helpCenter } from './help-center.ts';
import { tickets } from './tickets.ts';
import { users } from './users.ts';
import { webhookOf } from './webhook.ts';
import { webhooks } from './webhooks.ts';

const ADDRESS = 'https://YOUR-ZENDESK-DOMAIN.zendesk.com';

const service: Service = {
  label: 'Zendesk',
  connectionKey: 'zendeskConnection',
  connect(connection) {
    const url = URL.parse(fieldText(connection, 'authorizeUrl'));
    if (!url || url.hostname.startsWith('your-zendesk-domain'))
      throw new InputError(
        `The connection "${connection.configVarKey}" does not say which Zendesk it leads to: write your own domain into its authorize URL.`,
      );
    const { configVarKey, token } = connection;
    return { configVarKey, fields: { baseUrl: url.origin, clientId: '' }, ...(token ? { token } : {}) };
  },
};

export const zendesk = connector(
  {
    key: 'zendesk',
    label: 'Zendesk',
    description: 'Works with tickets, users and articles in Zendesk.',
    category: 'Support',
  },
  () => ({
    service,
    options: [debug],
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: `${ADDRESS}/oauth/authorizations/new`,
        tokenUrl: `${ADDRESS}/oauth/tokens`,
        scopes: 'read write',
        clientAuthentication: 'body',
        hasOwnAddresses: true,
      }),
    ],
    actions: [...tickets(), ...users(), ...webhooks(), ...helpCenter()],
    sources: [
      {
        key: 'listGroups',
        label: 'Groups',
        description: 'Offers the groups that tickets are assigned to.',
        request: 'GET /api/v2/groups.json',
        result: (data) => choicesIn(valueAt(data, 'groups'), 'id', 'name'),
      },
    ],
    triggers: [webhookOf(service)],
    check: { path: '/api/v2/users/me.json', who: (data) => textOf(valueAt(data, 'user.email')) },
  }),
);
