import { randomUUID } from 'node:crypto';
import { asRecord, valueAt } from '../../lib/records.ts';
import { HOUR } from '../../lib/time.ts';
import type { ActionContext, Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag, needed, number, text } from '../kit/fields.ts';
import { pageToken } from '../kit/google.ts';
import { ask } from '../kit/service.ts';
import { ownValue, setOwn } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { driveId, FILE, SHARED, service } from './service.ts';

const MOST_PAGES = 10;
const CHANGE = { kind: 'drive#change', changeType: 'file', fileId: FILE.id, file: FILE };
const CHANNEL = {
  kind: 'api#channel',
  id: '0f5a2b6e',
  resourceId: 'o3hgv1538sdjfh',
  expiration: '1767225600000',
};

/** Which changes are meant. */
function changesOf(params: Params): Record<string, unknown> {
  const drive = textOf(driveId.value(params));
  const all = { ...SHARED, includeItemsFromAllDrives: true };
  if (drive === 'my-drive') return { restrictToMyDrive: true };
  return drive === '' ? all : { ...all, driveId: drive };
}

const get = async (context: ActionContext, params: Params, path: string, query: Record<string, unknown>) =>
  (await ask(service, context, params, { method: 'GET', path, query: { ...changesOf(params), ...query } }))
    .data;

const startToken = async (context: ActionContext, params: Params) =>
  textOf(valueAt(await get(context, params, '/changes/startPageToken', {}), 'startPageToken'));

/** Changes since the token, and the token of the next look. Without one there are none yet. */
export async function changesSince(context: ActionContext, params: Params, token: unknown) {
  const changes: Record<string, unknown>[] = [];
  let next = textOf(token) || (await startToken(context, params));
  if (textOf(token) === '') return { changes, next };
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { pageToken: next, pageSize: 100, fields: '*' };
    const data = await get(context, params, '/changes', query);
    changes.push(...recordsIn(valueAt(data, 'changes')));
    const more = textOf(valueAt(data, 'nextPageToken'));
    next = more || textOf(valueAt(data, 'newStartPageToken'));
    if (more === '') break;
  }
  return { changes, next };
}

const endpoint = needed(
  text('endpoint', 'Endpoint', 'The address to call: a webhook of a flow.', {
    example: 'https://example.com/hook',
  }),
);
const expiration = number(
  'expiration',
  'Expiration time',
  'When it ends, in milliseconds since 1970: a day from now at the latest, in an hour when empty.',
);

const watch = (params: Params) => ({
  id: randomUUID(),
  type: 'web_hook',
  address: endpoint.value(params),
  expiration: String(expiration.value(params) ?? Date.now() + HOUR),
});

const ACTIVITY = 'https://driveactivity.googleapis.com/v2';
/** What has happened is told by another service of Google, to the same connection. */
const activityService = {
  ...service,
  connect: async (...given: Parameters<typeof service.connect>) => {
    const connected = await service.connect(...given);
    return connected && { ...connected, fields: { ...connected.fields, baseUrl: ACTIVITY } };
  },
};

export const itemId = text('itemName', 'File ID', 'Only what has happened to this file.');
export const ancestorId = text(
  'ancestorName',
  'Folder or drive ID',
  'Only what has happened below this folder.',
);
const item = (id: unknown) => (id === undefined ? undefined : `items/${textOf(id)}`);
export const consolidation = text(
  'consolidationStrategy',
  'Consolidation strategy',
  'How related actions become one activity; empty: they do not.',
  { model: ['none', 'legacy'].map((value) => ({ label: value, value })) },
);

const filter = text('filter', 'Filter', 'Which of it, in Google’s notation.', {
  example: 'time >= "2026-01-31T08:00:00Z"',
});
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.');

/** What has happened: a page of it, or all. */
export async function activitiesOf(
  context: ActionContext,
  params: Params,
  { filter, token, isAll }: { filter: unknown; token?: unknown; isAll: boolean },
) {
  const strategy = consolidation.value(params);
  const [itemName, ancestorName] = [item(itemId.value(params)), item(ancestorId.value(params))];
  const asked = {
    filter,
    ...(itemName === undefined ? { ancestorName: ancestorName ?? 'items/root' } : { itemName }),
    ...(strategy === undefined ? {} : { consolidationStrategy: { [String(strategy)]: {} } }),
  };
  const activities: Record<string, unknown>[] = [];
  let pageToken = token;
  let last: unknown;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const call = { method: 'POST', path: '/activity:query', data: { ...asked, pageToken } };
    last = (await ask(activityService, context, params, call)).data;
    activities.push(...recordsIn(valueAt(last, 'activities')));
    pageToken = valueAt(last, 'nextPageToken');
    if (pageToken === undefined || !isAll) break;
  }
  return { ...asRecord(last), activities };
}

const placeOf = (params: Params) =>
  `${POLLED_PREFIX}${JSON.stringify(['listChanges', driveId.value(params) ?? ''])}`;

export const changes = (): ActionRow[] => [
  {
    key: 'listChanges',
    label: 'List changes',
    description: 'Lists what has changed since this step has last run, up to 1000 changes.',
    fields: [driveId],
    reads: (params) => [{ state: 'instanceState', keys: [placeOf(params)] }],
    async perform(_calls, params, context) {
      const place = placeOf(params);
      const found = await changesSince(context, params, ownValue(context.instanceState, place));
      setOwn(context.instanceState, place, found.next);
      return { changes: found.changes, newStartPageToken: found.next };
    },
    example: { changes: [CHANGE], newStartPageToken: '1234' },
  },
  {
    key: 'createDriveWebhook',
    label: 'Create webhook for drive',
    description: 'Has Google call an address when something changes in a drive.',
    fields: [driveId, endpoint, expiration],
    async perform({ make }, params, context) {
      const query = new URLSearchParams({ pageToken: await startToken(context, params) });
      for (const [key, value] of Object.entries(changesOf(params))) query.set(key, String(value));
      const call = { request: `POST /changes/watch?${query}`, fields: [], fixed: watch };
      return (await make(call)).data;
    },
    example: CHANNEL,
  },
  {
    key: 'createFileWebhook',
    label: 'Create webhook for file or folder',
    description: 'Has Google call an address when a file or folder changes.',
    request: 'POST /files/{fileId}/watch?supportsAllDrives=true',
    fields: [
      needed(text('fileId', 'File or folder ID', 'The ID of the file or folder.', { example: FILE.id })),
      { ...endpoint, to: 'address' },
      expiration,
    ],
    fixed: watch,
    example: CHANNEL,
  },
  {
    key: 'deleteWebhook',
    label: 'Delete webhook',
    description: 'Has Google call no more.',
    request: 'POST /channels/stop',
    fields: [
      needed(text('webhookId', 'Webhook ID', 'The id that its making has answered.', { to: 'id' })),
      needed(text('resourceId', 'Resource ID', 'The resourceId that its making has answered.')),
    ],
    example: '',
  },
  {
    key: 'queryDriveActivity',
    label: 'Query drive activity',
    description: 'Tells what has happened in a drive.',
    fields: [itemId, ancestorId, pageToken, filter, consolidation, fetchAll],
    perform: (_calls, params, context) =>
      activitiesOf(context, params, {
        filter: filter.value(params),
        token: pageToken.value(params),
        isAll: fetchAll.value(params) === true,
      }),
    example: { activities: [{ primaryActionDetail: { edit: {} }, timestamp: '2026-01-31T08:00:00.000Z' }] },
  },
];
