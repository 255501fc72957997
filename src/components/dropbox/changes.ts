import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag } from '../kit/fields.ts';
import { ownValue, setOwn } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { asked, type Context, member, pathText, placeOf, recursive } from './calls.ts';

const directoryPath = pathText(
  'directoryPath',
  'Directory path',
  'The folder; empty for the root.',
  '/orders',
);
export const includeDeleted = flag(
  'includeDeleted',
  'Include deleted?',
  'Whether deleted files are told of, too.',
);
export const watched = [directoryPath, recursive];
const MOST_PAGES = 100;

/** What has changed since a cursor, and the next one. Without one there is nothing yet. */
export async function changesSince(context: Context, params: Params, from: unknown) {
  const path = placeOf(directoryPath.value(params));
  const about = { path, recursive: recursive.value(params), include_deleted: includeDeleted.value(params) };
  const entries: Record<string, unknown>[] = [];
  if (textOf(from) === '') {
    const { result } = await asked(context, params, 'files/list_folder/get_latest_cursor', about);
    return { entries, cursor: textOf(valueAt(result, 'cursor')), has_more: false };
  }
  let cursor = textOf(from);
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { result } = await asked(context, params, 'files/list_folder/continue', { cursor });
    for (const entry of recordsIn(valueAt(result, 'entries'))) entries.push(entry);
    cursor = textOf(valueAt(result, 'cursor')) || cursor;
    if (valueAt(result, 'has_more') !== true) break;
  }
  return { entries, cursor, has_more: false };
}

const placeIn = (params: Params) =>
  POLLED_PREFIX +
  JSON.stringify(['listChanges', ...[...watched, includeDeleted].map((field) => field.value(params) ?? '')]);

export const listChanges = (): ActionRow => ({
  key: 'listChanges',
  label: 'List changes',
  description: 'Lists what has changed in a folder since this step has last run.',
  fields: [...watched, includeDeleted, ...member],
  reads: (params) => [{ state: 'instanceState', keys: [placeIn(params)] }],
  async perform(_calls, params, context) {
    const place = placeIn(params);
    const found = await changesSince(context, params, ownValue(context.instanceState, place));
    setOwn(context.instanceState, place, found.cursor);
    return found;
  },
  example: {
    entries: [{ '.tag': 'file', name: '42.json', path_lower: '/orders/42.json' }],
    cursor: 'AAE',
    has_more: false,
  },
});
