import { valueAt } from '../../lib/records.ts';
import type { Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { connectionInput } from '../kit/connections.ts';
import { cursorTrigger } from '../kit/cursor-trigger.ts';
import { list } from '../kit/fields.ts';
import { headerOf, webhookTrigger } from '../kit/webhook.ts';
import { activitiesOf, ancestorId, changesSince, consolidation, itemId } from './changes.ts';
import { driveId, FILE } from './service.ts';

const connection = connectionInput('connection', 'The connection to Google Drive.');
const events = list('triggerEvents', 'Trigger events', 'Only these kinds of activity; empty: all.', {
  example: 'edit',
});
const ofFile = (file: unknown) => file !== null && file !== undefined;

export const triggers = (): Trigger[] => [
  cursorTrigger({
    key: 'pollChangesTrigger',
    label: 'New and updated files',
    description:
      'Starts the flow on its schedule with the files that are new or have changed since the last run.',
    inputs: [connection, driveId.input],
    place: (params) => driveId.value(params) ?? '',
    async find(context, params, cursor) {
      const { changes, next } = await changesSince(context, params, cursor);
      const items = changes.filter(({ removed, file }) => removed !== true && ofFile(file));
      return { items, isEmpty: items.length === 0, cursor: next };
    },
    example: [{ changeType: 'file', fileId: FILE.id, file: FILE }],
  }),
  cursorTrigger({
    key: 'driveActivity',
    label: 'Drive activity',
    description: 'Starts the flow on its schedule with what has happened in a drive since the last run.',
    inputs: [connection, events.input, itemId.input, ancestorId.input, consolidation.input],
    place: (params) => [itemId.value(params) ?? '', ancestorId.value(params) ?? ''],
    async find(context, params, cursor) {
      const since = typeof cursor === 'number' ? cursor : Date.now();
      if (cursor === undefined) return { items: [], isEmpty: true, cursor: since };
      const wanted = events.value(params);
      const { activities: found } = await activitiesOf(context, params, {
        filter: `time > ${since}`,
        isAll: true,
      });
      const kindOf = ({ primaryActionDetail }: Record<string, unknown>) =>
        Object.keys(primaryActionDetail ?? {}).join();
      const items = Array.isArray(wanted) ? found.filter((each) => wanted.includes(kindOf(each))) : found;
      const times = found.map(({ timestamp, timeRange }) =>
        Date.parse(textOf(timestamp) || textOf(valueAt(timeRange, 'endTime'))),
      );
      return {
        items,
        isEmpty: items.length === 0,
        cursor: Math.max(since, ...times.filter(Number.isFinite)),
      };
    },
    example: [{ primaryActionDetail: { edit: {} }, timestamp: '2026-01-31T08:00:00.000Z' }],
  }),
  webhookTrigger({
    key: 'pushNotificationWebhook',
    label: 'Push notification webhook',
    description: 'Starts the flow when Google Drive says that something has changed.',
    directions: 'Have the action “Create webhook for drive” register the address of the flow.',
    inputs: [],
    verify(_context, payload) {
      if (headerOf(payload, 'x-goog-channel-id') === '')
        throw new InputError('The call is not from Google Drive: it names no channel. Nothing was run.');
    },
    example: {
      headers: { 'X-Goog-Channel-Id': '0f5a2b6e', 'X-Goog-Resource-State': 'change' },
      body: null,
    },
  }),
];
