import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { bearer, fieldText, oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { debugRequest, timeout } from '../kit/options.ts';
import type { Service } from '../kit/service.ts';
import { crm } from './crm.ts';
import { objects } from './objects.ts';
import { pollTriggers } from './poll-changes.ts';
import { eventTypeSubscription } from './subscription.ts';
import { API, webhooks } from './webhooks.ts';

const service: Service = {
  label: 'HubSpot',
  connectionKey: 'hubspotConnection',
  connect(connection) {
    const { configVarKey, token } = connection;
    if (token) return { configVarKey, fields: { baseUrl: API, clientId: '' }, token };
    return bearer(configVarKey, fieldText(connection, 'accessToken'), API);
  },
};

export const hubspot = connector(
  {
    key: 'hubspot',
    label: 'HubSpot',
    description: 'Works with companies, contacts, deals and other objects in HubSpot.',
    category: 'CRM',
  },
  () => ({
    service,
    options: [timeout, debugRequest],
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
        tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
        scopes: 'oauth crm.objects.companies.read crm.objects.contacts.read',
        clientAuthentication: 'body',
        more: [
          plain('appId', 'App ID', 'The number of your app, for webhooks.', { required: false }),
          secret('developerApiKey', 'Developer API key', 'The key of your developer account, for webhooks.', {
            required: false,
          }),
        ],
      }),
      {
        key: 'accessToken',
        label: 'Private app access token',
        comments: 'The token of a private app, made under Settings, Integrations.',
        inputs: [secret('accessToken', 'Access token', 'The token as HubSpot has shown it.')],
      },
    ],
    actions: [...objects(), ...crm(), ...webhooks()],
    sources: [
      {
        key: 'listProperties',
        label: 'Properties of companies',
        description: 'Offers the properties that companies have.',
        request: 'GET /crm/v3/properties/companies',
        result: (data) => propertiesIn(data),
      },
      {
        key: 'listContactProperties',
        label: 'Properties of contacts',
        description: 'Offers the properties that contacts have.',
        request: 'GET /crm/v3/properties/contacts',
        result: (data) => propertiesIn(data),
      },
    ],
    triggers: [eventTypeSubscription(service), ...pollTriggers(service)],
    check: {
      path: '/account-info/v3/details',
      who: (data) => `account ${textOf(valueAt(data, 'portalId'))}`,
    },
  }),
);

const propertiesIn = (data: unknown) => choicesIn(valueAt(data, 'results'), 'name', 'label');
