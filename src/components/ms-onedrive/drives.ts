import type { ActionRow } from '../kit/calls.ts';
import { needed, text } from '../kit/fields.ts';
import { graphPages, pageLimit, pageToken } from '../kit/microsoft.ts';

const id = (key: string, label: string, what: string) =>
  needed(text(key, label, `The ID of the ${what}.`, { example: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs' }));
export const driveId = id('driveId', 'Drive', 'drive');
const siteId = id('siteId', 'Site', 'site');
const groupId = id('groupId', 'Group', 'group');
const userId = id('userId', 'User', 'user, or their address');
const DRIVE = { id: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs', name: 'OneDrive', driveType: 'business' };
const paging = [pageLimit, pageToken];

const drivesOf = (key: string, label: string, whose: string, path: string, fields = paging): ActionRow => ({
  key,
  label,
  description: `Lists the drives ${whose}.`,
  request: `GET ${path}`,
  fields,
  pages: graphPages,
  example: { value: [DRIVE] },
});

export const drives = (): ActionRow[] => [
  drivesOf('listMyDrives', 'List my drives', 'of the user', '/me/drives'),
  drivesOf('listDrivesByUser', 'List drives by user', 'of a user', '/users/{userId}/drives', [
    userId,
    ...paging,
  ]),
  drivesOf('listDrivesByGroup', 'List drives by group', 'of a group', '/groups/{groupId}/drives', [
    groupId,
    ...paging,
  ]),
  drivesOf('listDrivesBySite', 'List drives by site', 'of a site', '/sites/{siteId}/drives', [
    siteId,
    ...paging,
  ]),
  {
    key: 'getDrive',
    label: 'Get drive',
    description: 'Fetches what is known of a drive.',
    request: 'GET /drives/{driveId}',
    fields: [driveId],
    example: DRIVE,
  },
  {
    key: 'listGroups',
    label: 'List groups',
    description: 'Lists the groups that the user may see.',
    request: 'GET /groups',
    fields: [pageToken, pageLimit],
    pages: graphPages,
    example: { value: [{ id: '02bd9fd6-8f93-4758-87c3-1fb73740a315', displayName: 'Sales' }] },
  },
  {
    key: 'listSites',
    label: 'List sites',
    description: 'Lists the sites that the user may see.',
    request: 'GET /sites?search=*',
    fields: paging,
    pages: graphPages,
    example: { value: [{ id: 'acme.sharepoint.com,2C712604,2D2244C3', displayName: 'Sales' }] },
  },
  {
    key: 'getSite',
    label: 'Get site',
    description: 'Fetches what is known of a site.',
    request: 'GET /sites/{siteId}',
    fields: [siteId],
    example: { id: 'acme.sharepoint.com,2C712604,2D2244C3', displayName: 'Sales' },
  },
  {
    key: 'searchUsers',
    label: 'Search users',
    description: 'Fetches a user by their ID or address.',
    request: 'GET /users/{userId}',
    fields: [userId],
    example: { id: '87d349ed', displayName: 'Ann Example', mail: 'ann@example.com' },
  },
];
