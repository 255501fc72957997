import type { SourceRow } from '../kit/calls.ts';
import { isRecord } from '../records.ts';
import { owner, pages, repo } from './fields.ts';

const named = (name: string) => (data: unknown) =>
  (Array.isArray(data) ? data : []).flatMap((each) =>
    isRecord(each) && typeof each[name] === 'string' ? [each[name]] : [],
  );

export const sources = (): SourceRow[] => [
  {
    key: 'listReposForAuthenticatedUser',
    label: 'Repositories',
    description: 'Offers the repositories that the connection may see, as owner/name.',
    request: 'GET /user/repos',
    fixed: { per_page: 100, sort: 'full_name' },
    pages,
    result: named('full_name'),
  },
  {
    key: 'listBranches',
    label: 'Branches',
    description: 'Offers the branches of a repository.',
    request: 'GET /repos/{owner}/{repo}/branches',
    fields: [owner, repo],
    fixed: { per_page: 100 },
    pages,
    result: named('name'),
  },
];
