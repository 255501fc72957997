import type { ActionRow } from '../kit/calls.ts';
import { needed, text } from '../kit/fields.ts';
import { graphPages, odataFields } from '../kit/microsoft.ts';
import { teamId } from './teams.ts';

const appId = needed(
  text('appId', 'App ID', 'The ID of the app in the catalogue.', { example: '12345678-9abc-def0' }),
);
const installation = needed(
  text('appInstallationId', 'App installation ID', 'The ID of the app in the team.', {
    example: 'ZTUyYTBlYjktZTM2NS00',
  }),
);
const APP = { id: '12345678-9abc-def0', displayName: 'Orders', distributionMethod: 'organization' };
const base = '/teams/{teamId}/installedApps';

export const apps = (): ActionRow[] => [
  {
    key: 'listCatalogApps',
    label: 'List catalog apps',
    description: 'Lists the apps of the catalogue.',
    request: 'GET /appCatalogs/teamsApps',
    fields: odataFields('$filter', '$select', '$expand'),
    pages: graphPages,
    example: { value: [APP] },
  },
  {
    key: 'listTeamsApps',
    label: 'List Teams apps',
    description: 'Lists the apps of the catalogue of Microsoft Teams.',
    request: 'GET /appCatalogs/teamsApps',
    fields: odataFields('$top', '$skip', '$filter', '$orderby', '$select'),
    pages: graphPages,
    example: { value: [APP] },
  },
  {
    key: 'listInstalledApps',
    label: 'List installed apps',
    description: 'Lists the apps of a team.',
    request: `GET ${base}`,
    fields: [teamId, ...odataFields('$filter', '$select', '$expand')],
    pages: graphPages,
    example: { value: [{ id: 'ZTUyYTBlYjktZTM2NS00' }] },
  },
  {
    key: 'installApp',
    label: 'Install app',
    description: 'Adds an app to a team.',
    request: `POST ${base}`,
    fields: [teamId, appId],
    shape: ({ appId: id }) => ({
      'teamsApp@odata.bind': `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${id}`,
    }),
    example: '',
  },
  {
    key: 'upgradeInstalledApp',
    label: 'Upgrade installed app',
    description: 'Brings an app of a team to its newest version.',
    request: `POST ${base}/{appInstallationId}/upgrade`,
    fields: [teamId, installation],
    example: '',
  },
  {
    key: 'removeInstalledApp',
    label: 'Remove installed app',
    description: 'Takes an app out of a team.',
    request: `DELETE ${base}/{appInstallationId}`,
    fields: [teamId, installation],
    example: '',
  },
];
