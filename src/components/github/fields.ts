import type { Pages } from '../kit/calls.ts';
import { choice, list, needed, number, text } from '../kit/fields.ts';

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
export const issueNumber = needed(
  number('issueNumber', 'Issue number', 'The number of the issue or pull request.', { example: '42' }),
);
export const perPage = number('perPage', 'Per page', 'How many to return at once, up to 100.', {
  to: 'per_page',
  default: '30',
});
export const page = number('page', 'Page', 'Which page to return.', { default: '1' });
export const labels = list('labels', 'Labels', 'Names of labels.', { example: 'bug' });
export const assignees = list('assignees', 'Assignees', 'User names of those who work on it.', {
  example: 'octocat',
});
export const state = (words: string[], comments: string) => choice('state', 'State', comments, words);
export const ref = (comments: string) => needed(text('ref', 'Ref', comments, { example: 'main' }));
export const path = needed(
  text('path', 'Path', 'The path of the file in the repository.', { example: 'docs/readme.md' }),
);
export const base = '/repos/{owner}/{repo}';

/** The address of the next page stands in the header `Link`. */
export const pages: Pages = {
  items: '',
  next({ headers }) {
    const [, target] = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? '')) ?? [];
    const url = URL.parse(target ?? '');
    return url ? Object.fromEntries(url.searchParams) : undefined;
  },
};

export const ISSUE = { id: 1, number: 42, title: 'It is broken', state: 'open', user: { login: 'octocat' } };
export const COMMENT = { id: 7, body: 'Thank you.', user: { login: 'octocat' } };
export const PULL = {
  id: 3,
  number: 43,
  title: 'Mend it',
  state: 'open',
  head: { ref: 'mend' },
  base: { ref: 'main' },
};
export const REPO = { id: 9, name: 'hello-world', full_name: 'octocat/hello-world', private: false };
export const REF = {
  ref: 'refs/heads/main',
  object: { type: 'commit', sha: 'aa218f56b14c9653891f9e74264a383fa43fefbd' },
};
export const USER = { login: 'octocat', id: 1, name: 'The Octocat' };
