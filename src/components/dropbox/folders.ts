import type { ActionRow } from '../kit/calls.ts';
import { choice, list, needed, text } from '../kit/fields.ts';
import { cursor, folderPath, limit, member, path, placeOf, recursive, row } from './calls.ts';

const FOLDER = { '.tag': 'folder', name: 'orders', id: 'id:a4ayc_80_OEAAAAAAAAAXz', path_display: '/orders' };
const found = { matches: [{ metadata: { metadata: FOLDER } }], has_more: false };
const query = (label: string) =>
  needed(text('query', label, 'The name, or words of it.', { example: 'orders' }));
const folderActions = list(
  'folderActions',
  'Folder actions',
  'What to say of each whether the user may do it.',
  {
    to: 'actions',
    example: 'edit_contents',
  },
);
const by = choice(
  'lookupKey',
  'Lookup by',
  'What they are known by.',
  ['email', 'team_member_id', 'external_id'],
  {
    default: 'email',
  },
);
const value = needed(text('lookupValue', 'Value', 'The address or the ID.', { example: 'ann@example.com' }));

const search = (key: string, label: string, what: string, isByName: boolean): ActionRow =>
  row({
    key,
    label,
    description: `Finds ${what} by their names${isByName ? '' : ' or contents'}.`,
    method: 'files/search_v2',
    more: 'files/search/continue_v2',
    fields: [query(isByName ? 'File name' : 'Folder name'), folderPath, cursor, limit, ...member],
    shape: ({ query: words, path: place, limit: most }) => ({
      query: words,
      options: { filename_only: isByName, max_results: most, path: placeOf(place) },
    }),
    example: found,
  });

export const folders = (): ActionRow[] => [
  row({
    key: 'listFolder',
    label: 'List folder',
    description: 'Lists what a folder holds.',
    method: 'files/list_folder',
    more: 'files/list_folder/continue',
    fields: [folderPath, cursor, limit, recursive, ...member],
    shape: ({ path: place, ...sent }) => ({ path: placeOf(place), ...sent }),
    example: { entries: [FOLDER], cursor: 'AAE', has_more: false },
  }),
  row({
    key: 'createFolder',
    label: 'Create folder',
    description: 'Makes a folder.',
    method: 'files/create_folder_v2',
    fields: [path],
    example: { metadata: FOLDER },
  }),
  search('searchFiles', 'Search files', 'files', true),
  search('searchFolders', 'Search folders', 'folders', false),
  row({
    key: 'listSharingFolder',
    label: 'List shared folders',
    description: 'Lists the folders that are shared with the user.',
    method: 'sharing/list_folders',
    more: 'sharing/list_folders/continue',
    fields: [folderPath, cursor, limit, folderActions],
    shape: ({ path: _, ...sent }) => sent,
    example: { entries: [{ name: 'orders', shared_folder_id: '84528192421' }] },
  }),
  row({
    key: 'listTeamFolder',
    label: 'List team’s folders',
    description: 'Lists the folders of the team.',
    method: 'team/team_folder/list',
    more: 'team/team_folder/list/continue',
    fields: [folderPath, cursor, limit],
    shape: ({ path: _, ...sent }) => sent,
    example: { team_folders: [{ name: 'orders', team_folder_id: '123456789' }], has_more: false },
  }),
  row({
    key: 'getTeamMembers',
    label: 'Get team members',
    description: 'Finds people of the team.',
    method: 'team/members/get_info_v2',
    fields: [by, value],
    shape: ({ lookupKey, lookupValue }) => ({
      members: [{ '.tag': lookupKey, [String(lookupKey)]: lookupValue }],
    }),
    example: { members_info: [{ '.tag': 'member_info', profile: { email: 'ann@example.com' } }] },
  }),
];
