import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import {
  createSubscription,
  graphPages,
  graphService,
  graphWebhook,
  microsoftOauth,
  subscriptionRows,
} from '../kit/microsoft.ts';
import { drives } from './drives.ts';
import { files } from './files.ts';

const service = graphService('OneDrive', 'oneDriveConnection');
const SCOPES =
  'https://graph.microsoft.com/Files.ReadWrite.All https://graph.microsoft.com/Sites.Read.All offline_access';

export const msOnedrive = connector(
  {
    key: 'ms-onedrive',
    label: 'Microsoft OneDrive',
    description: 'Stores, finds and fetches files in OneDrive.',
    category: 'Storage',
  },
  () => ({
    service,
    connections: [microsoftOauth(SCOPES, { key: 'oauth', formerKeys: ['oauth2'] })],
    actions: [...files(), ...drives(), createSubscription(), ...subscriptionRows()],
    sources: [
      {
        key: 'listDrives',
        label: 'Drives',
        description: 'Offers the drives of the user.',
        request: 'GET /me/drives',
        pages: graphPages,
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'name'),
      },
    ],
    triggers: [graphWebhook('OneDrive')],
    check: { path: '/me/drive', who: (data) => textOf(valueAt(data, 'owner.user.displayName')) },
  }),
);
