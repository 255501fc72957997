import { asRecord, valueAt } from '../../lib/records.ts';
import { toBytes, toPairs, toText } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { type Field, file, flag, list, needed, number, rows, text } from '../kit/fields.ts';
import { googlePages, pageToken } from '../kit/google.ts';
import { readMessage } from './read-message.ts';

const user = (key: string): Field => {
  const field = text(key, 'Gmail user ID', 'Whose mailbox; empty: that of the connection.', {
    to: 'userId',
    example: 'ann@example.com',
  });
  return { ...field, value: (params) => field.value(params) ?? 'me' };
};
const userId = user('userId');
const userIdInput = user('userIdInput');
const messageId = needed(
  text('messageId', 'Message ID', 'The ID of the message.', { example: '17a1b2c3d4e5f6a7' }),
);
const labelList = (key: string, label: string, comments: string, to: string) =>
  list(key, label, comments, { to, example: 'INBOX' });

const to = needed(list('to', 'To', 'Addresses that it goes to.', { example: 'ann@example.com' }));
const from = text('from', 'From', 'The address that it comes from; empty: that of the mailbox.');
const cc = list('cc', 'CC', 'Addresses that get a copy.');
const bcc = list('bcc', 'BCC', 'Addresses that get a copy which others do not see.');
const subject = text('subject', 'Subject', 'What it is about.');
const plainBody = text('textBody', 'Plain text body', 'The message as text.', { type: 'text' });
const htmlBody = text('htmlBody', 'HTML body', 'The message as HTML.', { type: 'text' });
const attachments = rows('attachments', 'Attachments', 'Names of files, with their content.');
const moreAttachments = file(
  'dynamicAttachments',
  'Dynamic attachments',
  'Further files: a list of objects with a key, the name, and a value, the content.',
);
const historyId = needed(
  text('historyId', 'History ID', 'Where the last look has ended.', {
    to: 'startHistoryId',
    example: '9876543210',
  }),
);

const searched = [
  userId,
  pageToken,
  text('query', 'Query string', 'What to look for, as in Gmail’s own search.', {
    to: 'q',
    example: 'from:ann@example.com is:unread',
  }),
  number('maxResults', 'Max results', 'How many to return at once, up to 500.'),
  labelList('labelIds', 'Labels', 'Only those that have all of these labels.', 'labelIds'),
];
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.');
const addMetadata = flag('addMetadata', 'Add metadata', 'Whether each message is fetched with its headers.');

const MESSAGE = {
  id: '17a1b2c3d4e5f6a7',
  threadId: '17a1b2c3d4e5f6a7',
  labelIds: ['INBOX'],
  snippet: 'Hello',
};
const LABEL = { id: 'Label_1', name: 'Orders', type: 'user' };

/** The message as mail servers hand it on. */
async function mimeOf(params: Record<string, unknown>): Promise<Uint8Array> {
  // Loaded with the first message.
  const { createTransport } = await import('nodemailer');
  const files = [
    ...toPairs(params.attachments ?? [], attachments.input.label),
    ...toPairs(params.dynamicAttachments ?? [], moreAttachments.input.label),
  ];
  const texts = (field: Field) => {
    const value = field.value(params);
    return Array.isArray(value) ? value.map(String) : [];
  };
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    ...{ to: texts(to), cc: texts(cc), bcc: texts(bcc) },
    from: toText(from.value(params), from.input.label),
    subject: toText(subject.value(params), subject.input.label),
    text: toText(plainBody.value(params), plainBody.input.label),
    html: toText(htmlBody.value(params), htmlBody.input.label) || undefined,
    attachments: files.map(({ key, value }) => ({
      filename: key,
      content: Buffer.from(toBytes(value, attachments.input.label)),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return Buffer.isBuffer(message) ? message : Buffer.from('');
}

export const messages = (): ActionRow[] => [
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whose mailbox the connection opens.',
    request: 'GET /me/profile',
    example: { emailAddress: 'ann@example.com', messagesTotal: 1200, historyId: '9876543210' },
  },
  {
    key: 'listMessages',
    label: 'List messages',
    description: 'Lists messages by what they are searched for, with their IDs.',
    fields: [...searched, fetchAll, addMetadata],
    async perform({ make }, params) {
      const call = { request: 'GET /{userId}/messages', fields: searched, pages: googlePages('messages') };
      const { data } = await make(call);
      if (addMetadata.value(params) !== true) return data;
      const found: unknown[] = [];
      for (const { id } of recordsIn(valueAt(data, 'messages'))) {
        const path = `/{userId}/messages/${encodeURIComponent(textOf(id))}`;
        const call = { request: `GET ${path}`, fields: [userId], fixed: { format: 'metadata' } };
        found.push((await make(call)).data);
      }
      return { ...asRecord(data), messages: found };
    },
    example: { messages: [MESSAGE], resultSizeEstimate: 1 },
  },
  {
    key: 'getMessageById',
    label: 'Get message',
    description: 'Fetches a message with its headers, its text and its files.',
    fields: [messageId, userId],
    async perform(calls, params) {
      const [owner, id] = [textOf(userId.value(params)), textOf(messageId.value(params))].map(
        encodeURIComponent,
      );
      const path = `/${owner}/messages/${id}`;
      const { data } = await calls.ask({ method: 'GET', path, query: { format: 'full' } });
      return { ...asRecord(data), message: await readMessage(calls, path, data) };
    },
    example: {
      ...MESSAGE,
      message: {
        headers: { subject: 'Hello', from: { value: [{ address: 'ann@example.com', name: 'Ann' }] } },
        text: 'Hello',
        attachments: [],
      },
    },
  },
  {
    key: 'sendMessage',
    label: 'Send message',
    description: 'Sends a message.',
    fields: [to, from, cc, bcc, subject, plainBody, htmlBody, attachments, moreAttachments, userId],
    async perform({ make }, params) {
      const raw = Buffer.from(await mimeOf(params)).toString('base64url');
      const call = { request: 'POST /{userId}/messages/send', fields: [userId], fixed: { raw } };
      return (await make(call)).data;
    },
    example: { ...MESSAGE, labelIds: ['SENT'] },
  },
  {
    key: 'updateMessageLabels',
    label: 'Update message labels',
    description: 'Gives labels to a message, and takes others away.',
    request: 'POST /{userId}/messages/{messageId}/modify',
    fields: [
      messageId,
      userId,
      labelList('addLabels', 'Labels to add', 'IDs of labels.', 'addLabelIds'),
      labelList('removeLabels', 'Labels to remove', 'IDs of labels.', 'removeLabelIds'),
    ],
    example: MESSAGE,
  },
  {
    key: 'trashMessage',
    label: 'Trash message',
    description: 'Moves a message to the trash.',
    request: 'POST /{userId}/messages/{messageId}/trash',
    fields: [messageId, userId],
    example: { ...MESSAGE, labelIds: ['TRASH'] },
  },
  {
    key: 'untrashMessage',
    label: 'Untrash message',
    description: 'Takes a message out of the trash.',
    request: 'POST /{userId}/messages/{messageId}/untrash',
    fields: [messageId, userId],
    example: MESSAGE,
  },
  {
    key: 'listLabels',
    label: 'List labels',
    description: 'Lists the labels of the mailbox.',
    request: 'GET /{userId}/labels',
    fields: [userId],
    example: { labels: [LABEL] },
  },
  {
    key: 'getLabelByName',
    label: 'Get label by name',
    description: 'Finds a label, with its ID, by its name.',
    fields: [
      needed(text('labelName', 'Label name', 'The name of the label.', { example: 'Orders' })),
      userId,
    ],
    async perform({ make }, params) {
      const { data } = await make({ request: 'GET /{userId}/labels', fields: [userId] });
      const wanted = textOf(params.labelName).toLowerCase();
      return (
        recordsIn(valueAt(data, 'labels')).find(({ name }) => textOf(name).toLowerCase() === wanted) ?? null
      );
    },
    example: LABEL,
  },
  {
    key: 'createPushNotification',
    label: 'Create push notification',
    description: 'Has Gmail tell a topic of Pub/Sub about changes, for seven days.',
    request: 'POST /{userId}/watch',
    fields: [
      userIdInput,
      needed(
        text('topicNameInput', 'Topic name', 'The whole name of the topic.', {
          to: 'topicName',
          example: 'projects/my-project/topics/mailbox',
        }),
      ),
      labelList('labelIdsInput', 'Label ID', 'Only changes of messages with these labels.', 'labelIds'),
    ],
    example: { historyId: '9876543210', expiration: '1767225600000' },
  },
  {
    key: 'deletePushNotification',
    label: 'Delete push notification',
    description: 'Has Gmail tell of no more changes.',
    request: 'POST /{userId}/stop',
    fields: [userIdInput],
    example: '',
  },
  {
    key: 'getEventHistory',
    label: 'Get event history',
    description: 'Lists what has happened in the mailbox since an earlier look.',
    request: 'GET /{userId}/history',
    fields: [userId, historyId],
    pages: googlePages('history'),
    example: { history: [{ id: '9876543211', messages: [MESSAGE] }], historyId: '9876543211' },
  },
];
