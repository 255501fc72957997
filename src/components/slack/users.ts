import type { ActionRow } from '../kit/calls.ts';
import { needed, text } from '../kit/fields.ts';
import { cursor, limit, pages } from './messages.ts';

const userId = needed(
  text('userId', 'User ID', 'The id of the user.', {
    to: 'user',
    example: 'U012A3CDE',
    dataSource: 'selectUsers',
  }),
);
const USER = {
  id: 'U012A3CDE',
  name: 'ann',
  real_name: 'Ann Example',
  profile: { email: 'ann@example.com' },
};

export const users = (): ActionRow[] => [
  {
    ...{
      key: 'getUserById',
      label: 'Get user by ID',
      description: 'Fetches a user.',
      request: 'GET /users.info',
    },
    fields: [userId],
    example: { ok: true, user: USER },
  },
  {
    ...{
      key: 'getUserByEmail',
      label: 'Get user by email',
      description: 'Finds a user by the e-mail address.',
    },
    request: 'GET /users.lookupByEmail',
    fields: [needed(text('email', 'Email', 'The e-mail address.', { example: 'ann@example.com' }))],
    example: { ok: true, user: USER },
  },
  {
    ...{
      key: 'listUsers',
      label: 'List users',
      description: 'Lists the users of the workspace.',
      request: 'GET /users.list',
    },
    fields: [limit, cursor],
    pages: pages('members'),
    example: { ok: true, members: [USER] },
  },
  {
    ...{
      key: 'listUsersConversations',
      label: 'List a user’s conversations',
      description: 'Lists the channels that a user is in.',
    },
    request: 'GET /users.conversations',
    fields: [userId, limit, cursor],
    pages: pages('channels'),
    example: { ok: true, channels: [{ id: 'C024BE91L', name: 'orders' }] },
  },
];
