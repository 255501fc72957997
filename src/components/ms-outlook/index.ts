import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import {
  graphPages,
  graphService,
  graphWebhook,
  instanceWebhooks,
  LOGIN,
  microsoftOauth,
  renewSubscription,
  subscriptionRows,
} from '../kit/microsoft.ts';
import { calendars } from './calendars.ts';
import { mail } from './mail.ts';

const service = graphService('Outlook', 'connection');
const SCOPES = ['User.Read', 'Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send']
  .map((scope) => `https://graph.microsoft.com/${scope}`)
  .concat('offline_access')
  .join(' ');

export const msOutlook = connector(
  {
    key: 'ms-outlook',
    label: 'Microsoft Outlook',
    description: 'Works with messages, calendars and events in Outlook.',
    category: 'Messaging',
  },
  () => ({
    service,
    connections: [
      microsoftOauth(SCOPES, {
        authorizeUrl: `${LOGIN}/authorize?prompt=consent`,
        formerKeys: ['oauth', 'authorizationCode'],
      }),
    ],
    actions: [
      ...mail(),
      ...calendars(),
      renewSubscription('updateEventSubscription', 'Update event subscription expiration'),
      ...subscriptionRows(instanceWebhooks()),
    ],
    sources: [
      {
        key: 'selectCalendar',
        label: 'Calendars',
        description: 'Offers the calendars of the user.',
        request: 'GET /me/calendars',
        pages: graphPages,
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'name'),
      },
      {
        key: 'selectMailFolder',
        label: 'Mail folders',
        description: 'Offers the mail folders of the user.',
        request: 'GET /me/mailFolders',
        pages: graphPages,
        result: (data) => choicesIn(valueAt(data, 'value'), 'id', 'displayName'),
      },
    ],
    triggers: [graphWebhook('Outlook')],
    check: { path: '/me', who: (data) => textOf(valueAt(data, 'userPrincipalName')) },
  }),
);
