import { valueAt } from '../../lib/records.ts';
import { textOf } from '../kit/answers.ts';
import { bearer, fieldText, oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import type { Service } from '../kit/service.ts';
import { issues } from './issues.ts';
import { repositories } from './repositories.ts';
import { sources } from './sources.ts';
import { webhook } from './webhook.ts';
import { webhooks } from './webhooks.ts';

const API = 'https://api.github.com';

const baseUrl = plain(
  'baseUrl',
  'API address',
  'Where the API is, for GitHub Enterprise Server; else leave it as it is.',
  { default: API, example: 'https://github.example.com/api/v3', required: false },
);

const service: Service = {
  label: 'GitHub',
  connectionKey: 'connection',
  headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  connect(connection) {
    const { configVarKey, token } = connection;
    const address = fieldText(connection, 'baseUrl') || API;
    if (token) return { configVarKey, fields: { baseUrl: address, clientId: '' }, token };
    return bearer(configVarKey, fieldText(connection, 'personalAccessToken'), address);
  },
};

export const github = connector(
  {
    key: 'github',
    label: 'GitHub',
    description: 'Works with repositories, issues, pull requests and users on GitHub.',
    category: 'Development',
  },
  () => ({
    service,
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: 'https://github.com/login/oauth/authorize',
        tokenUrl: 'https://github.com/login/oauth/access_token',
        scopes: 'repo',
        clientAuthentication: 'body',
        more: [baseUrl],
      }),
      {
        key: 'personalAccessToken',
        label: 'Personal access token',
        comments: 'A token that a person has made under Settings, Developer settings.',
        inputs: [secret('personalAccessToken', 'Token', 'The token as GitHub has shown it.'), baseUrl],
      },
    ],
    actions: [...issues(), ...repositories(), ...webhooks()],
    sources: sources(),
    triggers: [webhook],
    check: {
      path: '/user',
      who: (data) => textOf(valueAt(data, 'login')),
    },
  }),
);
