import { valueAt } from '../../lib/records.ts';
import type { ConnectionDeclaration, ConnectionValue, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { debug } from '../kit/options.ts';
import { ask, type CallContext, type Service } from '../kit/service.ts';
import { jobs } from './jobs.ts';
import { objects } from './objects.ts';
import { outboundMessages, webhook } from './outbound-messages.ts';
import { pollChanges } from './poll-changes.ts';
import { fromRoot, records } from './records.ts';
import { sessionOf, version, versionOf } from './session.ts';
import { sources } from './sources.ts';

const service: Service = {
  label: 'Salesforce',
  connectionKey: 'connection',
  async connect(connection, context, params) {
    const { instance, token } = await sessionOf(connection, context);
    return {
      configVarKey: connection.configVarKey,
      fields: { baseUrl: `${instance}/services/data/v${versionOf(params)}`, clientId: '' },
      token: { access_token: token },
    };
  },
  advice({ data }) {
    const isUsedUp = recordsIn(data).some(({ errorCode }) => errorCode === 'REQUEST_LIMIT_EXCEEDED');
    return isUsedUp
      ? 'Your organization has made all the requests that Salesforce allows it in 24 hours: let the step retry later, have flows ask less often, or buy more requests.'
      : undefined;
  },
};

/** Whom the connection belongs to: the API says where that stands. */
async function currentUser(context: CallContext, params: Params): Promise<unknown> {
  const { data } = await ask(service, context, params, { method: 'GET', path: '/' });
  const identity = URL.parse(textOf(valueAt(data, 'identity')));
  if (!identity)
    throw new InputError('Salesforce does not say whom the connection belongs to: connect it again.');
  const path = fromRoot(identity.pathname);
  return (await ask(service, context, params, { method: 'GET', path })).data;
}

async function check(context: CallContext, connection: ConnectionValue) {
  const user = await currentUser(context, { connection });
  return { message: `Connected as ${textOf(valueAt(user, 'username'))}` };
}

const LOGIN = 'https://login.salesforce.com/services/oauth2';

const connections = (): ConnectionDeclaration[] => [
  oauth2({
    label: 'OAuth 2.0',
    authorizeUrl: `${LOGIN}/authorize`,
    tokenUrl: `${LOGIN}/token`,
    revokeUrl: `${LOGIN}/revoke`,
    scopes: '',
    hasOwnAddresses: true,
    oauth2PkceMethod: 'S256',
    clientAuthentication: 'body',
    check,
  }),
  {
    key: 'salesforceClientCredentials',
    label: 'OAuth 2.0 client credentials',
    comments: 'Your app signs in by itself, as the user whom its settings in Salesforce name.',
    oauth2Type: 'client_credentials',
    clientAuthentication: 'body',
    inputs: [
      plain('instanceUrl', 'Instance URL', 'The address of My Domain.', {
        example: 'https://acme.my.salesforce.com',
      }),
      plain('clientId', 'Client ID', 'The consumer key of your app there.', { example: 'my-app' }),
      secret('clientSecret', 'Client secret', 'The consumer secret of your app there.'),
      plain('scopes', 'Scopes', 'Permissions to ask for, separated by spaces; mostly none.', {
        required: false,
      }),
      plain('tokenUrl', 'Token URL', 'Where access tokens are issued.', {
        type: 'template',
        default: '{{#instanceUrl}}/services/oauth2/token',
      }),
    ],
    check,
  },
  {
    key: 'basic',
    label: 'User name and password',
    comments: 'A user of Salesforce, whom its settings let sign in without a browser.',
    inputs: [
      plain('username', 'User name', 'The name of the user.', { example: 'ann@example.com' }),
      secret('password', 'Password', 'The password, with the security token after it where there is one.'),
      plain('loginUrl', 'Login URL', 'Where the user signs in.', {
        example: 'https://acme.my.salesforce.com',
      }),
    ],
    check,
  },
];

const people = (): ActionRow[] => [
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whom the connection belongs to.',
    perform: (_calls, params, context) => currentUser(context, params),
    example: { user_id: '0057000000a1b2c', organization_id: '00D70000000abcd', username: 'ann@example.com' },
  },
  {
    key: 'validateConnection',
    label: 'Validate connection',
    description: 'Says whether Salesforce takes the connection.',
    async perform(_calls, params, context) {
      return currentUser(context, params).then(
        () => true,
        (thrown: unknown) => {
          if (thrown instanceof Error) context.logger.info(thrown.message);
          return false;
        },
      );
    },
    example: true,
  },
];

export const salesforce = connector(
  {
    key: 'salesforce',
    label: 'Salesforce',
    description: 'Queries, adds, changes and deletes records in Salesforce.',
    category: 'CRM',
  },
  () => ({
    service,
    everywhere: [version],
    options: [debug],
    connections: connections(),
    actions: [...records(), ...objects(), ...jobs(), ...people()],
    sources: sources(service),
    triggers: [pollChanges(service), webhook, outboundMessages(service)],
  }),
);
