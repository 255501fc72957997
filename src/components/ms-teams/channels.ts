import type { ActionRow } from '../kit/calls.ts';
import { choice, needed, text } from '../kit/fields.ts';
import { graphPages, odataFields } from '../kit/microsoft.ts';
import { teamId, visibility } from './teams.ts';

export const channelId = needed(
  text('channelId', 'Channel ID', 'The ID of the channel.', {
    example: '19:4b6bed8d24574f6a9e436813cb2617d8@thread.tacv2',
  }),
);
const name = text('channelName', 'Channel name', 'What it is called.', {
  to: 'displayName',
  example: 'Orders',
});
const description = text('channelDescription', 'Channel description', 'What it is for.', {
  to: 'description',
});
const membership = choice('membershipType', 'Membership type', 'Who is in it.', [
  'standard',
  'private',
  'shared',
]);
const CHANNEL = { id: '19:4b6bed8d24574f6a9e436813cb2617d8@thread.tacv2', displayName: 'Orders' };
const base = '/teams/{teamId}/channels';
/** A channel is as visible as its members are many: that stands in another field. */
const asSent = ({ visibility: _, ...sent }: Record<string, unknown>) => sent;

export const channels = (): ActionRow[] => [
  {
    key: 'listChannels',
    label: 'List channels',
    description: 'Lists the channels of a team.',
    request: `GET ${base}`,
    fields: [teamId, ...odataFields('$filter', '$select')],
    pages: graphPages,
    example: { value: [CHANNEL] },
  },
  {
    key: 'getChannel',
    label: 'Get channel',
    description: 'Fetches a channel.',
    request: `GET ${base}/{channelId}`,
    fields: [teamId, channelId],
    example: CHANNEL,
  },
  {
    key: 'createChannel',
    label: 'Create channel',
    description: 'Makes a channel.',
    request: `POST ${base}`,
    fields: [teamId, needed(name), description, membership, visibility],
    shape: asSent,
    example: CHANNEL,
  },
  {
    key: 'updateChannel',
    label: 'Update channel',
    description: 'Changes a channel; what is left empty stays as it is.',
    request: `PATCH ${base}/{channelId}`,
    fields: [teamId, channelId, name, description, visibility],
    shape: asSent,
    example: '',
  },
  {
    key: 'deleteChannel',
    label: 'Delete channel',
    description: 'Deletes a channel.',
    request: `DELETE ${base}/{channelId}`,
    fields: [teamId, channelId],
    example: '',
  },
  {
    key: 'listChannelMessages',
    label: 'List channel messages',
    description: 'Lists the messages of a channel.',
    request: `GET ${base}/{channelId}/messages`,
    fields: [teamId, channelId, ...odataFields('$top', '$skip', '$filter', '$orderby', '$search', '$select')],
    pages: graphPages,
    example: { value: [{ id: '1616990032035', body: { contentType: 'text', content: 'Hello' } }] },
  },
];
