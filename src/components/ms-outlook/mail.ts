import { isFile } from '../../lib/files.ts';
import type { Params } from '../component.ts';
import { toBytes, toPairs } from '../conversions.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, file, flag, list, needed, rows, text } from '../kit/fields.ts';
import {
  expirationDateTime,
  graphPages,
  notificationUrl,
  pageLimit,
  pageSkip,
  recipients,
  subscribe,
} from '../kit/microsoft.ts';

const messageId = needed(text('messageId', 'Message ID', 'The ID of the message.', { example: 'AAMkAGI2' }));
const folderId = text('folderId', 'Folder ID', 'The ID of the mail folder.', {
  example: 'inbox',
  dataSource: 'selectMailFolder',
});
const parentId = text('parentFolderId', 'Parent folder ID', 'The folder around it; empty: none.', {
  example: 'inbox',
});
const to = needed(list('to', 'To', 'Addresses that it goes to.', { example: 'ann@example.com' }));
const cc = list('cc', 'CC', 'Addresses that get a copy.');
const bcc = list('bcc', 'BCC', 'Addresses that get a copy which others do not see.');
const subject = text('subject', 'Subject', 'What it is about.');
const body = text('body', 'Message body', 'What it says.', { type: 'text' });
const bodyType = choice('contentType', 'Body content type', 'How it is written.', ['html', 'text'], {
  default: 'html',
});
const attachments = rows('attachments', 'Attachments', 'Names of files, with their content.');
const moreAttachments = file(
  'dynamicAttachments',
  'Dynamic attachments',
  'Further files: a list of objects with a key, the name, and a value, the content.',
);
const MESSAGE = { id: 'AAMkAGI2', subject: 'Hello', from: { emailAddress: { address: 'ann@example.com' } } };
const FOLDER = { id: 'AQMkADYA', displayName: 'Orders', totalItemCount: 2 };
const paging = [pageLimit, pageSkip];
const searched = [
  text('search', 'Search', 'Words to look for; not together with a filter.', { to: '$search' }),
  text('filter', 'Filter', 'Which of them, as OData says it.', { to: '$filter', example: 'isRead eq false' }),
];
const name = needed(text('displayName', 'Display name', 'What it is called.', { example: 'Orders' }));
const listAll = flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.');

function filesOf(params: Params) {
  const given = [
    ...toPairs(params.attachments ?? [], attachments.input.label),
    ...toPairs(params.dynamicAttachments ?? [], moreAttachments.input.label),
  ];
  return given.map(({ key, value }) => ({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: key,
    contentType: (isFile(value) && value.contentType) || 'application/octet-stream',
    contentBytes: Buffer.from(toBytes(value, attachments.input.label)).toString('base64'),
  }));
}

const changeTypes = needed(
  list('changeTypes', 'Mail change types', 'What to be told of: created, updated, deleted.', {
    example: 'created',
  }),
);

export const mail = (): ActionRow[] => [
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whom the connection belongs to.',
    request: 'GET /me',
    example: { id: '87d349ed', displayName: 'Ann Example', userPrincipalName: 'ann@example.com' },
  },
  {
    key: 'listMailMessages',
    label: 'List mail messages',
    description: 'Lists the messages of a mailbox or of one of its folders.',
    fields: [folderId, ...searched, ...paging, listAll],
    async perform({ make }, params) {
      const folder = folderId.value(params);
      const path = folder === undefined ? '/me/messages' : '/me/mailFolders/{folderId}/messages';
      const fields = [...(folder === undefined ? [] : [folderId]), ...searched, ...paging];
      const shape = ({ $search, ...rest }: Record<string, unknown>) =>
        $search === undefined ? rest : { ...rest, $search: JSON.stringify($search) };
      return (await make({ request: `GET ${path}`, fields, shape, pages: graphPages })).data;
    },
    example: { value: [MESSAGE] },
  },
  {
    key: 'getMailMessage',
    label: 'Get mail message',
    description: 'Fetches a message with its files.',
    request: 'GET /me/messages/{messageId}?$expand=attachments',
    fields: [messageId],
    example: { ...MESSAGE, body: { contentType: 'html', content: 'Hello' }, attachments: [] },
  },
  {
    key: 'sendMessage',
    label: 'Send message',
    description: 'Sends a message.',
    fields: [to, cc, bcc, subject, body, bodyType, attachments, moreAttachments],
    async perform({ ask }, params) {
      const message = {
        subject: subject.value(params),
        body: { contentType: bodyType.value(params), content: body.value(params) ?? '' },
        toRecipients: recipients(to.value(params)),
        ccRecipients: recipients(cc.value(params)),
        bccRecipients: recipients(bcc.value(params)),
        attachments: filesOf(params),
      };
      return (await ask({ method: 'POST', path: '/me/sendMail', data: { message } })).data;
    },
    example: '',
  },
  {
    key: 'deleteMessage',
    label: 'Delete message',
    description: 'Deletes a message.',
    request: 'DELETE /me/messages/{messageId}',
    fields: [messageId],
    example: '',
  },
  {
    key: 'listMailFolders',
    label: 'List mail folders',
    description: 'Lists the mail folders of the mailbox, or those in another folder.',
    fields: [parentId, ...paging, listAll],
    async perform({ make }, params) {
      const isInner = parentId.value(params) !== undefined;
      const path = isInner ? '/me/mailFolders/{parentFolderId}/childFolders' : '/me/mailFolders';
      const fields = [...(isInner ? [parentId] : []), ...paging];
      return (await make({ request: `GET ${path}`, fields, pages: graphPages })).data;
    },
    example: { value: [FOLDER] },
  },
  {
    key: 'createMailFolder',
    label: 'Create mail folder',
    description: 'Makes a mail folder.',
    fields: [parentId, name],
    async perform({ make }, params) {
      const isInner = parentId.value(params) !== undefined;
      const path = isInner ? '/me/mailFolders/{parentFolderId}/childFolders' : '/me/mailFolders';
      return (await make({ request: `POST ${path}`, fields: [...(isInner ? [parentId] : []), name] })).data;
    },
    example: FOLDER,
  },
  {
    key: 'deleteMailFolder',
    label: 'Delete mail folder',
    description: 'Deletes a mail folder with what is in it.',
    request: 'DELETE /me/mailFolders/{folderId}',
    fields: [needed(folderId)],
    example: '',
  },
  {
    key: 'createMailFolderSubscription',
    label: 'Create mail folder subscription',
    description: 'Has Outlook call an address when messages change.',
    fields: [changeTypes, notificationUrl, expirationDateTime],
    perform: (calls, params) => {
      const types = changeTypes.value(params);
      return subscribe(calls, params, {
        resource: 'me/messages',
        changeType: Array.isArray(types) ? types.join(',') : types,
        minutes: 10_070,
      });
    },
    example: { id: '7f105c7d', resource: 'me/messages', changeType: 'created' },
  },
];
