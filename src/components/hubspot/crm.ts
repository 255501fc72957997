import type { ActionRow } from '../kit/calls.ts';
import { choice, commaList, flag, json, list, needed, number, text } from '../kit/fields.ts';
import { pages } from './objects.ts';

const objectType = needed(
  text('objectType', 'Object type', 'The kind of record, or the name of one of your own.', {
    example: 'companies',
  }),
);
const fromObjectType = needed(
  text('fromObjectType', 'From object type', 'What leads.', { example: 'contacts' }),
);
const toObjectType = needed(
  text('toObjectType', 'To object type', 'What it leads to.', { example: 'companies' }),
);
const fromId = needed(text('fromId', 'From ID', 'The number of the record that leads.'));
const toId = needed(text('toId', 'To ID', 'The number of the record that it leads to.'));
const associationType = needed(
  text('associationType', 'Type of association', 'One of those that “List association types” answers.', {
    example: 'contact_to_company',
  }),
);
const kinds = ['notes', 'tasks', 'calls', 'emails', 'meetings', 'communications', 'postal_mail'];
const engagementObject = needed(choice('engagementObject', 'Engagement object', 'What it is.', kinds));
const engagementId = needed(text('engagementId', 'Engagement ID', 'The number of the engagement.'));
const properties = json('properties', 'Properties', 'An object of properties.', {
  example: '{"hs_timestamp": "2026-01-31T08:00:00Z", "hs_note_body": "Called"}',
});
const associations = json(
  'associations',
  'Associations',
  'What it belongs to, as HubSpot’s list of associations.',
  {
    example:
      '[{"to": {"id": "512"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}]}]',
  },
);
const toReturn = commaList('propertiesToReturn', 'Properties to return', 'Names of properties.', {
  to: 'properties',
});
const batch = needed(
  json('batchContacts', 'Batch contacts', 'A list of objects with properties, and with ids to update.', {
    to: 'inputs',
    example: '[{"properties": {"email": "ann@example.com"}}]',
  }),
);
const contactIds = needed(
  list('contactIds', 'Contact IDs', 'The numbers of the contacts.', { to: 'ids', example: '512' }),
);

const OBJECT = { id: '512', properties: { hs_note_body: 'Called' }, archived: false };
const BATCH = { status: 'COMPLETE', results: [OBJECT] };

/** Associations are asked for in lists, whose only entry is the one that is meant. */
const onePair = ({ from, to, type }: Record<string, unknown>) => ({
  inputs: [{ from: { id: from }, to: { id: to }, type }],
});
const between = [
  fromObjectType,
  toObjectType,
  { ...fromId, to: 'from' },
  { ...toId, to: 'to' },
  { ...associationType, to: 'type' },
];

export const crm = (): ActionRow[] => [
  {
    key: 'createAssociation',
    label: 'Create association',
    description: 'Ties two records together.',
    request: 'POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/create',
    fields: between,
    shape: onePair,
    example: {
      status: 'COMPLETE',
      results: [{ from: { id: '1' }, to: { id: '512' }, type: 'contact_to_company' }],
    },
  },
  {
    key: 'archiveAssociation',
    label: 'Archive association',
    description: 'Unties two records.',
    request: 'POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/archive',
    fields: between,
    shape: onePair,
    example: '',
  },
  {
    key: 'readAssociation',
    label: 'Read association',
    description: 'Lists the ids of the records that a record leads to.',
    request: 'POST /crm/v3/associations/{fromObjectType}/{toObjectType}/batch/read',
    fields: [
      fromObjectType,
      toObjectType,
      {
        ...toId,
        input: { ...toId.input, label: 'ID', comments: 'The number of the record that leads.' },
        to: 'from',
      },
    ],
    shape: ({ from }) => ({ inputs: [{ id: from }] }),
    example: {
      status: 'COMPLETE',
      results: [{ from: { id: '1' }, to: [{ id: '512', type: 'contact_to_company' }] }],
    },
  },
  {
    key: 'listAssociationTypes',
    label: 'List association types',
    description: 'Lists how two kinds of records are tied together.',
    request: 'GET /crm/v3/associations/{fromObjectType}/{toObjectType}/types',
    fields: [fromObjectType, toObjectType],
    example: { results: [{ id: '1', name: 'contact_to_company' }] },
  },
  {
    key: 'search',
    label: 'Search',
    description: 'Finds records of any kind.',
    request: 'POST /crm/v3/objects/{objectType}/search',
    fields: [
      objectType,
      json(
        'searchProperties',
        'Search properties',
        'The search in HubSpot’s form: query, filterGroups, sorts, properties.',
        {
          to: '',
          example:
            '{"filterGroups": [{"filters": [{"propertyName": "city", "operator": "EQ", "value": "Oslo"}]}]}',
        },
      ),
      number('searchLimit', 'Search limit', 'How many to return at once, up to 100.', {
        to: 'limit',
        default: '10',
      }),
    ],
    pages,
    example: { total: 1, results: [OBJECT] },
  },
  {
    key: 'createBatchContacts',
    label: 'Create batch contacts',
    description: 'Adds up to 100 contacts at once.',
    request: 'POST /crm/v3/objects/contacts/batch/create',
    fields: [batch],
    example: BATCH,
  },
  {
    key: 'updateBatchContacts',
    label: 'Update batch contacts',
    description: 'Changes up to 100 contacts at once.',
    request: 'POST /crm/v3/objects/contacts/batch/update',
    fields: [batch],
    example: BATCH,
  },
  {
    key: 'archiveBatchContacts',
    label: 'Archive batch contacts',
    description: 'Moves up to 100 contacts to the trash at once.',
    request: 'POST /crm/v3/objects/contacts/batch/archive',
    fields: [contactIds],
    shape: ({ ids }) => ({ inputs: (Array.isArray(ids) ? ids : []).map((id) => ({ id })) }),
    example: '',
  },
  {
    key: 'createEngagement',
    label: 'Create engagement',
    description: 'Adds a note, a task, a call, an e-mail or a meeting.',
    request: 'POST /crm/v3/objects/{engagementObject}',
    fields: [engagementObject, associations, needed(properties)],
    example: OBJECT,
  },
  {
    key: 'getEngagement',
    label: 'Get engagement',
    description: 'Fetches a note, a task, a call, an e-mail or a meeting.',
    request: 'GET /crm/v3/objects/{engagementObject}/{engagementId}',
    fields: [engagementObject, engagementId, toReturn],
    example: OBJECT,
  },
  {
    key: 'updateEngagement',
    label: 'Update engagement',
    description: 'Changes a note, a task, a call, an e-mail or a meeting.',
    request: 'PATCH /crm/v3/objects/{engagementObject}/{engagementId}',
    fields: [engagementObject, engagementId, needed(properties)],
    example: OBJECT,
  },
  {
    key: 'deleteEngagement',
    label: 'Delete engagement',
    description: 'Moves a note, a task, a call, an e-mail or a meeting to the trash.',
    request: 'DELETE /crm/v3/objects/{engagementObject}/{engagementId}',
    fields: [engagementObject, engagementId],
    example: '',
  },
  {
    key: 'listEngagements',
    label: 'List engagements',
    description: 'Lists notes, tasks, calls, e-mails or meetings.',
    request: 'GET /crm/v3/objects/{engagementObject}',
    fields: [engagementObject, toReturn],
    pages,
    example: { results: [OBJECT] },
  },
  {
    key: 'listCustomObjects',
    label: 'List custom objects',
    description: 'Lists the kinds of records of your own, with their properties.',
    request: 'GET /crm/v3/schemas',
    fields: [flag('archived', 'Return archived results', 'Whether archived ones are wanted instead.')],
    example: { results: [{ id: '3465404', name: 'machine', properties: [] }] },
  },
  {
    key: 'getCustomObject',
    label: 'Get custom object',
    description: 'Fetches a kind of records, with its properties.',
    request: 'GET /crm/v3/schemas/{objectType}',
    fields: [objectType],
    example: { id: '3465404', name: 'machine', properties: [] },
  },
  {
    key: 'listProperties',
    label: 'List properties',
    description: 'Lists the properties of a kind of records.',
    request: 'GET /crm/v3/properties/{objectType}',
    fields: [objectType],
    example: { results: [{ name: 'domain', label: 'Domain', type: 'string' }] },
  },
  {
    key: 'listOwners',
    label: 'List owners',
    description: 'Lists the people whom records belong to.',
    request: 'GET /crm/v3/owners',
    fields: [
      number('limit', 'Limit', 'How many to return at once, up to 500.'),
      text('after', 'Start after', 'What an earlier answer says at paging.next.after.'),
    ],
    pages,
    example: { results: [{ id: '6', email: 'ann@example.com' }] },
  },
];
