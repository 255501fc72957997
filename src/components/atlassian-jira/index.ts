import { valueAt } from '../../lib/records.ts';
import { choicesIn, recordsIn, textOf } from '../kit/answers.ts';
import { oauth2, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { flag, list } from '../kit/fields.ts';
import { debug } from '../kit/options.ts';
import { ask } from '../kit/service.ts';
import { comments } from './comments.ts';
import { issues } from './issues.ts';
import { projects } from './projects.ts';
import { service } from './service.ts';
import { users } from './users.ts';

const SCOPES =
  'read:jira-work write:jira-work manage:jira-project read:jira-user manage:jira-webhook read:me offline_access';
const version = plain('version', 'Version', 'The version of Jira’s API.', {
  default: '3',
  required: false,
  model: ['2', '3'].map((value) => ({ label: value, value })),
});
const projectIds = list('projectIds', 'Project IDs', 'Only kinds of issues of these projects.', {
  example: '10000',
});
const byName = flag(
  'returnIssueTypeName',
  'Return issue type name',
  'Whether names are kept instead of IDs.',
);
const own = { ...service, connectionKey: 'connection' };

export const atlassianJira = connector(
  {
    key: 'atlassian-jira',
    label: 'Jira',
    description: 'Works with issues, projects and users in Jira.',
    category: 'Development',
  },
  () => ({
    service,
    options: [debug],
    connections: [
      oauth2({
        label: 'OAuth 2.0',
        authorizeUrl: 'https://auth.atlassian.com/authorize?audience=api.atlassian.com&prompt=consent',
        tokenUrl: 'https://auth.atlassian.com/oauth/token',
        scopes: SCOPES,
        clientAuthentication: 'body',
        hasOwnAddresses: true,
        more: [
          plain(
            'apiSiteOverride',
            'Jira site name',
            'The name or the address of the site, for those who are in several.',
            {
              required: false,
              example: 'https://acme.atlassian.net',
            },
          ),
          version,
        ],
      }),
      {
        key: 'basic',
        label: 'User name and API key',
        comments: 'A user of Jira, with an API token made under their account.',
        inputs: [
          plain('username', 'Username', 'The e-mail address of the user.', { example: 'ann@example.com' }),
          secret('apiKey', 'API key', 'The token as Atlassian has shown it.'),
          plain('host', 'Host', 'Where Jira is.', { example: 'https://acme.atlassian.net' }),
          version,
        ],
      },
    ],
    actions: [...issues(), ...comments(), ...projects(), ...users()],
    sources: [
      {
        key: 'selectProject',
        label: 'Projects',
        description: 'Offers the projects that the connection may see.',
        connectionKey: own.connectionKey,
        request: 'GET /project/search?maxResults=100',
        result: (data) => choicesIn(valueAt(data, 'values'), 'id', 'name'),
      },
      {
        key: 'selectIssueType',
        label: 'Issue types',
        description: 'Offers the kinds of issues.',
        connectionKey: own.connectionKey,
        fields: [projectIds, byName],
        async perform(context, params) {
          const given = params.projectIds;
          const ids = Array.isArray(given) ? given : [given];
          const found = new Map<string, string>();
          for (const id of ids.map(textOf)) {
            const path = id === '' ? '/issuetype' : '/issuetype/project';
            const query = id === '' ? {} : { projectId: id };
            const { data } = await ask(own, context, params, { method: 'GET', path, query });
            for (const { id: key, name } of recordsIn(data)) found.set(textOf(key), textOf(name));
          }
          const isByName = byName.value(params) === true;
          return [...found].map(([key, label]) => ({ key: isByName ? label : key, label }));
        },
      },
    ],
    check: { path: '/myself', who: (data) => textOf(valueAt(data, 'displayName')) },
  }),
);
