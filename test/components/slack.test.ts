import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { slack } from '../../src/components/slack/index.ts';
import {
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', { signingSecret: 's1' }, { access_token: 't1' });
const hook = connectionOf('webhook', { webhookUrl: 'https://hooks.slack.com/services/T/B/x' });
const api = 'https://slack.com/api';
const ok = [{ body: { ok: true } }];
const blocks = [{ type: 'divider' }];
const view = { type: 'modal', blocks: [] };

const ROWS: Row[] = [
  {
    action: 'postMessage',
    params: { message: 'Hello', channelName: 'C1', username: 'Bot', messageId: '' },
    asks: [[`POST ${api}/chat.postMessage`, { text: 'Hello', channel: 'C1', username: 'Bot' }]],
  },
  {
    action: 'postBlockMessage',
    params: { blocks: JSON.stringify({ blocks }), altMessage: 'Hi', channelName: 'C1', messageId: '1.2' },
    asks: [[`POST ${api}/chat.postMessage`, { text: 'Hi', channel: 'C1', thread_ts: '1.2', blocks }]],
  },
  {
    action: 'postEphemeralMessage',
    params: { channelName: 'C1', userId: 'U1', message: 'Hi' },
    asks: [[`POST ${api}/chat.postEphemeral`, { channel: 'C1', user: 'U1', text: 'Hi' }]],
  },
  {
    action: 'updateMessage',
    params: { message: 'Hi', messageId: '1.2', channelId: 'C1' },
    asks: [[`POST ${api}/chat.update`, { text: 'Hi', ts: '1.2', channel: 'C1' }]],
  },
  {
    action: 'deleteMessage',
    params: { messageId: '1.2', channelId: 'C1' },
    asks: [[`POST ${api}/chat.delete`, { ts: '1.2', channel: 'C1' }]],
  },
  { action: 'listScheduledMessages', asks: [[`POST ${api}/chat.scheduledMessages.list`, {}]] },
  {
    action: 'deletePendingMessage',
    params: { messageId: 'Q1', channelId: 'C1' },
    asks: [[`POST ${api}/chat.deleteScheduledMessage`, { scheduled_message_id: 'Q1', channel: 'C1' }]],
  },
  {
    action: 'slackMessage',
    params: { connection: hook, message: 'Hi' },
    asks: [['POST https://hooks.slack.com/services/T/B/x', { text: 'Hi' }]],
    answers: [{ body: 'ok' }],
  },
  {
    action: 'slackBlockMessage',
    params: { connection: hook, blocks, altMessage: 'Hi' },
    asks: [['POST https://hooks.slack.com/services/T/B/x', { text: 'Hi', blocks }]],
    answers: [{ body: 'ok' }],
  },
  {
    action: 'uploadFile',
    params: { fileContent: 'a,b', fileName: 'a.csv', channels: ['C1', 'C2'], initialComment: 'See' },
    asks: [
      [`POST ${api}/files.getUploadURLExternal`, 'filename=a.csv&length=3'],
      ['POST https://files.slack.com/upload/v1/x', 'a,b'],
      [
        `POST ${api}/files.completeUploadExternal`,
        { files: [{ id: 'F1', title: 'a.csv' }], channels: 'C1,C2', initial_comment: 'See' },
      ],
    ],
    answers: [
      { body: { ok: true, upload_url: 'https://files.slack.com/upload/v1/x', file_id: 'F1' } },
      { body: 'OK - 3' },
      { body: { ok: true, files: [{ id: 'F1' }] } },
    ],
    gives: { ok: true, files: [{ id: 'F1' }] },
  },
  {
    action: 'searchMessages',
    params: { query: 'a b', page: '' },
    asks: [[`GET ${api}/search.messages?query=a+b&page=1&highlight=false`]],
  },
  {
    action: 'createConversation',
    params: { conversationName: 'orders', isPrivate: 'true' },
    asks: [[`POST ${api}/conversations.create`, { name: 'orders', is_private: true }]],
  },
  {
    action: 'listConversations',
    params: { types: ['public_channel', 'im'], limit: '1', fetchAll: 'true', excludeArchived: 'true' },
    asks: [
      [`GET ${api}/conversations.list?exclude_archived=true&types=public_channel%2Cim&limit=1`],
      [`GET ${api}/conversations.list?exclude_archived=true&types=public_channel%2Cim&limit=1&cursor=c1`],
    ],
    answers: [
      { body: { ok: true, channels: [{ id: 'C1' }], response_metadata: { next_cursor: 'c1' } } },
      { body: { ok: true, channels: [{ id: 'C2' }], response_metadata: { next_cursor: '' } } },
    ],
    gives: { ok: true, channels: [{ id: 'C1' }, { id: 'C2' }], response_metadata: { next_cursor: '' } },
  },
  {
    action: 'conversationExists',
    params: { channelName: '#orders' },
    asks: [[`GET ${api}/conversations.list?limit=1000&types=public_channel%2Cprivate_channel`]],
    answers: [{ body: { ok: true, channels: [{ id: 'C1', name: 'orders' }] } }],
    gives: true,
  },
  ...['archive', 'close', 'leave', 'join'].map((verb) => ({
    action: `${verb}Conversation`,
    params: { channelName: 'C1' },
    asks: [[`POST ${api}/conversations.${verb}`, { channel: 'C1' }] satisfies [string, unknown]],
  })),
  {
    action: 'renameConversation',
    params: { channelName: 'C1', newConversationName: 'b' },
    asks: [[`POST ${api}/conversations.rename`, { channel: 'C1', name: 'b' }]],
  },
  {
    action: 'setConversationPurpose',
    params: { channelName: 'C1', conversationPurpose: 'p' },
    asks: [[`POST ${api}/conversations.setPurpose`, { channel: 'C1', purpose: 'p' }]],
  },
  {
    action: 'setConversationTopic',
    params: { channelName: 'C1', conversationTopic: 't' },
    asks: [[`POST ${api}/conversations.setTopic`, { channel: 'C1', topic: 't' }]],
  },
  {
    action: 'inviteUserToConversation',
    params: { channelName: 'C1', userId: 'U1' },
    asks: [[`POST ${api}/conversations.invite`, { channel: 'C1', users: 'U1' }]],
  },
  {
    action: 'listConversationMembers',
    params: { channelName: 'C1' },
    asks: [[`GET ${api}/conversations.members?channel=C1`]],
  },
  {
    action: 'getConversationsHistory',
    params: { channelName: 'C1', oldest: '1.2', limit: '5' },
    asks: [[`GET ${api}/conversations.history?channel=C1&limit=5&oldest=1.2&inclusive=false`]],
  },
  { action: 'getUserById', params: { userId: 'U1' }, asks: [[`GET ${api}/users.info?user=U1`]] },
  {
    action: 'getUserByEmail',
    params: { email: 'a@acme.test' },
    asks: [[`GET ${api}/users.lookupByEmail?email=a%40acme.test`]],
  },
  { action: 'listUsers', asks: [[`GET ${api}/users.list`]] },
  {
    action: 'listUsersConversations',
    params: { userId: 'U1' },
    asks: [[`GET ${api}/users.conversations?user=U1`]],
  },
  {
    action: 'openView',
    params: { view, triggerId: 'x' },
    asks: [[`POST ${api}/views.open`, { view, trigger_id: 'x' }]],
  },
  {
    action: 'pushView',
    params: { view, triggerId: 'x' },
    asks: [[`POST ${api}/views.push`, { view, trigger_id: 'x' }]],
  },
  {
    action: 'updateView',
    params: { view: JSON.stringify(view), viewId: 'V1' },
    asks: [[`POST ${api}/views.update`, { view, view_id: 'V1' }]],
  },
  {
    action: 'publishView',
    params: { view, userId: 'U1' },
    asks: [[`POST ${api}/views.publish`, { view, user_id: 'U1' }]],
  },
];

tryContract(
  slack,
  service,
  { connection },
  ROWS.map((row) => ({ answers: ok, ...row })),
);

describe('Slack', () => {
  const list = (answers: Parameters<typeof service.context>[0]) =>
    perform(slack, 'listUsers', { connection }, service.context(answers));

  test('complains although its status says that all is well, and the step fails', async () => {
    expect(await failureOf(list([{ body: { ok: false, error: 'channel_not_found' } }]))).toStartWith(
      'Slack answered: channel_not_found.',
    );
    const scope = { ok: false, error: 'missing_scope', needed: 'users:read' };
    expect(await failureOf(list([{ body: scope }]))).toContain(
      'missing_scope (it needs the scope users:read)',
    );
    const thrown = await list([{ body: { ok: false, error: 'token_expired' } }]).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ response: { data: { error: 'token_expired' } } });
  });

  test('is not shown the token at the address of a webhook', async () => {
    await perform(
      slack,
      'slackMessage',
      { connection: { ...hook, token: { access_token: 't1' } }, message: 'Hi' },
      service.context([{ body: 'ok' }]),
    );
    expect(service.asked[0]?.headers.get('authorization')).toBeNull();
  });

  test('offers channels and users', async () => {
    const context = service.context([{ body: { ok: true, channels: [{ id: 'C1', name: 'orders' }] } }]);
    expect(await slack.dataSources.selectChannels?.perform(context, { connection })).toEqual({
      result: [{ key: 'C1', label: 'orders' }],
    });
  });
});

describe('the triggers of Slack', () => {
  const body = '{"type":"url_verification","challenge":"c1"}';
  const call = (key: string, at: number, secret = 's1', params: object = { connection }) => {
    const headers = {
      'X-Slack-Request-Timestamp': String(at),
      'X-Slack-Signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
    };
    const payload = { ...createPayload(JSON.parse(body)), headers, rawBody: { data: body } };
    return (async () => triggerOf(slack, key).perform(service.context([]), payload, { ...params }))();
  };
  const now = () => Math.floor(Date.now() / 1000);

  test('the Events API is shown that the address is right', async () => {
    expect((await call('eventsWebhook', now()))?.response).toEqual({
      statusCode: 200,
      contentType: 'text/plain',
      body: 'c1',
    });
  });

  test('a command is answered what the step says', async () => {
    const params = { connection, responseBody: 'Coming' };
    expect((await call('webhook', now(), 's1', params))?.response).toEqual({
      statusCode: 200,
      contentType: 'text/plain',
      body: 'Coming',
    });
  });

  test('calls that are old, or signed otherwise, are refused', async () => {
    for (const outcome of [
      call('webhook', now() - 600),
      call('webhook', now(), 's2'),
      call('eventsWebhook', now(), ''),
    ])
      expect(await refusalOf(outcome)).toContain('not signed as Slack');
  });
});
