import type { ActionRow } from '../kit/calls.ts';
import { choice, flag, list, needed, text } from '../kit/fields.ts';
import { cursor, fileId, folderPath, member, path, placeOf, row } from './calls.ts';

const sharedFolderId = (key: string) =>
  needed(
    text(key, 'Shared folder ID', 'The ID of the shared folder.', {
      to: 'shared_folder_id',
      example: '84528192421',
    }),
  );
const LINK = { '.tag': 'file', url: 'https://www.dropbox.com/s/2sn712vy1ovegw8/42.json', name: '42.json' };
const SHARED = { name: 'orders', shared_folder_id: '84528192421' };

/** True where it is said, and nothing else, so that what Dropbox does by itself stays. */
const onlyTrue = (sent: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== false));

export const sharing = (): ActionRow[] => [
  row({
    key: 'createSharedLink',
    label: 'Create shared link',
    description: 'Makes a link to a file or folder.',
    method: 'sharing/create_shared_link_with_settings',
    fields: [
      path,
      flag('require_password', 'Require password', 'Whether it asks for a password.'),
      text('link_password', 'Link password', 'That password.', { type: 'password' }),
      text('expires', 'Expires', 'When it ends, as ISO 8601; empty: never.', {
        example: '2026-12-31T00:00:00Z',
      }),
      choice('audience', 'Audience', 'Who may use it.', ['public', 'team', 'no_one']),
      choice('access', 'Access', 'What they may do.', ['viewer', 'editor', 'max', 'default']),
      flag('allow_download', 'Allow download', 'Whether they may download it.'),
      ...member,
    ],
    shape: ({ path: place, ...settings }) => ({ path: place, settings: onlyTrue(settings) }),
    example: LINK,
  }),
  row({
    key: 'listSharedLinks',
    label: 'List shared links',
    description: 'Lists the links to files and folders.',
    method: 'sharing/list_shared_links',
    more: 'sharing/list_shared_links',
    fields: [
      folderPath,
      flag('direct_only', 'Direct only', 'Whether links to folders around it are left out.'),
      cursor,
      ...member,
    ],
    example: { links: [LINK], has_more: false },
  }),
  row({
    key: 'shareFolder',
    label: 'Share folder',
    description: 'Shares a folder.',
    method: 'sharing/share_folder',
    fields: [
      needed(folderPath),
      choice('acl_update_policy', 'ACL update policy', 'Who may let others in.', ['owner', 'editors']),
      flag('force_async', 'Force async', 'Whether it is done later in any case.'),
      choice('member_policy', 'Member policy', 'Who may be let in.', ['team', 'anyone', 'team_and_approved']),
      choice('shared_link_policy', 'Shared link policy', 'Who may use its links.', [
        'team',
        'anyone',
        'members',
      ]),
      choice('viewer_info_policy', 'Viewer info policy', 'Whether it is told who has looked.', [
        'enabled',
        'disabled',
      ]),
      choice(
        'access_inheritance',
        'Access inheritance',
        'Whether it takes over who may see what is around it.',
        ['inherit', 'no_inherit'],
      ),
      list('actions', 'Actions', 'What to say whether the user may do it.', { example: 'edit_contents' }),
      ...member,
    ],
    shape: ({ path: place, ...sent }) => ({ path: placeOf(place), ...sent }),
    example: { '.tag': 'complete', ...SHARED },
  }),
  row({
    key: 'unshareFolder',
    label: 'Unshare folder',
    description: 'Shares a folder no more.',
    method: 'sharing/unshare_folder',
    fields: [
      sharedFolderId('shared_folder_id'),
      flag('leave_a_copy', 'Leave a copy', 'Whether the others keep a copy.'),
      ...member,
    ],
    example: { '.tag': 'complete' },
  }),
  row({
    key: 'unshareFile',
    label: 'Unshare file',
    description: 'Shares a file no more.',
    method: 'sharing/unshare_file',
    fields: [fileId, ...member],
    example: '',
  }),
  row({
    key: 'getSharedMetadataForFile',
    label: 'Get shared metadata for file',
    description: 'Tells how a file is shared.',
    method: 'sharing/get_file_metadata',
    fields: [fileId, ...member],
    example: { id: 'id:3kmLmQFnf1AAAAAAAAAAAw', name: '42.json', policy: {} },
  }),
  row({
    key: 'getSharedMetadataForFolder',
    label: 'Get shared metadata for folder',
    description: 'Tells how a folder is shared.',
    method: 'sharing/get_folder_metadata',
    fields: [sharedFolderId('fileId'), ...member],
    example: SHARED,
  }),
];
