import type { ActionRow } from './calls.ts';
import { flag, needed, text } from './fields.ts';
import { graphPages } from './microsoft.ts';

const deltaUrl = needed(
  text(
    'deltaURL',
    'URL to fetch for delta',
    'Where changes are told; the @odata.deltaLink of an earlier answer.',
    {
      example: '/drives/b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhs/root/delta',
    },
  ),
);
const parameter = (key: string, comments: string) => text(key, `${key} parameter`, comments);
const asked = [
  parameter('$select', 'What to return of each, separated by commas.'),
  parameter('$expand', 'What else to return of each.'),
  parameter('$top', 'How many to return at once.'),
];

/** What has changed in a drive since an earlier look. @param isWhole whether all pages can be had at once */
export const listChanges = (isWhole: boolean): ActionRow => ({
  key: 'listChanges',
  label: 'List changes',
  description: 'Tells what has changed in a drive since an earlier look.',
  fields: [
    deltaUrl,
    ...asked,
    ...(isWhole ? [flag('fetchAll', 'Fetch all', 'Fetch all pages as one.')] : []),
  ],
  async perform({ make }, params) {
    const path = String(deltaUrl.value(params)).replaceAll(' ', '%20');
    return (await make({ request: `GET ${path}`, fields: asked, pages: graphPages })).data;
  },
  example: {
    value: [{ id: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', name: 'orders.csv', file: { mimeType: 'text/csv' } }],
    '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/me/drive/root/delta?token=12345',
  },
});
