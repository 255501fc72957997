import { valueAt } from '../../lib/records.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { fieldText, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { LOGIN, microsoftOauth } from '../kit/microsoft.ts';
import type { Service } from '../kit/service.ts';
import { webhookTrigger } from '../kit/webhook.ts';
import { attributes } from './attributes.ts';
import { batch } from './batch.ts';
import { entities } from './entities.ts';

const service: Service = {
  label: 'Dynamics 365',
  connectionKey: 'connection',
  headers: { 'odata-version': '4.0', 'odata-maxversion': '4.0' },
  connect(connection) {
    const { configVarKey, token } = connection;
    const url = URL.parse(fieldText(connection, 'webApiUrl'));
    if (!url)
      throw new InputError(
        `The connection "${configVarKey}" does not say which Dynamics 365 it leads to: write its web API URL, such as https://acme.crm.dynamics.com.`,
      );
    const fields = { baseUrl: `${url.origin}/api/data/v9.2`, clientId: '' };
    return { configVarKey, fields, ...(token ? { token } : {}) };
  },
};

const webApiUrl = plain('webApiUrl', 'Web API URL', 'The address of your Dynamics 365.', {
  example: 'https://acme.crm.dynamics.com',
});
const scopes = plain(
  'scopes',
  'Scopes',
  'Permissions to ask for: they begin with the address of your Dynamics 365.',
  {
    example: 'https://acme.crm.dynamics.com/user_impersonation offline_access',
  },
);

export const msDynamics = connector(
  {
    key: 'ms-dynamics',
    label: 'Microsoft Dynamics 365',
    description: 'Queries, adds, changes and deletes records in Dynamics 365.',
    category: 'CRM',
  },
  () => ({
    service,
    connections: [
      {
        ...microsoftOauth('', { label: 'OAuth 2.0 authorization code', hasOwnAddresses: false }),
        inputs: [
          webApiUrl,
          ...microsoftOauth('', { hasOwnAddresses: false }).inputs.map((input) =>
            input.key === 'scopes' ? scopes : input,
          ),
        ],
      },
      {
        key: 'clientCredentials',
        formerKeys: ['oauth2ClientCredentials'],
        label: 'OAuth 2.0 client credentials',
        comments: 'Your app signs in by itself, as the user that Dynamics 365 knows it as.',
        oauth2Type: 'client_credentials',
        clientAuthentication: 'body',
        inputs: [
          webApiUrl,
          plain(
            'tokenUrl',
            'Token URL',
            'Where access tokens are issued; with your tenant in place of common.',
            {
              example: `${LOGIN}/token`,
            },
          ),
          { ...scopes, example: 'https://acme.crm.dynamics.com/.default' },
          plain('clientId', 'Client ID', 'The identifier of your app there.', { example: 'my-app' }),
          secret('clientSecret', 'Client secret value', 'The secret of your app there.'),
        ],
      },
    ],
    actions: [...entities(), ...attributes(), batch()],
    sources: [
      {
        key: 'selectEntityType',
        label: 'Entity types',
        description: 'Offers the kinds of records by the names that queries use.',
        request: 'GET /EntityDefinitions?$select=EntitySetName,DisplayName',
        result: (data) =>
          recordsIn(valueAt(data, 'value')).map(({ EntitySetName, DisplayName }) => ({
            key: textOf(EntitySetName),
            label: textOf(valueAt(DisplayName, 'UserLocalizedLabel.Label')) || textOf(EntitySetName),
          })),
      },
    ],
    triggers: [
      webhookTrigger({
        key: 'webhook',
        label: 'Webhook',
        description: 'Starts the flow when Dynamics 365 calls.',
        directions: 'Register the address of the flow as a webhook with the Plug-in Registration Tool.',
        inputs: [],
        verify() {},
        example: {
          headers: { 'Content-Type': 'application/json' },
          body: {
            MessageName: 'Update',
            PrimaryEntityName: 'account',
            PrimaryEntityId: '00000000-0000-0000',
          },
        },
      }),
    ],
    check: { path: '/WhoAmI', who: (data) => `user ${textOf(valueAt(data, 'UserId'))}` },
  }),
);
