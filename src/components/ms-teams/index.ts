import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { graphPages, graphService, LOGIN, microsoftOauth } from '../kit/microsoft.ts';
import { timeout } from '../kit/options.ts';
import { apps } from './apps.ts';
import { channels } from './channels.ts';
import { messages } from './messages.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';
import { webinarSessions } from './webinar-sessions.ts';
import { webinars } from './webinars.ts';

const service = graphService('Microsoft Teams', 'connection');
const SCOPES = [
  'Team.ReadBasic.All',
  'Team.Create',
  'Group.ReadWrite.All',
  'TeamMember.ReadWrite.All',
  'ChannelMessage.Read.All',
]
  .map((scope) => `https://graph.microsoft.com/${scope}`)
  .concat('offline_access')
  .join(' ');

export const msTeams = connector(
  {
    key: 'ms-teams',
    label: 'Microsoft Teams',
    description: 'Works with teams, channels, messages and webinars in Microsoft Teams.',
    category: 'Messaging',
  },
  () => ({
    service,
    options: [timeout],
    connections: [
      microsoftOauth(SCOPES, { label: 'OAuth 2.0 authorization code', formerKeys: ['oauth'] }),
      {
        key: 'clientCredentials',
        label: 'OAuth 2.0 client credentials',
        comments: 'Your app signs in by itself, with what its administrator has allowed it.',
        oauth2Type: 'client_credentials',
        clientAuthentication: 'body',
        inputs: [
          plain(
            'tokenUrl',
            'Token URL',
            'Where access tokens are issued; with your tenant in place of common.',
            {
              default: `${LOGIN}/token`,
            },
          ),
          plain('scopes', 'Scopes', 'Permissions to ask for.', {
            default: 'https://graph.microsoft.com/.default',
          }),
          plain('clientId', 'Client ID', 'The identifier of your app there.', { example: 'my-app' }),
          secret('clientSecret', 'Client secret value', 'The secret of your app there.'),
        ],
      },
      {
        key: 'incomingWebhook',
        label: 'Incoming webhook',
        comments: 'An incoming webhook, which sends messages to one channel.',
        inputs: [secret('webhookUrl', 'Webhook URL', 'The address that Teams has given for it.')],
        // It can only be tried by sending a message.
        check: async () => ({ message: 'Its address is kept; a message shows whether it works' }),
      },
    ],
    actions: [...teams(), ...channels(), ...messages(), ...apps(), ...webinars(), ...webinarSessions()],
    sources: [
      {
        key: 'selectTeam',
        label: 'Teams',
        description: 'Offers the teams that the user is in.',
        request: 'GET /me/joinedTeams',
        pages: graphPages,
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'displayName'),
      },
    ],
    triggers: [webhook],
    check: { path: '/me', who: (data) => textOf(valueAt(data, 'userPrincipalName')) },
  }),
);
