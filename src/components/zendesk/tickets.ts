import { valueAt } from '../../lib/records.ts';
import { textOf } from '../kit/answers.ts';
import type { ActionRow, Pages } from '../kit/calls.ts';
import { choice, file, list, needed, number, text } from '../kit/fields.ts';

/** Lists that go on tell where, and whether there is more. */
export const pagesOf = (items: string): Pages => ({
  items,
  next({ data }) {
    const hasMore = valueAt(data, 'meta.has_more') === true;
    return hasMore ? { 'page[after]': valueAt(data, 'meta.after_cursor') } : undefined;
  },
});

export const pageSize = number('pageLimit', 'Page limit', 'How many to return at once, up to 100.', {
  to: 'page[size]',
  default: '100',
});

const ticketId = needed(text('ticketId', 'Ticket ID', 'The number of the ticket.', { example: '35436' }));
const userId = needed(text('userId', 'User ID', 'The number of the user.', { example: '20978392' }));

const common = [
  text('ticketSubject', 'Ticket subject', 'What the ticket is about.', { to: 'ticket.subject' }),
  text('ticketComment', 'Ticket comment body', 'A comment as plain text.', { to: 'ticket.comment.body' }),
  text('ticketCommentHTML', 'Ticket comment HTML body', 'A comment as HTML; it wins over plain text.', {
    to: 'ticket.comment.html_body',
    type: 'text',
  }),
  choice('ticketPriority', 'Ticket priority', 'How much it presses.', ['urgent', 'high', 'normal', 'low'], {
    to: 'ticket.priority',
  }),
  choice(
    'ticketStatus',
    'Ticket status',
    'How far it is.',
    ['new', 'open', 'pending', 'hold', 'solved', 'closed'],
    { to: 'ticket.status' },
  ),
  choice('ticketType', 'Ticket type', 'What kind it is.', ['problem', 'incident', 'question', 'task'], {
    to: 'ticket.type',
  }),
  text('assigneeId', 'Assignee ID', 'The number of the agent who has it.', { to: 'ticket.assignee_id' }),
  list('tags', 'Tags', 'Its tags; they take the place of those that it has.', { to: 'ticket.tags' }),
  text('requesterOrganization', 'Requester organization ID', 'The number of the organization.', {
    to: 'ticket.organization_id',
  }),
];

const assigneeEmail = text('assigneeEmail', 'Assignee email', 'The e-mail address of the agent who has it.', {
  to: 'ticket.assignee_email',
});

const followers = list('followers', 'Followers', 'E-mail addresses of agents who follow it.', {
  example: 'agent@example.com',
});

const TICKET = { id: 35436, subject: 'It is broken', status: 'open', priority: 'normal', tags: ['shop'] };

export const tickets = (): ActionRow[] => [
  {
    key: 'createTicket',
    label: 'Create ticket',
    description: 'Opens a ticket.',
    request: 'POST /api/v2/tickets.json',
    fields: [
      text('requesterName', 'Requester name', 'Who asks; made as a user where Zendesk does not know them.', {
        to: 'ticket.requester.name',
      }),
      text('requesterEmail', 'Requester email', 'Their e-mail address.', { to: 'ticket.requester.email' }),
      text('recipientEmail', 'Recipient email', 'The address of yours that they have written to.', {
        to: 'ticket.recipient',
      }),
      text('externalId', 'External ID', 'What the ticket is called elsewhere.', { to: 'ticket.external_id' }),
      ...common,
      {
        ...followers,
        to: 'ticket.followers',
        value(params) {
          const addresses = followers.value(params);
          return Array.isArray(addresses)
            ? addresses.map((address) => ({ user_email: address, action: 'put' }))
            : undefined;
        },
      },
    ],
    result: 'ticket',
    example: TICKET,
  },
  {
    key: 'updateTicket',
    label: 'Update ticket',
    description: 'Changes a ticket or comments on it; what is left empty stays as it is.',
    fields: [
      ticketId,
      ...common,
      assigneeEmail,
      file('file', 'File', 'A file to attach to the comment, which then needs a text.'),
      text('fileName', 'File name', 'What the attached file is called.', { example: 'report.pdf' }),
    ],
    async perform({ ask, make }, params) {
      const hasFile = params.file !== undefined && params.file !== '' && params.file !== null;
      const upload = hasFile
        ? await ask({
            method: 'POST',
            path: '/api/v2/uploads.json',
            query: { filename: textOf(params.fileName) || 'file' },
            data: params.file,
            headers: { 'content-type': 'application/binary' },
          })
        : undefined;
      const token = textOf(valueAt(upload?.data, 'upload.token'));
      const { data } = await make({
        request: 'PUT /api/v2/tickets/{ticketId}.json',
        fields: [
          ticketId,
          ...common,
          assigneeEmail,
          ...(token === '' ? [] : [{ ...followers, to: 'ticket.comment.uploads', value: () => [token] }]),
        ],
      });
      return valueAt(data, 'ticket');
    },
    example: { ...TICKET, status: 'solved' },
  },
  {
    key: 'showTicket',
    label: 'Show ticket',
    description: 'Fetches a ticket.',
    request: 'GET /api/v2/tickets/{ticketId}.json',
    fields: [ticketId],
    result: 'ticket',
    example: TICKET,
  },
  {
    key: 'getByExternalId',
    label: 'Get ticket by external ID',
    description: 'Lists the tickets that are called so elsewhere.',
    request: 'GET /api/v2/tickets.json',
    fields: [
      needed(
        text('externalId', 'External ID', 'What the ticket is called elsewhere.', { to: 'external_id' }),
      ),
    ],
    result: 'tickets',
    example: [TICKET],
  },
  {
    key: 'listTickets',
    label: 'List tickets',
    description: 'Lists tickets.',
    request: 'GET /api/v2/tickets.json',
    fields: [pageSize],
    pages: pagesOf('tickets'),
    result: 'tickets',
    example: [TICKET],
  },
  {
    key: 'listTicketsAssigned',
    label: 'List tickets assigned to user',
    description: 'Lists the tickets that an agent has.',
    request: 'GET /api/v2/users/{userId}/tickets/assigned.json',
    fields: [userId, pageSize],
    pages: pagesOf('tickets'),
    result: 'tickets',
    example: [TICKET],
  },
  {
    key: 'listTicketsRequested',
    label: 'List tickets requested by user',
    description: 'Lists the tickets that a user has opened.',
    request: 'GET /api/v2/users/{userId}/tickets/requested.json',
    fields: [userId, pageSize],
    pages: pagesOf('tickets'),
    result: 'tickets',
    example: [TICKET],
  },
  {
    key: 'listTicketComments',
    label: 'List ticket comments',
    description: 'Lists what was said on a ticket.',
    request: 'GET /api/v2/tickets/{ticketId}/comments.json',
    fields: [ticketId, pageSize],
    pages: pagesOf('comments'),
    result: 'comments',
    example: [{ id: 1, body: 'Thank you.', public: true, author_id: 20978392 }],
  },
  {
    key: 'deleteTicket',
    label: 'Delete ticket',
    description: 'Deletes a ticket.',
    request: 'DELETE /api/v2/tickets/{ticketId}.json',
    fields: [ticketId],
    example: '',
  },
  {
    key: 'search',
    label: 'Search',
    description: 'Finds tickets, users and organizations.',
    request: 'GET /api/v2/search.json',
    fields: [
      needed(
        text('query', 'Query', 'What to look for, in Zendesk’s words.', {
          example: 'type:ticket status<solved',
        }),
      ),
    ],
    example: { results: [TICKET], count: 1, next_page: null },
  },
];
