import { recordsIn } from '../kit/answers.ts';
import type { ActionRow, Pages } from '../kit/calls.ts';
import { choice, flag, json, list, needed, number, rows, text } from '../kit/fields.ts';
import { isRecord } from '../records.ts';

export const owner = needed(
  text('owner', 'Owner', 'Who the repository belongs to: a person or an organization.', {
    example: 'octocat',
  }),
);
export const repo = needed(
  text('repo', 'Repository name', 'The name of the repository, without its owner.', {
    example: 'hello-world',
  }),
);
const issueNumber = needed(
  number('issueNumber', 'Issue number', 'The number of the issue or pull request.', { example: '42' }),
);
const perPage = number('perPage', 'Per page', 'How many to return at once, up to 100.', {
  to: 'per_page',
  default: '30',
});
const page = number('page', 'Page', 'Which page to return.', { default: '1' });
const labels = list('labels', 'Labels', 'Names of labels.', { example: 'bug' });
const assignees = list('assignees', 'Assignees', 'User names of those who work on it.', {
  example: 'octocat',
});
const state = (words: string[], comments: string) => choice('state', 'State', comments, words);
const ref = (comments: string) => needed(text('ref', 'Ref', comments, { example: 'main' }));
const path = needed(
  text('path', 'Path', 'The path of the file in the repository.', { example: 'docs/readme.md' }),
);
const base = '/repos/{owner}/{repo}';

/** The address of the next page stands in the header `Link`. */
export const pages: Pages = {
  items: '',
  next({ headers }) {
    const [, target] = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? '')) ?? [];
    const url = URL.parse(target ?? '');
    return url ? Object.fromEntries(url.searchParams) : undefined;
  },
};

const ISSUE = { id: 1, number: 42, title: 'It is broken', state: 'open', user: { login: 'octocat' } };
const COMMENT = { id: 7, body: 'Thank you.', user: { login: 'octocat' } };
const PULL = {
  id: 3,
  number: 43,
  title: 'Mend it',
  state: 'open',
  head: { ref: 'mend' },
  base: { ref: 'main' },
};
const REPO = { id: 9, name: 'hello-world', full_name: 'octocat/hello-world', private: false };
const HOOK = {
  id: 12,
  name: 'web',
  active: true,
  events: ['issues'],
  config: { url: 'https://example.com/hook' },
};
const REF = {
  ref: 'refs/heads/main',
  object: { type: 'commit', sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd' },
};
const USER = { login: 'octocat', id: 1, name: 'The Octocat' };

type Made = { id: unknown; url: string };

function hooksIn(data: unknown): Made[] {
  return recordsIn(data).flatMap(({ id, config }) =>
    isRecord(config) && typeof config.url === 'string' ? [{ id, url: config.url }] : [],
  );
}

const listHooks = { request: `GET ${base}/hooks`, fields: [owner, repo], fixed: { per_page: 100 }, pages };

export const actions = (): ActionRow[] => [
  {
    key: 'actionsCreateWorkflowDispatch',
    label: 'Run a workflow',
    description: 'Starts a workflow of GitHub Actions by hand.',
    request: `POST ${base}/actions/workflows/{workflowId}/dispatches`,
    fields: [
      owner,
      repo,
      needed(
        text('workflowId', 'Workflow ID', 'The id of the workflow, or the name of its file.', {
          example: 'build.yml',
        }),
      ),
      ref('The branch or tag to run it on.'),
      json('inputs', 'Inputs', 'Values for the inputs of the workflow: an object.', {
        example: '{"level": "info"}',
      }),
    ],
    example: '',
  },
  {
    key: 'gitCreateBlob',
    label: 'Create a blob',
    description: 'Stores the content of a file, for a tree to name.',
    request: `POST ${base}/git/blobs`,
    fields: [
      owner,
      repo,
      needed(text('content', 'Content', 'The content of the blob.')),
      choice('encoding', 'Encoding', 'How the content is written.', ['utf-8', 'base64'], {
        default: 'utf-8',
      }),
    ],
    example: {
      sha: '3a0f86fb8db8eea7ccbb9a95f325ddbedfb25e15',
      url: 'https://api.github.com/repos/octocat/hello-world/git/blobs/3a0f86',
    },
  },
  {
    key: 'gitCreateRef',
    label: 'Create a ref',
    description: 'Makes a branch or a tag.',
    request: `POST ${base}/git/refs`,
    fields: [
      owner,
      repo,
      needed(text('ref', 'Ref', 'The whole name of the branch or tag.', { example: 'refs/heads/feature' })),
      needed(text('sha', 'SHA', 'The commit that it leads to.')),
    ],
    example: REF,
  },
  {
    key: 'gitCreateTree',
    label: 'Create a tree',
    description: 'Stores a folder of files and trees.',
    request: `POST ${base}/git/trees`,
    fields: [
      owner,
      repo,
      needed(
        json('tree', 'Tree', 'A list of objects with path, mode, type, and content or sha.', {
          example: '[{"path": "a.txt", "mode": "100644", "type": "blob", "content": "Hello"}]',
        }),
      ),
      text(
        'baseTree',
        'Base tree',
        'The tree that the new one changes; empty: it holds only what is named here.',
        { to: 'base_tree' },
      ),
    ],
    example: { sha: 'cd8274d15fa3ae2ab983129fb037999f264ba9a7', tree: [], truncated: false },
  },
  {
    key: 'gitGetRef',
    label: 'Get a ref',
    description: 'Finds out where a branch or a tag leads.',
    request: `GET ${base}/git/ref/{+ref}`,
    fields: [owner, repo, needed(text('ref', 'Ref', 'The branch or tag.', { example: 'heads/main' }))],
    example: REF,
  },
  {
    key: 'issuesCreate',
    label: 'Create an issue',
    description: 'Opens an issue.',
    request: `POST ${base}/issues`,
    fields: [
      owner,
      repo,
      needed(text('title', 'Title', 'The title of the issue.')),
      text('body', 'Body', 'What the issue says, as Markdown.'),
      labels,
      assignees,
      number('milestone', 'Milestone', 'The number of a milestone.'),
    ],
    example: ISSUE,
  },
  {
    key: 'issuesGet',
    label: 'Get an issue',
    description: 'Fetches one issue or pull request.',
    request: `GET ${base}/issues/{issueNumber}`,
    fields: [owner, repo, issueNumber],
    example: ISSUE,
  },
  {
    key: 'issuesUpdate',
    label: 'Update an issue',
    description: 'Changes an issue, or closes it; what is left empty stays as it is.',
    request: `PATCH ${base}/issues/{issueNumber}`,
    fields: [
      owner,
      repo,
      issueNumber,
      text('title', 'Title', 'Another title.'),
      text('body', 'Body', 'Another text.'),
      state(['open', 'closed'], 'Whether the issue is open.'),
      labels,
      assignees,
    ],
    example: { ...ISSUE, state: 'closed' },
  },
  {
    key: 'issuesListForRepo',
    label: 'List issues',
    description: 'Lists the issues of a repository, pull requests among them.',
    request: `GET ${base}/issues`,
    fields: [
      owner,
      repo,
      state(['open', 'closed', 'all'], 'Which of them; open ones when empty.'),
      text('since', 'Since', 'Only what has changed since this time, as ISO 8601.', {
        example: '2026-01-31T08:00:00Z',
      }),
      perPage,
      page,
    ],
    pages,
    example: [ISSUE],
  },
  {
    key: 'issuesCreateComment',
    label: 'Create an issue comment',
    description: 'Comments on an issue or a pull request.',
    request: `POST ${base}/issues/{issueNumber}/comments`,
    fields: [owner, repo, issueNumber, needed(text('body', 'Body', 'The comment, as Markdown.'))],
    example: COMMENT,
  },
  {
    key: 'issuesListComments',
    label: 'List issue comments',
    description: 'Lists the comments on an issue or a pull request.',
    request: `GET ${base}/issues/{issueNumber}/comments`,
    fields: [
      owner,
      repo,
      issueNumber,
      text('since', 'Since', 'Only what has changed since this time, as ISO 8601.'),
      perPage,
      page,
    ],
    pages,
    example: [COMMENT],
  },
  {
    key: 'pullsCreate',
    label: 'Create a pull request',
    description: 'Asks for a branch to be merged.',
    request: `POST ${base}/pulls`,
    fields: [
      owner,
      repo,
      text('title', 'Title', 'The title; needed unless it is made of an issue.'),
      needed(text('head', 'Head', 'The branch with the changes.', { example: 'feature' })),
      needed(text('base', 'Base', 'The branch that they are to be merged into.', { example: 'main' })),
      text('body', 'Body', 'What it says, as Markdown.'),
      flag('maintainerCanModify', 'Maintainers can modify', 'Whether maintainers may change the branch.', {
        to: 'maintainer_can_modify',
      }),
      flag('draft', 'Draft', 'Whether it is a draft.'),
      number('issue', 'Issue', 'The number of an issue that becomes a pull request.'),
    ],
    example: PULL,
  },
  {
    key: 'pullsList',
    label: 'List pull requests',
    description: 'Lists the pull requests of a repository.',
    request: `GET ${base}/pulls`,
    fields: [
      owner,
      repo,
      state(['open', 'closed', 'all'], 'Which of them; open ones when empty.'),
      perPage,
      page,
    ],
    pages,
    example: [PULL],
  },
  {
    key: 'reposGet',
    label: 'Get a repository',
    description: 'Fetches what is known of a repository.',
    request: `GET ${base}`,
    fields: [owner, repo],
    example: REPO,
  },
  {
    key: 'reposGetContent',
    label: 'Get a file',
    description: 'Fetches a file with its content in Base64, or what a folder holds.',
    request: `GET ${base}/contents/{+path}`,
    fields: [owner, repo, path, text('ref', 'Ref', 'The branch, tag or commit; empty: the default branch.')],
    example: {
      type: 'file',
      name: 'readme.md',
      path: 'readme.md',
      sha: '3d21ec',
      encoding: 'base64',
      content: 'SGVsbG8=',
    },
  },
  {
    key: 'reposCreateOrUpdateFileContents',
    label: 'Create or update a file',
    description: 'Commits a file.',
    request: `PUT ${base}/contents/{+path}`,
    fields: [
      owner,
      repo,
      path,
      needed(text('message', 'Message', 'The message of the commit.')),
      needed(text('content', 'Content', 'The content of the file, in Base64.')),
      text('sha', 'SHA', 'The blob that is replaced; needed where the file is there already.'),
      text('branch', 'Branch', 'The branch to commit to; empty: the default branch.'),
    ],
    example: {
      content: { name: 'readme.md', path: 'readme.md', sha: '95b966' },
      commit: { sha: '7638417d' },
    },
  },
  {
    key: 'reposCreateWebhook',
    label: 'Create a webhook',
    description: 'Has GitHub call an address whenever something happens in a repository.',
    request: `POST ${base}/hooks`,
    fields: [
      owner,
      repo,
      needed(
        text('callbackUrl', 'Callback URL', 'The address to call: a webhook of a flow.', {
          to: 'config.url',
          example: 'https://example.com/hook',
        }),
      ),
      needed(list('events', 'Events', 'What to be told of; * for everything.', { example: 'issues' })),
      text(
        'webhookSecret',
        'Webhook secret',
        'What calls are signed with; the trigger checks them with the same one.',
        { to: 'config.secret', type: 'password' },
      ),
    ],
    fixed: { name: 'web', active: true },
    shape: (sent) => ({
      ...sent,
      config: { content_type: 'json', ...(isRecord(sent.config) ? sent.config : {}) },
    }),
    example: HOOK,
  },
  {
    key: 'reposDeleteWebhook',
    label: 'Delete a webhook',
    description: 'Removes a webhook of a repository.',
    request: `DELETE ${base}/hooks/{hookId}`,
    fields: [owner, repo, needed(number('hookId', 'Hook ID', 'The id of the webhook.', { example: '12' }))],
    example: '',
  },
  {
    key: 'reposDeleteInstanceWebhooks',
    label: 'Delete the instance’s webhooks',
    description: 'Removes the webhooks of a repository that call a flow of this instance.',
    fields: [owner, repo],
    async perform({ ask, make }, params, { webhookUrls }) {
      const { data } = await make(listHooks, { fetchAll: true });
      const own = hooksIn(data).filter(({ url }) => Object.values(webhookUrls).includes(url));
      const place = `/repos/${encodeURIComponent(String(owner.value(params)))}/${encodeURIComponent(String(repo.value(params)))}`;
      for (const { id } of own) await ask({ method: 'DELETE', path: `${place}/hooks/${id}` });
      return { deleted: own.map(({ id }) => id) };
    },
    example: { deleted: [12] },
  },
  {
    key: 'reposListWebhooks',
    label: 'List webhooks',
    description: 'Lists the webhooks of a repository.',
    fields: [
      owner,
      repo,
      flag(
        'showInstanceWebhooks',
        'Only this instance’s',
        'Whether to leave out webhooks that call elsewhere.',
        { default: 'true' },
      ),
    ],
    async perform({ make }, { showInstanceWebhooks = 'true' }, { webhookUrls }) {
      const { data } = await make(listHooks, { fetchAll: true });
      const own = new Set(
        hooksIn(data).flatMap(({ id, url }) => (Object.values(webhookUrls).includes(url) ? [id] : [])),
      );
      const all = Array.isArray(data) ? data : [];
      return String(showInstanceWebhooks) === 'true'
        ? all.filter((hook) => isRecord(hook) && own.has(hook.id))
        : all;
    },
    example: [HOOK],
  },
  {
    key: 'reposListForOrg',
    label: 'List an organization’s repositories',
    description: 'Lists the repositories of an organization.',
    request: 'GET /orgs/{org}/repos',
    fields: [
      needed(text('org', 'Organization', 'The name of the organization.', { example: 'github' })),
      choice('type', 'Type', 'Which of them; all when empty.', [
        'all',
        'public',
        'private',
        'forks',
        'sources',
        'member',
      ]),
      choice('sort', 'Sort', 'What to sort by.', ['created', 'updated', 'pushed', 'full_name'], {
        default: 'created',
      }),
      choice('direction', 'Direction', 'Up or down.', ['asc', 'desc']),
      perPage,
      page,
    ],
    pages,
    example: [REPO],
  },
  {
    key: 'reposListForAuthenticatedUser',
    label: 'List my repositories',
    description: 'Lists the repositories that the connection may see.',
    request: 'GET /user/repos',
    fields: [perPage, page],
    pages,
    example: [REPO],
  },
  {
    key: 'usersGetByUsername',
    label: 'Get a user',
    description: 'Fetches what is public about a user.',
    request: 'GET /users/{username}',
    fields: [needed(text('username', 'Username', 'The name of the user.', { example: 'octocat' }))],
    example: USER,
  },
  {
    key: 'usersGetAuthenticated',
    label: 'Get myself',
    description: 'Fetches the user whom the connection belongs to.',
    request: 'GET /user',
    example: USER,
  },
  {
    key: 'searchIssues',
    label: 'Search issues',
    description: 'Finds issues and pull requests in all repositories that the connection may see.',
    request: 'GET /search/issues',
    fields: [
      needed(
        text('query', 'Query', 'What to look for, in GitHub’s words.', {
          to: 'q',
          example: 'repo:octocat/hello-world is:open',
        }),
      ),
      perPage,
      page,
    ],
    pages: { ...pages, items: 'items' },
    example: { total_count: 1, incomplete_results: false, items: [ISSUE] },
  },
  {
    key: 'reposCreateDispatchEvent',
    label: 'Send a repository dispatch',
    description: 'Tells the workflows of a repository that something has happened elsewhere.',
    request: `POST ${base}/dispatches`,
    fields: [
      owner,
      repo,
      needed(
        text('eventType', 'Event type', 'The name of what has happened.', {
          to: 'event_type',
          example: 'deployed',
        }),
      ),
      rows('clientPayload', 'Payload', 'Names with values that the workflow is told.', {
        to: 'client_payload',
      }),
    ],
    example: '',
  },
];
