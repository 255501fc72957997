import type { ActionRow } from '../kit/calls.ts';
import { choice, needed, optionalFlag, text } from '../kit/fields.ts';
import { pageSize, pagesOf } from './tickets.ts';

const userId = needed(text('userId', 'User ID', 'The number of the user.', { example: '20978392' }));
const email = text('email', 'Email address', 'Their e-mail address.', {
  to: 'user.email',
  example: 'ann@example.com',
});

const facts = [
  choice('role', 'User role', 'What they are.', ['end-user', 'agent', 'admin'], { to: 'user.role' }),
  text('phone', 'Phone number', 'Their phone number.', { to: 'user.phone' }),
  text('externalId', 'External ID', 'What they are called elsewhere.', { to: 'user.external_id' }),
  text('notes', 'Notes', 'Notes about them.', { to: 'user.notes' }),
  text('details', 'Details', 'Details about them, such as an address.', { to: 'user.details' }),
  text('alias', 'Alias', 'What end users see of them.', { to: 'user.alias' }),
  text('organizationId', 'Organization ID', 'The number of their organization.', {
    to: 'user.organization_id',
  }),
  optionalFlag('verified', 'Verified', 'Whether their address is known to be theirs.', {
    to: 'user.verified',
  }),
];

const USER = { id: 20978392, name: 'Ann Example', email: 'ann@example.com', role: 'end-user' };

export const users = (): ActionRow[] => [
  {
    key: 'createUser',
    label: 'Create user',
    description: 'Adds a user.',
    request: 'POST /api/v2/users.json',
    fields: [needed(text('name', 'Name', 'Their name.', { to: 'user.name' })), email, ...facts],
    result: 'user',
    example: USER,
  },
  {
    key: 'updateUser',
    label: 'Update user',
    description: 'Changes a user; what is left empty stays as it is.',
    request: 'PUT /api/v2/users/{userId}.json',
    fields: [userId, text('name', 'Name', 'Another name.', { to: 'user.name' }), email, ...facts],
    result: 'user',
    example: USER,
  },
  {
    key: 'showUser',
    label: 'Show user',
    description: 'Fetches a user.',
    request: 'GET /api/v2/users/{userId}.json',
    fields: [userId],
    result: 'user',
    example: USER,
  },
  {
    key: 'listUsers',
    label: 'List users',
    description: 'Lists users.',
    request: 'GET /api/v2/users.json',
    fields: [pageSize],
    pages: pagesOf('users'),
    result: 'users',
    example: [USER],
  },
  {
    key: 'searchUsers',
    label: 'Search users',
    description: 'Finds users by a word, or by what they are called elsewhere.',
    request: 'GET /api/v2/users/search.json',
    fields: [
      text('query', 'Query', 'A word, or a property with its value.', { example: 'email:ann@example.com' }),
      text('externalId', 'External ID', 'What they are called elsewhere.', { to: 'external_id' }),
    ],
    result: 'users',
    example: [USER],
  },
  {
    key: 'deleteUser',
    label: 'Delete user',
    description: 'Deletes a user.',
    request: 'DELETE /api/v2/users/{userId}.json',
    fields: [userId],
    example: USER,
  },
];
