import { describe, expect, test } from 'bun:test';
import { googleGmail } from '../../src/components/google-gmail/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const base = 'https://gmail.googleapis.com/gmail/v1/users';
const coded = (text: string) => Buffer.from(text).toString('base64url');

const full = {
  id: 'm1',
  payload: {
    mimeType: 'multipart/mixed',
    headers: [
      { name: 'Subject', value: 'Order 42' },
      { name: 'From', value: 'Ann Example <ann@example.com>' },
    ],
    parts: [
      { mimeType: 'text/plain', body: { data: coded('Hello') } },
      { mimeType: 'text/csv', filename: 'a.csv', body: { attachmentId: 'f1' } },
    ],
  },
};

const ROWS: Row[] = [
  { action: 'getCurrentUser', asks: [[`GET ${base}/me/profile`]] },
  {
    action: 'listMessages',
    params: { query: 'is:unread', labelIds: ['INBOX', 'Label_1'], addMetadata: 'true' },
    asks: [
      [`GET ${base}/me/messages?q=is%3Aunread&labelIds=INBOX&labelIds=Label_1`],
      [`GET ${base}/me/messages/m1?format=metadata`],
    ],
    answers: [
      { body: { messages: [{ id: 'm1' }], resultSizeEstimate: 1 } },
      { body: { id: 'm1', snippet: 'Hi' } },
    ],
    gives: { messages: [{ id: 'm1', snippet: 'Hi' }], resultSizeEstimate: 1 },
  },
  {
    action: 'getMessageById',
    params: { messageId: 'm1', userId: '' },
    asks: [[`GET ${base}/me/messages/m1?format=full`], [`GET ${base}/me/messages/m1/attachments/f1`]],
    answers: [{ body: full }, { body: { data: coded('a,b') } }],
    gives: {
      ...full,
      message: {
        headers: {
          subject: 'Order 42',
          from: {
            value: [{ address: 'ann@example.com', name: 'Ann Example' }],
            text: 'Ann Example <ann@example.com>',
          },
        },
        text: 'Hello',
        html: undefined,
        attachments: [{ filename: 'a.csv', contentType: 'text/csv', content: Buffer.from('a,b'), size: 3 }],
      },
    },
  },
  {
    action: 'sendMessage',
    params: { to: ['a@example.com'], subject: 'Hi', textBody: 'Hello' },
    asks: [[`POST ${base}/me/messages/send`, { raw: expect.any(String) }]],
  },
  {
    action: 'updateMessageLabels',
    params: { messageId: 'm1', addLabels: ['A'], removeLabels: ['INBOX'] },
    asks: [[`POST ${base}/me/messages/m1/modify`, { addLabelIds: ['A'], removeLabelIds: ['INBOX'] }]],
  },
  { action: 'trashMessage', params: { messageId: 'm1' }, asks: [[`POST ${base}/me/messages/m1/trash`, {}]] },
  {
    action: 'untrashMessage',
    params: { messageId: 'm1' },
    asks: [[`POST ${base}/me/messages/m1/untrash`, {}]],
  },
  { action: 'listLabels', params: { userId: 'a@b.test' }, asks: [[`GET ${base}/a%40b.test/labels`]] },
  {
    action: 'getLabelByName',
    params: { labelName: 'orders' },
    asks: [[`GET ${base}/me/labels`]],
    answers: [{ body: { labels: [{ id: 'L1', name: 'Orders' }] } }],
    gives: { id: 'L1', name: 'Orders' },
  },
  {
    action: 'createPushNotification',
    params: { userIdInput: '', topicNameInput: 'projects/p/topics/t', labelIdsInput: ['INBOX'] },
    asks: [[`POST ${base}/me/watch`, { topicName: 'projects/p/topics/t', labelIds: ['INBOX'] }]],
  },
  {
    action: 'deletePushNotification',
    params: {},
    asks: [[`POST ${base}/me/stop`, {}]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'getEventHistory',
    params: { historyId: '9', fetchAll: 'true' },
    asks: [
      [`GET ${base}/me/history?startHistoryId=9`],
      [`GET ${base}/me/history?startHistoryId=9&pageToken=p2`],
    ],
    answers: [
      { body: { history: [{ id: '1' }], nextPageToken: 'p2' } },
      { body: { history: [{ id: '2' }], historyId: '12' } },
    ],
    gives: { history: [{ id: '1' }, { id: '2' }], historyId: '12' },
  },
];

tryContract(googleGmail, service, { connection }, ROWS);

describe('Gmail', () => {
  test('is sent a message with its addresses and files', async () => {
    const params = {
      ...{ connection, to: ['a@example.com'], bcc: ['b@example.com'], subject: 'Bestellung für Ann' },
      htmlBody: '<b>Hi</b>',
      attachments: [{ key: 'a.txt', value: 'text' }],
      dynamicAttachments: [{ key: 'b.bin', value: Buffer.from([1, 2]) }],
    };
    await perform(googleGmail, 'sendMessage', params, service.context([{}]));
    const raw = Buffer.from(JSON.stringify(service.asked[0]?.body).slice(8, -2), 'base64url').toString();
    for (const part of [
      'To: a@example.com',
      'Bcc: b@example.com',
      'filename=a.txt',
      'filename=b.bin',
      '<b>Hi</b>',
    ])
      expect(raw).toContain(part);
  });

  test('a service account is known by its key file', async () => {
    const account = connectionOf('serviceAccount', { serviceAccountKeyFile: 'no file' });
    const call = perform(googleGmail, 'listLabels', { connection: account }, service.context([]));
    expect(await failureOf(call)).toContain('paste the whole JSON file');
    const keyless = connectionOf('serviceAccount', {
      serviceAccountKeyFile: '{"client_email":"a@p1.test","private_key":"abc"}',
    });
    const other = perform(googleGmail, 'listLabels', { connection: keyless }, service.context([]));
    expect(await failureOf(other)).toContain('is none: copy private_key');
  });

  test('offers the labels of the mailbox', async () => {
    const context = service.context([{ body: { labels: [{ id: 'L1', name: 'Orders' }] } }]);
    expect(await googleGmail.dataSources.selectLabel?.perform(context, { connection })).toEqual({
      result: [{ key: 'L1', label: 'Orders' }],
    });
  });

  test('a flow that it starts is told what Pub/Sub has wrapped', async () => {
    const said = { emailAddress: 'ann@example.com', historyId: 9 };
    const data = { message: { data: Buffer.from(JSON.stringify(said)).toString('base64') } };
    const payload = { ...createPayload(), body: { data, contentType: 'application/json' } };
    const result = await triggerOf(googleGmail, 'pushNotificationWebhook').perform(
      createContext(),
      payload,
      {},
    );
    expect(result?.payload).toMatchObject({
      body: { data: { message: { ...data.message, decodedData: said } } },
    });
  });
});
