import { asRecord } from '../../lib/records.ts';
import type { ActionRow } from '../kit/calls.ts';
import { choice, type Field, flag, json, list, needed, number, text } from '../kit/fields.ts';
import {
  allowDuplicates,
  expirationDateTime,
  graphPages,
  notificationUrl,
  pageLimit,
  pageSkip,
  subscribe,
} from '../kit/microsoft.ts';

const calendarId = text('calendarId', 'Calendar ID', 'The ID of the calendar; empty: the user’s own.', {
  example: 'AAMkAGI2TGuLAAA',
  dataSource: 'selectCalendar',
});
const eventId = needed(
  text('eventId', 'Event ID', 'The ID of the event.', { example: 'AAMkAGIAAAoZDOFAAA' }),
);
const calendar = [
  text('name', 'Name', 'What it is called.', { example: 'Deliveries' }),
  choice(
    'color',
    'Color',
    'Its colour.',
    [
      'auto',
      'lightBlue',
      'lightGreen',
      'lightOrange',
      'lightGray',
      'lightYellow',
      'lightTeal',
      'lightPink',
      'lightBrown',
      'lightRed',
    ],
    { default: 'auto' },
  ),
];

const zone = (key: string, label: string, to: string) =>
  text(key, label, 'The time zone of that time.', { to, default: 'UTC', example: 'Europe/Berlin' });
const time = (key: string, label: string, to: string) =>
  text(key, label, 'A time without a time zone, as ISO 8601.', { to, example: '2026-01-31T08:00:00' });
const span = (before: string): Field[] => [
  time('startAt', 'Start at', `${before}.dateTime`.replace('*', 'start')),
  zone('startTimezone', 'Start timezone', `${before}.timeZone`.replace('*', 'start')),
  time('endAt', 'End at', `${before}.dateTime`.replace('*', 'end')),
  zone('endTimezone', 'End timezone', `${before}.timeZone`.replace('*', 'end')),
];
const event: Field[] = [
  text('locationName', 'Location name', 'Where it is.', { to: 'location.displayName' }),
  text('subject', 'Subject', 'What it is about.'),
  text('body', 'Body (HTML)', 'What there is to say, as HTML.', { to: 'body.content', type: 'text' }),
  json('attendees', 'Attendees data collection', 'A list of addresses, or of Graph’s attendees.', {
    example: '[{"emailAddress": {"address": "ann@example.com"}, "type": "required"}]',
  }),
  choice(
    'type',
    'Type',
    'What those are of whom only an address is given.',
    ['required', 'optional', 'resource'],
    {
      to: 'kind',
    },
  ),
  ...span('*'),
];

/** A time that is not given is not changed, whatever its zone would be. */
function eventOf({ kind, attendees, start, end, body, ...rest }: Record<string, unknown>) {
  const isTold = (at: unknown) => typeof at === 'object' && at !== null && 'dateTime' in at;
  const whole = (each: unknown) =>
    typeof each === 'string' ? { emailAddress: { address: each }, type: kind ?? 'required' } : each;
  return {
    ...rest,
    ...(isTold(start) ? { start } : {}),
    ...(isTold(end) ? { end } : {}),
    ...(body === undefined ? {} : { body: { contentType: 'HTML', ...asRecord(body) } }),
    ...(Array.isArray(attendees) ? { attendees: attendees.map(whole) } : {}),
  };
}

const EVENT = {
  id: 'AAMkAGIAAAoZDOFAAA',
  subject: 'Delivery',
  start: { dateTime: '2026-01-31T08:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-01-31T09:00:00.0000000', timeZone: 'UTC' },
};
const CALENDAR = { id: 'AAMkAGI2TGuLAAA', name: 'Deliveries', color: 'auto' };
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all pages as one instead of one page.');
const paging = [pageLimit, pageSkip];

export const calendars = (): ActionRow[] => [
  {
    key: 'listCalendars',
    label: 'List calendars',
    description: 'Lists the calendars of the user.',
    request: 'GET /me/calendars',
    fields: paging,
    pages: graphPages,
    example: { value: [CALENDAR] },
  },
  {
    key: 'createCalendar',
    label: 'Create calendar',
    description: 'Makes a calendar.',
    request: 'POST /me/calendars',
    fields: calendar,
    example: CALENDAR,
  },
  {
    key: 'updateCalendar',
    label: 'Update calendar',
    description: 'Renames or recolours a calendar.',
    request: 'PATCH /me/calendars/{calendarId}',
    fields: [needed(calendarId), ...calendar],
    example: CALENDAR,
  },
  {
    key: 'deleteCalendar',
    label: 'Delete calendar',
    description: 'Deletes a calendar with its events.',
    request: 'DELETE /me/calendars/{calendarId}',
    fields: [needed(calendarId)],
    example: '',
  },
  {
    key: 'listEvents',
    label: 'List events',
    description: 'Lists the events of the user, or of one calendar.',
    fields: [calendarId, ...paging, fetchAll],
    async perform({ make }, params) {
      const isOne = calendarId.value(params) !== undefined;
      const request = isOne ? 'GET /me/calendars/{calendarId}/events' : 'GET /me/events';
      return (await make({ request, fields: [...(isOne ? [calendarId] : []), ...paging], pages: graphPages }))
        .data;
    },
    example: { value: [EVENT] },
  },
  {
    key: 'getCalendarEvent',
    label: 'Get calendar event',
    description: 'Fetches an event.',
    request: 'GET /me/events/{eventId}',
    fields: [eventId],
    example: EVENT,
  },
  {
    key: 'createEvent',
    label: 'Create event',
    description: 'Puts an event into a calendar.',
    fields: [calendarId, ...event],
    async perform({ make }, params) {
      const isOne = calendarId.value(params) !== undefined;
      const request = isOne ? 'POST /me/calendars/{calendarId}/events' : 'POST /me/events';
      return (await make({ request, fields: [...(isOne ? [calendarId] : []), ...event], shape: eventOf }))
        .data;
    },
    example: EVENT,
  },
  {
    key: 'updateEvent',
    label: 'Update event',
    description: 'Changes an event; what is left empty stays as it is.',
    request: 'PATCH /me/events/{eventId}',
    fields: [eventId, ...event],
    shape: eventOf,
    example: EVENT,
  },
  {
    key: 'cancelEvent',
    label: 'Cancel event',
    description: 'Cancels an event, and says so to those who were invited.',
    request: 'POST /me/events/{eventId}/cancel',
    fields: [eventId, text('comment', 'Comment', 'What is said to them.')],
    example: '',
  },
  {
    key: 'deleteEvent',
    label: 'Delete event',
    description: 'Takes an event out of the calendar.',
    request: 'DELETE /me/events/{eventId}',
    fields: [eventId],
    example: '',
  },
  {
    key: 'getScheduleAvailability',
    label: 'Get schedule availability',
    description: 'Tells when people or rooms are free.',
    request: 'POST /me/calendar/getSchedule',
    fields: [
      number('availabilityViewInterval', 'Availability view interval', 'In steps of so many minutes.', {
        default: '30',
      }),
      needed(
        list('schedules', 'Schedules', 'Addresses of people and rooms.', { example: 'ann@example.com' }),
      ),
      ...span('*Time'),
    ],
    example: { value: [{ scheduleId: 'ann@example.com', availabilityView: '000220000' }] },
  },
  {
    key: 'listSupportedLanguages',
    label: 'List supported languages',
    description: 'Lists the languages that Outlook knows.',
    request: 'GET /me/outlook/supportedLanguages',
    example: { value: [{ locale: 'de-DE', displayName: 'German (Germany)' }] },
  },
  {
    key: 'listSupportedTimezones',
    label: 'List supported timezones',
    description: 'Lists the time zones that Outlook knows.',
    request: 'GET /me/outlook/supportedTimeZones',
    example: { value: [{ alias: 'Europe/Berlin', displayName: '(UTC+01:00) Berlin' }] },
  },
  {
    key: 'createEventSubscription',
    label: 'Create event subscription',
    description: 'Has Outlook call an address when events change.',
    fields: [notificationUrl, expirationDateTime, allowDuplicates],
    perform: (calls, params) =>
      subscribe(calls, params, {
        resource: 'me/events',
        changeType: 'created,updated,deleted',
        minutes: 10_070,
      }),
    example: { id: '7f105c7d', resource: 'me/events', changeType: 'created,updated,deleted' },
  },
];
