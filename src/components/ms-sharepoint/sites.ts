import type { ActionRow } from '../kit/calls.ts';
import { needed, text } from '../kit/fields.ts';
import { graphPages, pageLimit, pageToken } from '../kit/microsoft.ts';

export const siteId = needed(
  text('siteId', 'Site ID', 'The ID of the site.', {
    example: 'acme.sharepoint.com,2C712604-1370-44E7-A1F5-426573FDA80A,2D2244C3-251A-49EA-93A8-39E1C3A060FE',
    dataSource: 'listSites',
  }),
);
export const driveId = needed(
  text('driveId', 'Drive', 'The ID of the drive.', {
    example: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs',
    dataSource: 'listDrives',
  }),
);
const SITE = {
  id: 'acme.sharepoint.com,2C712604,2D2244C3',
  displayName: 'Sales',
  webUrl: 'https://acme.sharepoint.com',
};
const DRIVE = { id: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs', name: 'Documents', driveType: 'documentLibrary' };
const paging = [pageLimit, pageToken];

export const sites = (): ActionRow[] => [
  {
    key: 'listSites',
    label: 'List sites',
    description: 'Lists the sites that the connection may see.',
    request: 'GET /sites?search=*',
    fields: paging,
    pages: graphPages,
    example: { value: [SITE] },
  },
  {
    key: 'listFollowedSites',
    label: 'List followed sites',
    description: 'Lists the sites that the user follows.',
    request: 'GET /me/followedSites',
    fields: paging,
    pages: graphPages,
    example: { value: [SITE] },
  },
  {
    key: 'getSite',
    label: 'Get site',
    description: 'Fetches what is known of a site.',
    request: 'GET /sites/{siteId}',
    fields: [siteId],
    example: SITE,
  },
  {
    key: 'getRootSite',
    label: 'Get root site',
    description: 'Fetches what is known of the first site of the organization.',
    request: 'GET /sites/root',
    example: SITE,
  },
  {
    key: 'listDrives',
    label: 'List drives',
    description: 'Lists the drives of a site.',
    request: 'GET /sites/{siteId}/drives',
    fields: [siteId, ...paging],
    pages: graphPages,
    example: { value: [DRIVE] },
  },
  {
    key: 'getDrive',
    label: 'Get drive',
    description: 'Fetches what is known of a drive.',
    request: 'GET /drives/{driveId}',
    fields: [driveId],
    example: DRIVE,
  },
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whom the connection belongs to.',
    request: 'GET /me',
    example: { id: '87d349ed', displayName: 'Ann Example', mail: 'ann@example.com' },
  },
];
