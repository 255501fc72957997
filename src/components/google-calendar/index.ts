import { isList, valueAt } from '../../lib/records.ts';
import { choicesIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { connector } from '../kit/connector.ts';
import { choice, type Field, flag, json, needed, number, text } from '../kit/fields.ts';
import { googleOauth, googlePages, googleService, pageToken } from '../kit/google.ts';

const SCOPE = 'https://www.googleapis.com/auth/calendar';
const service = googleService(
  'Google Calendar',
  'connection',
  'https://www.googleapis.com/calendar/v3',
  SCOPE,
);

const calendarId = needed(
  text('calendarId', 'Calendar ID', 'The ID of the calendar; primary for the user’s own.', {
    example: 'primary',
    dataSource: 'selectCalendar',
  }),
);
const eventId = needed(text('eventId', 'Event ID', 'The ID of the event.', { example: 'cgnqve1ka3l2b3d8' }));
const summary = text('summary', 'Summary', 'What it is called.', { example: 'Delivery' });
const description = text('description', 'Description', 'What it is about.', { type: 'text' });
const timeZone = text('timeZone', 'Time zone', 'Its time zone.', { example: 'Europe/Berlin' });
const maxResults = number('maxResults', 'Max results', 'How many to return at once.');
const sendUpdates = choice('sendUpdates', 'Send updates', 'Who is written to.', [
  'all',
  'externalOnly',
  'none',
]);

const time = (key: string, label: string, comments: string, to: string) =>
  text(key, label, comments, { to, example: '2026-01-31T08:00:00Z' });
const reminder = [
  choice('remindMethod', 'Remind method', 'How people are reminded.', ['email', 'popup'], { to: 'method' }),
  flag('useDefault', 'Default reminder', 'Whether they are reminded as their calendar says.'),
  number('remindBefore', 'Remind before (minutes)', 'How many minutes before it begins.', { to: 'minutes' }),
];
const zoned = (field: Field): Field => ({ ...field, to: 'timeZone' });
const event = [
  summary,
  description,
  zoned(timeZone),
  time('startTime', 'Start time', 'When it begins; a day alone for the whole day.', 'startTime'),
  time('endTime', 'End time', 'When it ends.', 'endTime'),
  text('location', 'Event location', 'Where it is.'),
  json('attendees', 'Attendees', 'A list of objects with email and optional.', {
    example: '[{"email": "ann@example.com", "optional": true}]',
  }),
  ...reminder,
];
const conference = flag('addConference', 'Add conference event', 'Whether people can meet by video.', {
  to: 'conference',
});

/** A day alone is written otherwise than a time. */
const moment = (at: unknown, zone: unknown) => {
  if (at === undefined) return undefined;
  const text = textOf(at);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? { date: text } : { dateTime: text, timeZone: zone };
};

function eventOf({
  startTime,
  endTime,
  timeZone: zone,
  method,
  minutes,
  useDefault,
  conference: meets,
  ...rest
}: Record<string, unknown>) {
  const own = method === undefined ? {} : { overrides: [{ method, minutes: minutes ?? 10 }] };
  const isReminded = useDefault === true || method !== undefined;
  const solution = { conferenceSolutionKey: { type: 'hangoutsMeet' }, requestId: crypto.randomUUID() };
  return {
    ...rest,
    start: moment(startTime, zone),
    end: moment(endTime, zone),
    ...(isReminded
      ? { reminders: { useDefault: useDefault === true, ...(useDefault === true ? {} : own) } }
      : {}),
    ...(meets === true ? { conferenceData: { createRequest: solution } } : {}),
  };
}

const EVENT = {
  id: 'cgnqve1ka3l2b3d8',
  status: 'confirmed',
  summary: 'Delivery',
  start: { dateTime: '2026-01-31T08:00:00Z' },
  end: { dateTime: '2026-01-31T09:00:00Z' },
};
const CALENDAR = {
  kind: 'calendar#calendar',
  id: 'primary',
  summary: 'Ann Example',
  timeZone: 'Europe/Berlin',
};
const events = '/calendars/{calendarId}/events';

const actions = (): ActionRow[] => [
  {
    key: 'listCalendars',
    label: 'List calendars',
    description: 'Lists the calendars of the user.',
    request: 'GET /users/me/calendarList',
    fields: [pageToken, maxResults],
    pages: googlePages('items'),
    example: { items: [CALENDAR] },
  },
  {
    key: 'getCalendar',
    label: 'Get calendar',
    description: 'Fetches what is known of a calendar.',
    request: 'GET /calendars/{calendarId}',
    fields: [calendarId],
    example: CALENDAR,
  },
  {
    key: 'createCalendar',
    label: 'Create calendar',
    description: 'Makes a calendar.',
    request: 'POST /calendars',
    fields: [needed(summary), description, timeZone],
    example: CALENDAR,
  },
  {
    key: 'deleteCalendar',
    label: 'Delete calendar',
    description: 'Deletes a calendar with all of its events.',
    request: 'DELETE /calendars/{calendarId}',
    fields: [calendarId],
    example: '',
  },
  {
    key: 'listEvents',
    label: 'List events',
    description: 'Lists the events of a calendar.',
    request: `GET ${events}`,
    fields: [
      calendarId,
      maxResults,
      pageToken,
      text(
        'syncToken',
        'Sync token',
        'What an earlier answer calls nextSyncToken: only what has changed since.',
      ),
      number('maxAttendees', 'Max attendees', 'How many attendees to return of each.'),
      choice('orderBy', 'Order by', 'What to sort by.', ['startTime', 'updated']),
      text('query', 'Query', 'Words that stand in it.', { to: 'q' }),
      flag('showDeleted', 'Show deleted', 'Whether deleted ones are returned too.'),
      flag(
        'showHiddenInvitations',
        'Show hidden invitations',
        'Whether hidden invitations are returned too.',
      ),
      flag('singleEvents', 'Single events', 'Whether an event that recurs is returned each time.'),
      time('timeMin', 'Time min', 'Only those that end after this time.', 'timeMin'),
      time('timeMax', 'Time max', 'Only those that begin before this time.', 'timeMax'),
      time('updatedMin', 'Updated min', 'Only those that have changed since.', 'updatedMin'),
      timeZone,
    ],
    pages: googlePages('items'),
    example: { items: [EVENT], nextSyncToken: 'CPDAlvWDx70CEPDAlvWDx70CGAU=' },
  },
  {
    key: 'getEvent',
    label: 'Get event',
    description: 'Fetches an event.',
    request: `GET ${events}/{eventId}`,
    fields: [calendarId, eventId],
    example: EVENT,
  },
  {
    key: 'createEvent',
    label: 'Create event',
    description: 'Puts an event into a calendar.',
    fields: [calendarId, ...event, conference, sendUpdates],
    async perform({ make }, params) {
      const query = new URLSearchParams({ conferenceDataVersion: '1' });
      const updates = sendUpdates.value(params);
      if (updates !== undefined) query.set('sendUpdates', String(updates));
      const call = {
        request: `POST ${events}?${query}`,
        fields: [calendarId, ...event, conference],
        shape: eventOf,
      };
      return (await make(call)).data;
    },
    example: EVENT,
  },
  {
    key: 'updateEvent',
    label: 'Update event',
    description: 'Changes an event; what is left empty stays as it is.',
    fields: [calendarId, eventId, ...event, sendUpdates],
    async perform({ make }, params) {
      const updates = sendUpdates.value(params);
      const query = updates === undefined ? '' : `?sendUpdates=${updates}`;
      const fields = [calendarId, eventId, ...event];
      return (await make({ request: `PATCH ${events}/{eventId}${query}`, fields, shape: eventOf })).data;
    },
    example: EVENT,
  },
  {
    key: 'deleteEvent',
    label: 'Delete event',
    description: 'Takes an event out of a calendar.',
    request: `DELETE ${events}/{eventId}`,
    fields: [calendarId, eventId, sendUpdates],
    example: '',
  },
];

export const googleCalendar = connector(
  {
    key: 'google-calendar',
    label: 'Google Calendar',
    description: 'Works with calendars and events in Google Calendar.',
    category: 'Productivity',
  },
  () => ({
    service,
    connections: [googleOauth(SCOPE)],
    actions: actions(),
    sources: [
      {
        key: 'selectCalendar',
        label: 'Calendars',
        description: 'Offers the calendars of the user.',
        request: 'GET /users/me/calendarList',
        pages: googlePages('items'),
        result: (data) => choicesIn(valueAt(data, 'items'), 'id', 'summary'),
      },
    ],
    check: {
      path: '/users/me/calendarList?maxResults=1',
      who: (data) => {
        const items = valueAt(data, 'items');
        return isList(items) ? textOf(valueAt(items[0], 'id')) : 'a user';
      },
    },
  }),
);
