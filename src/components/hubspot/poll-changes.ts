import { asRecord, valueAt } from '../../lib/records.ts';
import { MINUTE } from '../../lib/time.ts';
import type { ActionContext, Params, Trigger } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { type Changed, changedRecords } from '../kit/changed-records.ts';
import { connectionInput } from '../kit/connections.ts';
import { cursorTrigger } from '../kit/cursor-trigger.ts';
import { choice, type Field, flag, json, needed, number, text } from '../kit/fields.ts';
import { timeout } from '../kit/options.ts';
import { ask, type Service } from '../kit/service.ts';

const connection = connectionInput('hubspotConnection', 'The connection to HubSpot.');
const showNew = flag('showNewRecords', 'Show new records', 'Whether new records start the flow.', {
  default: 'true',
});
const showUpdated = flag(
  'showUpdatedRecords',
  'Show updated records',
  'Whether records that have changed do.',
  { default: 'true' },
);
const kinds = [
  'companies',
  'contacts',
  'deals',
  'products',
  'line_items',
  'tickets',
  'quotes',
  'calls',
  'emails',
  'meetings',
  'notes',
  'tasks',
];
const endpoint = needed(choice('searchEndpoint', 'Search endpoint', 'What kind of records.', kinds));
const objectType = needed(
  text('objectType', 'Object type', 'The name or ID of a kind of your own.', { example: '2-3465404' }),
);
const properties = json(
  'searchProperties',
  'Search properties',
  'A search in HubSpot’s form: filterGroups, properties.',
  {
    example: '{"properties": ["name", "domain"]}',
  },
);
const limit = number('searchLimit', 'Search limit', 'How many records a run is given, up to 200.', {
  default: '10',
});
const fetchAll = flag('fetchAll', 'Fetch all', 'Whether a run is given all of them.');

/** HubSpot’s search shows changes a little later. */
const OVERLAP_MS = 2 * MINUTE;
const MOST_AT_ONCE = 100;
/** HubSpot’s search goes no further; the next look goes on there. */
const MOST = 10_000;

function lookOf(service: Service, context: ActionContext, params: Params, type: string) {
  const property = type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
  const given = asRecord(properties.value(params));
  const search = async (data: Record<string, unknown>) => {
    const path = `/crm/v3/objects/${encodeURIComponent(type)}/search`;
    return (await ask(service, context, params, { method: 'POST', path, data })).data;
  };
  const sorted = (direction: string) => [{ propertyName: property, direction }];

  async function* changedSince(at: number): AsyncGenerator<Changed> {
    const since = { propertyName: property, operator: 'GTE', value: String(at) };
    const groups = recordsIn(given.filterGroups);
    const filterGroups = (groups.length === 0 ? [{}] : groups).map((group) => ({
      filters: [...recordsIn(asRecord(group).filters), since],
    }));
    let after: unknown;
    for (let count = 0; count < MOST; count += MOST_AT_ONCE) {
      const data = await search({
        ...given,
        filterGroups,
        sorts: sorted('ASCENDING'),
        limit: MOST_AT_ONCE,
        after,
      });
      for (const record of recordsIn(valueAt(data, 'results'))) yield changeOf(record);
      after = valueAt(data, 'paging.next.after');
      if (after === undefined) return;
    }
  }

  async function newest(): Promise<number> {
    const data = await search({ sorts: sorted('DESCENDING'), limit: 1 });
    const [record] = recordsIn(valueAt(data, 'results'));
    return record ? changeOf(record).at : 0;
  }

  return { changedSince, newest };
}

function changeOf(record: Record<string, unknown>): Changed {
  const time = (value: unknown) => Date.parse(textOf(value)) || 0;
  return {
    id: textOf(record.id),
    at: time(record.updatedAt),
    createdAt: time(record.createdAt),
    value: record,
  };
}

type Poll = { key: string; label: string; description: string; type: Field };

const poll = (service: Service, { type, ...named }: Poll): Trigger =>
  cursorTrigger({
    ...named,
    inputs: [
      ...[showNew, showUpdated].map(({ input }) => input),
      connection,
      ...[type, properties, limit, fetchAll].map(({ input }) => input),
      timeout,
    ],
    place: (params) => [type.value(params), properties.value(params) ?? ''],
    find(context, params, cursor) {
      const most = Number(limit.value(params));
      return changedRecords({
        ...{ cursor, from: undefined, overlapMs: OVERLAP_MS },
        most: fetchAll.value(params) === true ? MOST : Math.min(200, Math.max(1, most || 10)),
        shows: { isNew: showNew.value(params) === true, isUpdated: showUpdated.value(params) === true },
        ...lookOf(service, context, params, textOf(type.value(params))),
      });
    },
    example: [{ id: '512', properties: { name: 'Acme' }, updatedAt: '2026-01-31T08:00:00.000Z' }],
  });

export const pollTriggers = (service: Service): Trigger[] => [
  poll(service, {
    key: 'pollChangesTrigger',
    label: 'New and updated records',
    description:
      'Starts the flow on its schedule with the records that are new or have changed since the last run.',
    type: endpoint,
  }),
  poll(service, {
    key: 'pollCustomChangesTrigger',
    label: 'New and updated custom records',
    description:
      'Starts the flow on its schedule with the custom records that are new or have changed since the last run.',
    type: objectType,
  }),
];
