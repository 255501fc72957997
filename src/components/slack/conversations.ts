import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Call } from '../kit/calls.ts';
import { commaList, flag, needed, text } from '../kit/fields.ts';
import { channel, cursor, limit, pages } from './messages.ts';

const name = needed(
  text('conversationName', 'Conversation name', 'The name of the channel, in lower case.', {
    to: 'name',
    example: 'orders',
  }),
);
const CHANNEL = { id: 'C024BE91L', name: 'orders', is_channel: true, is_archived: false };
const TYPES = 'public_channel';

const listed: Call = {
  request: 'GET /conversations.list',
  fixed: { limit: 1000, types: 'public_channel,private_channel' },
  pages: pages('channels'),
};

export const conversations = (): ActionRow[] => [
  {
    ...{ key: 'createConversation', label: 'Create conversation', description: 'Makes a channel.' },
    request: 'POST /conversations.create',
    fields: [
      name,
      flag('isPrivate', 'Is private', 'Whether only those who are invited see it.', { to: 'is_private' }),
      text('teamId', 'Team ID', 'The workspace, for tokens of an organization.', { to: 'team_id' }),
    ],
    example: { ok: true, channel: CHANNEL },
  },
  {
    ...{ key: 'listConversations', label: 'List conversations', description: 'Lists channels.' },
    request: 'GET /conversations.list',
    fields: [
      text('teamId', 'Team ID', 'The workspace, for tokens of an organization.', { to: 'team_id' }),
      flag('excludeArchived', 'Exclude archived', 'Whether to leave out archived ones.', {
        to: 'exclude_archived',
      }),
      commaList(
        'types',
        'Types',
        'Which: public_channel, private_channel, mpim, im; public ones when empty.',
        { example: TYPES },
      ),
      limit,
      cursor,
    ],
    pages: pages('channels'),
    example: { ok: true, channels: [CHANNEL], response_metadata: { next_cursor: '' } },
  },
  {
    ...{
      key: 'conversationExists',
      label: 'Conversation exists',
      description: 'Finds out whether there is a channel of that name or id.',
    },
    fields: [channel],
    async perform({ make }, params) {
      const wanted = textOf(channel.value(params)).replace(/^#/, '');
      const { data } = await make(listed, { fetchAll: true });
      return recordsIn(valueAt(data, 'channels')).some(
        ({ id, name: own }) => id === wanted || own === wanted,
      );
    },
    example: true,
  },
  ...(
    [
      ['archiveConversation', 'Archive conversation', 'Archives a channel.', 'archive'],
      ['closeConversation', 'Close conversation', 'Closes a direct message.', 'close'],
      ['leaveConversation', 'Leave conversation', 'Has the app leave a channel.', 'leave'],
      ['joinConversation', 'Join conversation', 'Has the app join a public channel.', 'join'],
    ] as const
  ).map(([key, label, description, verb]) => ({
    ...{ key, label, description, request: `POST /conversations.${verb}` },
    fields: [channel],
    example: { ok: true },
  })),
  {
    ...{
      key: 'renameConversation',
      label: 'Rename conversation',
      description: 'Gives a channel another name.',
    },
    request: 'POST /conversations.rename',
    fields: [
      channel,
      needed(text('newConversationName', 'New conversation name', 'The other name.', { to: 'name' })),
    ],
    example: { ok: true, channel: CHANNEL },
  },
  {
    ...{
      key: 'setConversationPurpose',
      label: 'Set conversation purpose',
      description: 'Says what a channel is for.',
    },
    request: 'POST /conversations.setPurpose',
    fields: [
      channel,
      needed(text('conversationPurpose', 'Conversation purpose', 'What it is for.', { to: 'purpose' })),
    ],
    example: { ok: true },
  },
  {
    ...{
      key: 'setConversationTopic',
      label: 'Set conversation topic',
      description: 'Says what a channel is about.',
    },
    request: 'POST /conversations.setTopic',
    fields: [
      channel,
      needed(text('conversationTopic', 'Conversation topic', 'What it is about.', { to: 'topic' })),
    ],
    example: { ok: true },
  },
  {
    ...{
      key: 'inviteUserToConversation',
      label: 'Invite user to conversation',
      description: 'Adds users to a channel.',
    },
    request: 'POST /conversations.invite',
    fields: [
      channel,
      needed(
        text('userId', 'User ID', 'The users, with commas between them.', {
          to: 'users',
          example: 'U012A3CDE',
          dataSource: 'selectUsers',
        }),
      ),
    ],
    example: { ok: true, channel: CHANNEL },
  },
  {
    ...{
      key: 'listConversationMembers',
      label: 'List conversation members',
      description: 'Lists the users of a channel.',
    },
    request: 'GET /conversations.members',
    fields: [channel, limit, cursor],
    pages: pages('members'),
    example: { ok: true, members: ['U012A3CDE'] },
  },
  {
    ...{
      key: 'getConversationsHistory',
      label: 'Get conversation history',
      description: 'Lists the messages of a channel.',
    },
    request: 'GET /conversations.history',
    fields: [
      channel,
      limit,
      cursor,
      text('oldest', 'Oldest', 'Only messages after this ts.'),
      text('latest', 'Latest', 'Only messages before this ts.'),
      flag('inclusive', 'Inclusive', 'Whether messages of these very ts are among them.'),
    ],
    pages: pages('messages'),
    example: {
      ok: true,
      messages: [{ type: 'message', user: 'U012A3CDE', text: 'Hello', ts: '1512085950.000216' }],
    },
  },
];
