import type { ActionRow } from '../kit/calls.ts';
import { choice, flag, list, needed, objectOf, text } from '../kit/fields.ts';
import { graphPages, odataFields } from '../kit/microsoft.ts';

export const teamId = needed(
  text('teamId', 'Team', 'The ID of the team.', {
    example: '02bd9fd6-8f93-4758-87c3-1fb73740a315',
    dataSource: 'selectTeam',
  }),
);
const userId = needed(
  text('userId', 'User ID', 'The ID of the user, or their address.', { example: '87d349ed' }),
);
const principal = text(
  'userPrincipalName',
  'User principal name',
  'The address of a user; empty: the connection’s.',
  {
    example: 'ann@example.com',
  },
);
const member = needed(
  text('memberId', 'Member', 'The ID of the membership.', { example: 'ZWUwZjVhZTItOGJjNi00' }),
);
export const visibility = choice('visibility', 'Visibility', 'Who may see it.', ['public', 'private'], {
  default: 'public',
});
const settings = [
  flag('allowCreateUpdateChannels', 'Allow users to create/update channels', 'Whether members may.', {
    to: 'memberSettings.allowCreateUpdateChannels',
  }),
  flag('allowUserDeleteMessages', 'Allow users to delete messages', 'Whether members may.', {
    to: 'messagingSettings.allowUserDeleteMessages',
  }),
  flag('allowUserEditMessages', 'Allow users to edit messages', 'Whether members may.', {
    to: 'messagingSettings.allowUserEditMessages',
  }),
  flag('allowGiphy', 'Allow Giphy', 'Whether moving pictures may be sent.', { to: 'funSettings.allowGiphy' }),
  choice('giphyContentRating', 'Giphy content rating', 'Which of them.', ['strict', 'moderate'], {
    to: 'funSettings.giphyContentRating',
  }),
];
const teamName = text('teamName', 'Team name', 'What it is called.', { to: 'displayName', example: 'Sales' });
const teamDescription = text('teamDescription', 'Team description', 'What it is for.', { to: 'description' });
const firstChannel = [
  text('channelName', 'Channel name', 'The name of its first channel.', { to: 'displayName' }),
  text('channelDescription', 'Channel description', 'What that channel is for.', { to: 'description' }),
];
const TEAM = { id: '02bd9fd6-8f93-4758-87c3-1fb73740a315', displayName: 'Sales', isArchived: false };
const USER = { id: '87d349ed', displayName: 'Ann Example', userPrincipalName: 'ann@example.com' };
const MEMBER = { id: 'ZWUwZjVhZTItOGJjNi00', roles: ['owner'], displayName: 'Ann Example' };
const owner = (id: unknown) =>
  `https://graph.microsoft.com/v1.0/users('${String(id).replaceAll("'", "''")}')`;
const users = odataFields('$top', '$skip', '$filter', '$orderby', '$search', '$select');

export const teams = (): ActionRow[] => [
  {
    key: 'listTeams',
    label: 'List teams',
    description: 'Lists all teams of the organization.',
    request: 'GET /groups',
    fixed: { $filter: "resourceProvisioningOptions/Any(x:x eq 'Team')" },
    pages: graphPages,
    example: { value: [TEAM] },
  },
  {
    key: 'listJoinedTeams',
    label: 'List joined teams',
    description: 'Lists the teams that a user has joined.',
    fields: [principal],
    async perform({ make }, params) {
      const isOther = principal.value(params) !== undefined;
      const request = isOther ? 'GET /users/{userPrincipalName}/joinedTeams' : 'GET /me/joinedTeams';
      return (await make({ request, fields: isOther ? [principal] : [] })).data;
    },
    example: { value: [TEAM] },
  },
  {
    key: 'listUsersTeams',
    label: 'List user’s teams',
    description: 'Lists the teams that a user is in.',
    request: 'GET /users/{userId}/joinedTeams',
    fields: [userId, ...users],
    pages: graphPages,
    example: { value: [TEAM] },
  },
  {
    key: 'getTeam',
    label: 'Get team',
    description: 'Fetches what is known of a team.',
    request: 'GET /teams/{teamId}',
    fields: [teamId],
    example: TEAM,
  },
  {
    key: 'createTeam',
    label: 'Create team',
    description: 'Makes a team with a first channel.',
    fields: [visibility, needed(teamName), ...firstChannel, teamDescription, ...settings],
    async perform({ ask }, params) {
      const channel = objectOf(firstChannel, params);
      const data = {
        'template@odata.bind': "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
        ...objectOf([visibility, needed(teamName), teamDescription, ...settings], params),
        ...(channel.displayName === undefined ? {} : { channels: [channel] }),
      };
      const { data: made, headers } = await ask({ method: 'POST', path: '/teams', data });
      return made === '' ? { location: headers['content-location'] ?? headers.location } : made;
    },
    example: { location: "/teams('02bd9fd6-8f93-4758-87c3-1fb73740a315')" },
  },
  {
    key: 'updateTeam',
    label: 'Update team',
    description: 'Changes a team; names that are left empty stay as they are.',
    request: 'PATCH /teams/{teamId}',
    fields: [teamId, visibility, teamName, teamDescription, ...settings],
    example: TEAM,
  },
  {
    key: 'archiveTeam',
    label: 'Archive team',
    description: 'Archives a team: it can be read, but no more written to.',
    request: 'POST /teams/{teamId}/archive',
    fields: [teamId],
    example: '',
  },
  {
    key: 'listTeamMembers',
    label: 'List team members',
    description: 'Lists the members of a team.',
    request: 'GET /teams/{teamId}/members',
    fields: [teamId],
    pages: graphPages,
    example: { value: [MEMBER] },
  },
  {
    key: 'getMember',
    label: 'Get member',
    description: 'Fetches a member of a team.',
    request: 'GET /teams/{teamId}/members/{memberId}',
    fields: [teamId, member],
    example: MEMBER,
  },
  {
    key: 'addTeamMember',
    label: 'Add team member',
    description: 'Takes a user into a team.',
    request: 'POST /teams/{teamId}/members',
    fields: [teamId, list('roles', 'Roles', 'owner, or nothing for a member.', { example: 'owner' }), userId],
    shape: ({ userId: id, roles }) => ({
      '@odata.type': '#microsoft.graph.aadUserConversationMember',
      roles: roles ?? [],
      'user@odata.bind': owner(id),
    }),
    example: MEMBER,
  },
  {
    key: 'removeTeamMember',
    label: 'Remove team member',
    description: 'Takes a user out of a team.',
    request: 'DELETE /teams/{teamId}/members/{memberId}',
    fields: [teamId, member],
    example: '',
  },
  {
    key: 'listUsers',
    label: 'List users',
    description: 'Lists the users of the organization.',
    request: 'GET /users',
    fields: users,
    pages: graphPages,
    example: { value: [USER] },
  },
  {
    key: 'getUser',
    label: 'Get user',
    description: 'Fetches a user.',
    request: 'GET /users/{userId}',
    fields: [userId],
    example: USER,
  },
  {
    key: 'getCurrentUser',
    label: 'Get current or existing user',
    description: 'Fetches whom the connection belongs to, or another user.',
    fields: [principal],
    async perform({ make }, params) {
      const isOther = principal.value(params) !== undefined;
      const request = isOther ? 'GET /users/{userPrincipalName}' : 'GET /me';
      return (await make({ request, fields: isOther ? [principal] : [] })).data;
    },
    example: USER,
  },
  {
    key: 'deleteUser',
    label: 'Delete user',
    description: 'Deletes a user of the organization.',
    request: 'DELETE /users/{userId}',
    fields: [userId],
    example: '',
  },
];
