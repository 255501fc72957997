import { valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import { connector } from '../kit/connector.ts';
import { googleOauth } from '../kit/google.ts';
import { changes } from './changes.ts';
import { contents } from './contents.ts';
import { files } from './files.ts';
import { SCOPES, service } from './service.ts';
import { triggers } from './triggers.ts';

export const googleDrive = connector(
  {
    key: 'google-drive',
    label: 'Google Drive',
    description: 'Stores, finds and fetches files in Google Drive.',
    category: 'Storage',
  },
  () => ({
    service,
    connections: [googleOauth(SCOPES)],
    actions: [...files(), ...contents(), ...changes()],
    sources: [
      {
        key: 'selectDrive',
        label: 'Drives',
        description: 'Offers My Drive and the shared drives.',
        request: 'GET /drives',
        fixed: { pageSize: 100 },
        result: (data) => [
          { key: 'my-drive', label: 'My Drive' },
          ...choicesIn(valueAt(data, 'drives'), 'id', 'name'),
        ],
      },
      {
        key: 'selectFolder',
        label: 'Folders',
        description: 'Offers the folders that the connection may see.',
        request: 'GET /files',
        fixed: {
          q: "mimeType = 'application/vnd.google-apps.folder' and trashed = false",
          pageSize: 100,
          fields: 'files(id,name)',
        },
        result: (data) => choicesIn(valueAt(data, 'files'), 'id', 'name'),
      },
    ],
    triggers: triggers(),
    check: { path: '/about?fields=user', who: (data) => textOf(valueAt(data, 'user.emailAddress')) },
  }),
);
