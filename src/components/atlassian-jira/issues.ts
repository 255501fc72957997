import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, needed, text } from '../kit/fields.ts';
import { connectionIn } from '../kit/service.ts';
import { fieldsOf, issueFields, issueId } from './issue-fields.ts';
import { findIssues, paging, quoted } from './search.ts';
import { service } from './service.ts';

export const ISSUE = {
  id: '10042',
  key: 'SHOP-42',
  fields: { summary: 'It is broken', status: { name: 'To Do' } },
};
const LISTED = { startAt: 0, maxResults: 50, total: 1, issues: [ISSUE] };
/** Jira finds nothing for those who ask for everything. */
const EVERYTHING = 'project is not EMPTY ORDER BY created DESC';
const search = needed(text('search', 'Search', 'Words to look for.', { example: 'broken' }));
const searchType = needed(
  choice(
    'searchType',
    'Search type',
    'What it is known by.',
    ['id', 'key', 'summary', 'description', 'status', 'assignee', 'reporter'],
    {
      default: 'key',
    },
  ),
);
const searchValue = needed(text('searchValue', 'Search value', 'What that is.', { example: 'SHOP-42' }));
const projectKey = text('projectKey', 'Project key', 'Only issues of this project.', { example: 'SHOP' });
const CONTAINED = new Set(['summary', 'description']);

const dataOf = (params: Params) => ({ fields: fieldsOf(params, connectionIn(service, params)) });
const issueAt = (params: Params) => `/issue/${encodeURIComponent(textOf(issueId.value(params)))}`;

const listed = (
  key: string,
  label: string,
  description: string,
  path: string,
  example: unknown,
): ActionRow => ({
  ...{ key, label, description, request: `GET ${path}`, example },
});

export const issues = (): ActionRow[] => [
  {
    key: 'createIssue',
    label: 'Create issue',
    description: 'Opens an issue.',
    fields: issueFields(true),
    perform: async ({ ask }, params) =>
      (await ask({ method: 'POST', path: '/issue', data: dataOf(params) })).data,
    example: { id: '10042', key: 'SHOP-42', self: 'https://acme.atlassian.net/rest/api/3/issue/10042' },
  },
  {
    key: 'updateIssue',
    label: 'Update issue',
    description: 'Changes an issue; what is left empty stays as it is.',
    fields: [issueId, ...issueFields(false)],
    perform: async ({ ask }, params) =>
      (await ask({ method: 'PUT', path: issueAt(params), data: dataOf(params) })).data,
    example: '',
  },
  {
    key: 'getIssue',
    label: 'Get issue',
    description: 'Fetches an issue.',
    request: 'GET /issue/{issueId}',
    fields: [issueId],
    example: ISSUE,
  },
  {
    key: 'deleteIssue',
    label: 'Delete issue',
    description: 'Deletes an issue.',
    request: 'DELETE /issue/{issueId}',
    fields: [issueId],
    example: '',
  },
  {
    key: 'listIssues',
    label: 'List issues',
    description: 'Lists issues, the newest first.',
    fields: paging,
    perform: (calls, params) => findIssues(calls, params, EVERYTHING),
    example: LISTED,
  },
  {
    key: 'query',
    label: 'Query',
    description: 'Finds issues by a query in JQL.',
    fields: [
      needed(text('search', 'Search', 'The query.', { example: 'project = SHOP AND status = "To Do"' })),
      text('expand', 'Expand', 'What else to return of each.', { example: 'changelog' }),
      ...paging,
    ],
    perform: (calls, params) => findIssues(calls, params, textOf(params.search), params.expand || undefined),
    example: LISTED,
  },
  {
    key: 'searchIssues',
    label: 'Search issues',
    description: 'Finds issues by words that they hold.',
    fields: [search, projectKey],
    perform(calls, params) {
      const project = projectKey.value(params);
      const inside = project === undefined ? 'project is not EMPTY' : `project = ${quoted(project)}`;
      return findIssues(
        calls,
        params,
        `${inside} AND text ~ ${quoted(search.value(params))} ORDER BY created DESC`,
      );
    },
    example: LISTED,
  },
  {
    key: 'findIssue',
    label: 'Find issue',
    description: 'Fetches the first issue that fits; nothing where there is none.',
    fields: [searchType, searchValue],
    async perform(calls, params) {
      const type = textOf(searchType.value(params));
      const jql = `${type} ${CONTAINED.has(type) ? '~' : '='} ${quoted(searchValue.value(params))}`;
      return (
        valueAt(await findIssues(calls, { ...params, maxResults: '1', startAt: '0' }, jql), 'issues.0') ??
        null
      );
    },
    example: ISSUE,
  },
  {
    key: 'listIssueTransitions',
    label: 'List issue transitions',
    description: 'Lists what an issue can become.',
    request: 'GET /issue/{issueId}/transitions',
    fields: [issueId],
    example: { transitions: [{ id: '31', name: 'Done' }] },
  },
  {
    key: 'transitionIssue',
    label: 'Transition issue',
    description: 'Has an issue become something else, such as done.',
    request: 'POST /issue/{issueId}/transitions',
    fields: [
      issueId,
      needed(
        text('transitionId', 'Transition ID', 'One that “List issue transitions” answers.', {
          to: 'transition.id',
          example: '31',
        }),
      ),
    ],
    example: '',
  },
  {
    key: 'listIssueWorklogs',
    label: 'List issue worklogs',
    description: 'Lists how long people have worked on an issue.',
    request: 'GET /issue/{issueId}/worklog',
    fields: [issueId],
    example: { worklogs: [{ id: '100028', timeSpentSeconds: 3600 }] },
  },
  listed('listIssueTypes', 'List issue types', 'Lists kinds of issues.', '/issuetype', [
    { id: '10002', name: 'Bug' },
  ]),
  listed('listIssueLinkTypes', 'List issue link types', 'Lists how issues can be linked.', '/issueLinkType', {
    issueLinkTypes: [{ id: '1000', name: 'Blocks' }],
  }),
  {
    ...listed('listIssueFields', 'List issue fields', 'Lists the fields of issues, but your own.', '/field', [
      { id: 'summary' },
    ]),
    request: 'GET /field',
    result: (data) => fieldsIn(data, false),
  },
  {
    ...listed(
      'listIssueCustomFields',
      'List issue custom fields',
      'Lists your own fields of issues.',
      '/field',
      [{ id: 'customfield_10010', custom: true }],
    ),
    request: 'GET /field',
    result: (data) => fieldsIn(data, true),
  },
];

const fieldsIn = (data: unknown, isCustom: boolean) =>
  recordsIn(data).filter(({ custom }) => (custom === true) === isCustom);
