import { sameText } from '../../lib/crypto.ts';
import { valueAt } from '../../lib/records.ts';
import type { InputDeclaration } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { connectionInput, oauth2 } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { cursorTrigger } from '../kit/cursor-trigger.ts';
import { choice } from '../kit/fields.ts';
import { debug } from '../kit/options.ts';
import { headerOf, hmac, queryOf, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';
import { asked, cursor, folderPath, limit, member, placeOf, recursive, service, tagOf } from './calls.ts';
import { changesSince, includeDeleted, watched } from './changes.ts';
import { files } from './files.ts';
import { folders } from './folders.ts';
import { sharing } from './sharing.ts';

const signingSecret: InputDeclaration = {
  key: 'signingSecret',
  label: 'Signing secret',
  type: 'password',
  comments: 'The app secret of your Dropbox app: calls without its signature are refused.',
  required: true,
};
const connection = connectionInput('dropboxConnection', 'The connection to Dropbox.');
const entryFilter = choice('entryFilter', 'Entry filter', 'What is offered.', ['all', 'file', 'folder'], {
  default: 'all',
});
const [NOTIFICATION, VERIFICATION] = ['Notification', 'Verification Request'];

export const dropbox = connector(
  {
    key: 'dropbox',
    label: 'Dropbox',
    description: 'Stores, finds, fetches and shares files in Dropbox.',
    category: 'Storage',
  },
  () => ({
    service,
    options: [debug],
    connections: [
      oauth2({
        key: 'oauth',
        label: 'OAuth 2.0',
        authorizeUrl: 'https://www.dropbox.com/oauth2/authorize?token_access_type=offline',
        tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
        scopes: '',
        clientAuthentication: 'body',
        oauth2PkceMethod: 'S256',
        // What a connection may do is said in the app at Dropbox; expired tokens are answered 401.
      }),
    ],
    actions: [...files(), ...folders(), ...sharing()],
    sources: [
      {
        key: 'listFolders',
        label: 'Folders',
        description: 'Offers what a folder holds.',
        connectionKey: 'connection',
        fields: [folderPath, cursor, limit, recursive, ...member, entryFilter],
        async perform(context, params) {
          const from = cursor.value(params);
          const about = {
            path: placeOf(folderPath.value(params)),
            recursive: recursive.value(params),
            limit: limit.value(params),
          };
          const own = { ...params, dropboxConnection: params.connection };
          const { result } =
            from === undefined
              ? await asked(context, own, 'files/list_folder', about)
              : await asked(context, own, 'files/list_folder/continue', { cursor: from });
          const wanted = entryFilter.value(params);
          return recordsIn(valueAt(result, 'entries'))
            .filter((entry) => wanted === 'all' || tagOf(entry) === wanted)
            .map((entry) => ({ key: textOf(entry.path_lower), label: textOf(entry.name) }));
        },
      },
    ],
    triggers: [
      webhookTrigger({
        key: 'dropboxWebhook',
        label: 'Webhook',
        description:
          'Starts the flow when Dropbox says that files have changed, and shows it that the address is right.',
        directions: 'Give the address of the flow to your app under “Webhook URIs” in the App Console.',
        inputs: [signingSecret],
        verify(_context, payload, params) {
          if (queryOf(payload, 'challenge') !== '') return;
          const secret = read.text(params, signingSecret);
          const expected = hmac({ algorithm: 'sha256', encoding: 'hex' }, secret, rawBytes(payload));
          if (secret === '' || !sameText(headerOf(payload, 'x-dropbox-signature'), expected))
            throw unsigned('Dropbox', 'the signing secret of the trigger');
        },
        branches: {
          names: [NOTIFICATION, VERIFICATION],
          of: (payload) => (queryOf(payload, 'challenge') === '' ? NOTIFICATION : VERIFICATION),
        },
        answer(payload) {
          const challenge = queryOf(payload, 'challenge');
          if (challenge === '') return undefined;
          const headers = { 'x-content-type-options': 'nosniff' };
          return { statusCode: 200, contentType: 'text/plain', headers, body: challenge };
        },
        example: {
          headers: { 'X-Dropbox-Signature': '7c2f' },
          body: { list_folder: { accounts: ['dbid:AAH4f99T0taONIb'] }, delta: { users: [12345678] } },
        },
      }),
      cursorTrigger({
        key: 'pollChangesTrigger',
        label: 'New and updated files',
        description:
          'Starts the flow on its schedule with the files that are new or have changed since the last run.',
        inputs: [connection, ...[...watched, includeDeleted, ...member].map(({ input }) => input), debug],
        place: (params) => [...watched, includeDeleted].map((field) => field.value(params) ?? ''),
        async find(context, params, from) {
          const found = await changesSince(context, params, from);
          return { items: found, isEmpty: found.entries.length === 0, cursor: found.cursor };
        },
        example: {
          entries: [{ '.tag': 'file', name: '42.json', path_lower: '/orders/42.json' }],
          has_more: false,
        },
      }),
    ],
    check: {
      path: '/users/get_current_account',
      method: 'POST',
      who: (data) => textOf(valueAt(data, 'email')),
    },
  }),
);
