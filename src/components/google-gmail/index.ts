import { valueAt } from '../../lib/records.ts';
import type { ConnectionValue } from '../component.ts';
import { InputError } from '../conversions.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { fieldText, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { googleOauth, googleService } from '../kit/google.ts';
import type { Service } from '../kit/service.ts';
import { messages } from './messages.ts';
import { pushNotificationWebhook } from './webhook.ts';

const SCOPE = 'https://mail.google.com/';
const google = googleService('Gmail', 'connection', 'https://gmail.googleapis.com/gmail/v1/users', SCOPE);

const service: Service = {
  ...google,
  connect: (connection, ...rest) => google.connect(fromKeyFile(connection), ...rest),
};

/** The file that Google gives for a service account holds what the other connections of Google ask for. */
function fromKeyFile(connection: ConnectionValue): ConnectionValue {
  const file = fieldText(connection, 'serviceAccountKeyFile');
  if (file === '') return connection;
  try {
    const { client_email: clientEmail, private_key: privateKey } = JSON.parse(file);
    return { ...connection, fields: { ...connection.fields, clientEmail, privateKey } };
  } catch {
    throw new InputError(
      `The connection "${connection.configVarKey}" holds no key file: paste the whole JSON file that Google gives for the service account.`,
    );
  }
}

export const googleGmail = connector(
  {
    key: 'google-gmail',
    label: 'Gmail',
    description: 'Reads, sends and files messages in Gmail.',
    category: 'Messaging',
  },
  () => ({
    service,
    connections: [
      googleOauth(SCOPE),
      {
        key: 'serviceAccount',
        label: 'Service account',
        comments: 'A service account; Google gives a JSON file for it.',
        inputs: [
          secret('serviceAccountKeyFile', 'Service account key file', 'The whole JSON file.'),
          plain('scopes', 'Scopes', 'Permissions to ask for, separated by spaces.', { default: SCOPE }),
        ],
      },
    ],
    actions: messages(),
    sources: [
      {
        key: 'selectLabel',
        label: 'Labels',
        description: 'Offers the labels of the mailbox.',
        request: 'GET /me/labels',
        result: (data) => choicesIn(valueAt(data, 'labels'), 'id', 'name'),
      },
    ],
    triggers: [pushNotificationWebhook],
    check: { path: '/me/profile', who: (data) => textOf(valueAt(data, 'emailAddress')) },
  }),
);
