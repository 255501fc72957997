import { asRecord, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { Calls } from '../kit/calls.ts';
import { number } from '../kit/fields.ts';
import { connectionIn } from '../kit/service.ts';
import { isCloud, service } from './service.ts';

export const startAt = number('startAt', 'Start at', 'How many to leave out first.', { default: '0' });
export const maxResults = number('maxResults', 'Max results', 'How many to return at once.', {
  example: '50',
});
export const paging = [startAt, maxResults];

const MOST_AT_ONCE = 100;
const MOST_PAGES = 100;
const USUAL = 50;

/** A text as JQL writes it. */
export const quoted = (value: unknown) =>
  `"${textOf(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/**
 * Finds issues. Jira of Atlassian says no more how many there are, and goes on by a token alone: what is to be left out is
 * passed over, and what there is in all is asked for.
 */
export async function findIssues(
  { ask }: Calls,
  params: Params,
  jql: string,
  expand?: unknown,
): Promise<unknown> {
  const [left, wanted] = [Number(startAt.value(params)) || 0, Number(maxResults.value(params)) || USUAL];
  if (!isCloud(connectionIn(service, params))) {
    const data = {
      jql,
      startAt: left,
      maxResults: wanted,
      ...(expand ? { expand: textOf(expand).split(',') } : {}),
    };
    return (await ask({ method: 'POST', path: '/search', data })).data;
  }
  const issues: unknown[] = [];
  let passed = 0;
  let nextPageToken: unknown;
  let last: unknown;
  for (let page = 0; page < MOST_PAGES && issues.length < wanted; page += 1) {
    const most = Math.min(MOST_AT_ONCE, left - passed + wanted - issues.length);
    const data = { jql, fields: ['*all'], maxResults: most, nextPageToken, ...(expand ? { expand } : {}) };
    last = (await ask({ method: 'POST', path: '/search/jql', data })).data;
    const found = recordsIn(valueAt(last, 'issues'));
    issues.push(...found.slice(Math.max(0, left - passed)));
    passed += Math.min(found.length, Math.max(0, left - passed));
    nextPageToken = valueAt(last, 'nextPageToken');
    if (nextPageToken === undefined || found.length === 0) break;
  }
  const counted = await ask({ method: 'POST', path: '/search/approximate-count', data: { jql } });
  const total = valueAt(counted.data, 'count') ?? left + issues.length;
  return { ...asRecord(last), startAt: left, maxResults: wanted, total, issues: issues.slice(0, wanted) };
}
