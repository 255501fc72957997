import { valueAt } from '../../lib/records.ts';
import type { ConnectionValue } from '../component.ts';
import { InputError, toBytes } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Calls, Pages } from '../kit/calls.ts';
import { fieldText } from '../kit/connections.ts';
import { commaList, file, flag, json, needed, number, text } from '../kit/fields.ts';
import { isRecord } from '../records.ts';

/** Lists go on with a cursor. */
export const pages = (items: string): Pages => ({
  items,
  next({ data }) {
    const cursor = textOf(valueAt(data, 'response_metadata.next_cursor'));
    return cursor === '' ? undefined : { cursor };
  },
});

export const channel = needed(
  text('channelName', 'Channel name or ID', 'The channel, the conversation or the user.', {
    to: 'channel',
    example: 'C024BE91L',
    dataSource: 'selectChannels',
  }),
);
export const limit = number('limit', 'Limit', 'How many to return at once, up to 1000.', { example: '200' });
export const cursor = text('cursor', 'Cursor', 'What an earlier answer calls next_cursor.');
const channelId = needed(
  text('channelId', 'Channel ID', 'The id of the channel.', { to: 'channel', example: 'C024BE91L' }),
);
const message = needed(text('message', 'Message', 'The text of the message.', { to: 'text', type: 'text' }));
const username = text('username', 'Bot username', 'The name that it is sent under.');
const messageId = needed(
  text('messageId', 'Message ID', 'The ts of the message.', { to: 'ts', example: '1405894322.002768' }),
);
const thread = text('messageId', 'Message ID', 'The ts of a message to answer in its thread.', {
  to: 'thread_ts',
});
const blocks = needed(
  json('blocks', 'Blocks', 'A list of blocks, or an object with one.', {
    example: '[{"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}]',
  }),
);
const altMessage = text('altMessage', 'Alt message', 'What is shown where blocks are not.', { to: 'text' });
const userId = needed(
  text('userId', 'User ID', 'The user who sees it.', {
    to: 'user',
    example: 'U012A3CDE',
    dataSource: 'selectUsers',
  }),
);

const SENT = { ok: true, channel: 'C024BE91L', ts: '1405894322.002768', message: { text: 'Hello' } };

/** The block kit builder gives an object with the list in it. */
const withList = ({ blocks: given, ...sent }: Record<string, unknown>) => ({
  ...sent,
  blocks: isRecord(given) ? given.blocks : given,
});

/** Sends to the address of an incoming webhook, which takes no other credentials. */
async function hook({ ask }: Calls, connection: unknown, data: unknown) {
  const fields = isRecord(connection) && isRecord(connection.fields) ? connection.fields : {};
  const address: Pick<ConnectionValue, 'fields'> = { fields };
  const url = URL.parse(fieldText(address, 'webhookUrl'));
  if (!url) throw new InputError('The connection has no webhook URL: choose one of the kind “Webhook URL”.');
  const answer = await ask({ method: 'POST', path: url.href, data, isPublic: true, responseType: 'text' });
  return answer.data;
}

export const messages = (): ActionRow[] => [
  {
    ...{ key: 'postMessage', label: 'Post message', description: 'Sends a message to a channel or a user.' },
    request: 'POST /chat.postMessage',
    fields: [message, channel, username, thread],
    example: SENT,
  },
  {
    ...{
      key: 'postBlockMessage',
      label: 'Post block message',
      description: 'Sends a message that is made of blocks.',
    },
    request: 'POST /chat.postMessage',
    fields: [blocks, altMessage, channel, username, thread],
    shape: withList,
    example: SENT,
  },
  {
    ...{
      key: 'postEphemeralMessage',
      label: 'Post ephemeral message',
      description: 'Sends a message that one user of a channel sees.',
    },
    request: 'POST /chat.postEphemeral',
    fields: [channel, userId, username, message],
    example: { ok: true, message_ts: '1502210682.580145' },
  },
  {
    ...{ key: 'updateMessage', label: 'Update message', description: 'Changes a message.' },
    request: 'POST /chat.update',
    fields: [message, messageId, channelId],
    example: SENT,
  },
  {
    ...{ key: 'deleteMessage', label: 'Delete message', description: 'Deletes a message.' },
    request: 'POST /chat.delete',
    fields: [messageId, channelId],
    example: { ok: true, channel: 'C024BE91L', ts: '1405894322.002768' },
  },
  {
    ...{
      key: 'listScheduledMessages',
      label: 'List scheduled messages',
      description: 'Lists messages that are still to be sent.',
    },
    request: 'POST /chat.scheduledMessages.list',
    example: {
      ok: true,
      scheduled_messages: [{ id: 'Q1298393284', channel_id: 'C024BE91L', post_at: 1551991428 }],
    },
  },
  {
    ...{
      key: 'deletePendingMessage',
      label: 'Delete a scheduled message',
      description: 'Deletes a message that is still to be sent.',
    },
    request: 'POST /chat.deleteScheduledMessage',
    fields: [
      needed(
        text('messageId', 'Message ID', 'The id of the scheduled message.', {
          to: 'scheduled_message_id',
          example: 'Q1298393284',
        }),
      ),
      channelId,
    ],
    example: { ok: true },
  },
  {
    ...{
      key: 'slackMessage',
      label: 'Message by webhook',
      description: 'Sends a message with an incoming webhook.',
    },
    fields: [message],
    perform: (calls, params) => hook(calls, params.connection, { text: message.value(params) }),
    example: 'ok',
  },
  {
    ...{
      key: 'slackBlockMessage',
      label: 'Block message by webhook',
      description: 'Sends a message of blocks with an incoming webhook.',
    },
    fields: [altMessage, blocks],
    perform: (calls, params) =>
      hook(
        calls,
        params.connection,
        withList({ text: altMessage.value(params), blocks: blocks.value(params) }),
      ),
    example: 'ok',
  },
  {
    ...{ key: 'uploadFile', label: 'Upload file', description: 'Sends a file to channels.' },
    fields: [
      needed(file('fileContent', 'File content', 'The file: a reference to one, or text.')),
      needed(text('fileName', 'File name', 'What it is called.', { example: 'report.csv' })),
      text('fileTitle', 'File title', 'What it is shown as.'),
      commaList('channels', 'Channels', 'The ids of the channels.', { example: 'C024BE91L' }),
      text('initialComment', 'Initial comment', 'A message that goes with it.'),
      text('threadTs', 'Thread reply', 'The ts of a message to answer in its thread.'),
    ],
    async perform({ ask }, params) {
      const bytes = toBytes(params.fileContent, 'File content');
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const { data } = await ask({
        method: 'POST',
        path: '/files.getUploadURLExternal',
        data: { filename: params.fileName, length: bytes.length },
        headers: form,
      });
      await ask({
        method: 'POST',
        path: textOf(valueAt(data, 'upload_url')),
        data: bytes,
        isPublic: true,
        responseType: 'text',
      });
      const channels = commaList('channels', 'Channels', '').value(params);
      const done = await ask({
        method: 'POST',
        path: '/files.completeUploadExternal',
        data: {
          files: [{ id: valueAt(data, 'file_id'), title: params.fileTitle || params.fileName }],
          channels,
          initial_comment: params.initialComment || undefined,
          thread_ts: params.threadTs || undefined,
        },
      });
      return { ok: true, files: recordsIn(valueAt(done.data, 'files')) };
    },
    example: { ok: true, files: [{ id: 'F123ABC456', title: 'report.csv' }] },
  },
  {
    ...{
      key: 'searchMessages',
      label: 'Search messages',
      description: 'Finds messages; a person’s token is needed.',
    },
    request: 'GET /search.messages',
    fields: [
      needed(text('query', 'Query', 'What to look for.', { example: 'in:general invoice' })),
      number('count', 'Count', 'How many to return at once, up to 100.'),
      number('page', 'Page', 'Which page to return.', { default: '1' }),
      flag('highlight', 'Highlight', 'Whether what fits is marked.'),
    ],
    example: { ok: true, query: 'invoice', messages: { total: 0, matches: [] } },
  },
];
