import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { fieldText, oauth2, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import type { Service } from '../kit/service.ts';
import { conversations } from './conversations.ts';
import { messages, pages } from './messages.ts';
import { triggersOf } from './triggers.ts';
import { users } from './users.ts';
import { views } from './views.ts';

const API = 'https://slack.com/api';

const service: Service = {
  label: 'Slack',
  connectionKey: 'connection',
  connect({ configVarKey, token }) {
    return { configVarKey, fields: { baseUrl: API, clientId: '' }, ...(token ? { token } : {}) };
  },
  complaint(data) {
    if (valueAt(data, 'ok') !== false) return undefined;
    const needed = textOf(valueAt(data, 'needed'));
    const error = textOf(valueAt(data, 'error')) || 'no reason';
    return needed === '' ? error : `${error} (it needs the scope ${needed})`;
  },
};

export const slack = connector(
  {
    key: 'slack',
    label: 'Slack',
    description: 'Sends messages, works with channels and users, and opens views in Slack.',
    category: 'Messaging',
  },
  () => ({
    service,
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: 'https://slack.com/oauth/v2/authorize',
        tokenUrl: 'https://slack.com/api/oauth.v2.access',
        revokeUrl: 'https://slack.com/api/auth.revoke',
        scopes: 'chat:write chat:write.public channels:read groups:read users:read users:read.email',
        clientAuthentication: 'body',
        hasOwnAddresses: true,
        expiredWhen: {
          path: 'error',
          values: ['token_expired', 'invalid_auth', 'token_revoked', 'not_authed'],
        },
        more: [
          secret('signingSecret', 'Signing secret', 'What Slack signs its calls with, for triggers.', {
            required: false,
          }),
        ],
      }),
      {
        key: 'webhook',
        label: 'Webhook URL',
        comments: 'An incoming webhook, which sends messages to one channel.',
        inputs: [secret('webhookUrl', 'Webhook URL', 'The address that Slack has given for it.')],
        // It can only be tried by sending a message.
        check: async () => ({ message: 'Its address is kept; a message shows whether it works' }),
      },
    ],
    actions: [...messages(), ...conversations(), ...users(), ...views()],
    sources: [
      {
        key: 'selectChannels',
        label: 'Channels',
        description: 'Offers the channels that the connection may see.',
        request: 'GET /conversations.list',
        fixed: { limit: 200, exclude_archived: true, types: 'public_channel,private_channel' },
        pages: pages('channels'),
        result: (data) => choicesIn(valueAt(data, 'channels'), 'id', 'name'),
      },
      {
        key: 'selectUsers',
        label: 'Users',
        description: 'Offers the users of the workspace.',
        request: 'GET /users.list',
        fixed: { limit: 200 },
        pages: pages('members'),
        result: (data) => choicesIn(valueAt(data, 'members'), 'id', 'name'),
      },
    ],
    triggers: triggersOf((connection) => fieldText(connection, 'signingSecret'), service),
    check: {
      path: '/auth.test',
      method: 'POST',
      who: (data) => `${textOf(valueAt(data, 'user'))} in ${textOf(valueAt(data, 'team'))}`,
    },
  }),
);
