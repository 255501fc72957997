import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import { text } from '../kit/fields.ts';
import {
  createSubscription,
  graphPages,
  graphService,
  graphWebhook,
  microsoftOauth,
  renewSubscription,
  subscriptionRows,
} from '../kit/microsoft.ts';
import { ask } from '../kit/service.ts';
import { files } from './files.ts';
import { lists } from './lists.ts';
import { sites } from './sites.ts';

const service = graphService('SharePoint', 'connection');
const SCOPES = 'Sites.ReadWrite.All Sites.Manage.All offline_access';
const dir = text('dir', 'Directory', 'Whose drives: an address of Microsoft Graph.', {
  default: '/me/drives',
  example: '/sites/{site-id}/drives',
});

export const msSharepoint = connector(
  {
    key: 'ms-sharepoint',
    label: 'Microsoft SharePoint',
    description: 'Works with sites, lists and files in SharePoint.',
    category: 'Storage',
  },
  () => ({
    service,
    connections: [microsoftOauth(SCOPES, { key: 'oauth', formerKeys: ['oauth2'] })],
    actions: [
      ...files(),
      ...lists(),
      ...sites(),
      createSubscription(),
      renewSubscription('updateSiteListSubscription', 'Update site list subscription expiration'),
      ...subscriptionRows(),
    ],
    sources: [
      {
        key: 'listDrives',
        label: 'Drives',
        description: 'Offers the drives that the connection may see.',
        fields: [dir],
        async perform(context, params) {
          const path = textOf(dir.value(params));
          const { data } = await ask(service, context, params, { method: 'GET', path });
          return choicesIn(valueAt(data, 'value'), 'id', 'name');
        },
      },
      {
        key: 'listSites',
        label: 'Sites',
        description: 'Offers the sites that the connection may see.',
        request: 'GET /sites?search=*',
        pages: graphPages,
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'displayName'),
      },
    ],
    triggers: [graphWebhook('SharePoint')],
    check: { path: '/sites/root', who: (data) => textOf(valueAt(data, 'webUrl')) },
  }),
);
