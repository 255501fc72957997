import type { ActionRow } from '../kit/calls.ts';
import { choice, json, needed, rows, text } from '../kit/fields.ts';
import { base, owner, page, pages, path, perPage, REF, REPO, ref, repo, USER } from './fields.ts';

export const repositories = (): ActionRow[] => [
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
