import { expect, test } from 'bun:test';
import { googleCalendar } from '../../src/components/google-calendar/index.ts';
import { connectionOf, loopbackService, type Row, tryContract } from './connector-calls.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const base = 'https://www.googleapis.com/calendar/v3';
const events = `${base}/calendars/a%40b.test/events`;
const calendar = { calendarId: 'a@b.test' };

const ROWS: Row[] = [
  {
    action: 'listCalendars',
    params: { maxResults: 5 },
    asks: [[`GET ${base}/users/me/calendarList?maxResults=5`]],
  },
  { action: 'getCalendar', params: calendar, asks: [[`GET ${base}/calendars/a%40b.test`]] },
  {
    action: 'createCalendar',
    params: { summary: 'Orders', timeZone: 'Europe/Berlin' },
    asks: [[`POST ${base}/calendars`, { summary: 'Orders', timeZone: 'Europe/Berlin' }]],
  },
  {
    action: 'deleteCalendar',
    params: calendar,
    asks: [[`DELETE ${base}/calendars/a%40b.test`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'listEvents',
    params: { ...calendar, query: 'truck', singleEvents: 'true', fetchAll: true },
    asks: [
      [`GET ${events}?q=truck&showDeleted=false&showHiddenInvitations=false&singleEvents=true`],
      [`GET ${events}?q=truck&showDeleted=false&showHiddenInvitations=false&singleEvents=true&pageToken=p2`],
    ],
    answers: [{ body: { items: [{ id: 'e1' }], nextPageToken: 'p2' } }, { body: { items: [{ id: 'e2' }] } }],
    gives: { items: [{ id: 'e1' }, { id: 'e2' }] },
  },
  { action: 'getEvent', params: { ...calendar, eventId: 'e1' }, asks: [[`GET ${events}/e1`]] },
  {
    action: 'createEvent',
    params: {
      ...{
        ...calendar,
        summary: 'Truck',
        startTime: '2026-01-31T08:00:00',
        endTime: '2026-01-31',
        timeZone: 'UTC',
      },
      ...{
        attendees: [{ email: 'a@b.test' }],
        remindMethod: 'email',
        sendUpdates: 'all',
        addConference: true,
      },
    },
    asks: [
      [
        `POST ${events}?conferenceDataVersion=1&sendUpdates=all`,
        {
          summary: 'Truck',
          attendees: [{ email: 'a@b.test' }],
          start: { dateTime: '2026-01-31T08:00:00', timeZone: 'UTC' },
          end: { date: '2026-01-31' },
          reminders: { useDefault: false, overrides: [{ method: 'email', minutes: 10 }] },
          conferenceData: {
            createRequest: {
              conferenceSolutionKey: { type: 'hangoutsMeet' },
              requestId: expect.any(String),
            },
          },
        },
      ],
    ],
  },
  {
    action: 'updateEvent',
    params: { ...calendar, eventId: 'e1', location: 'Gate 3' },
    asks: [[`PATCH ${events}/e1`, { location: 'Gate 3' }]],
  },
  {
    action: 'deleteEvent',
    params: { ...calendar, eventId: 'e1', sendUpdates: 'none' },
    asks: [[`DELETE ${events}/e1?sendUpdates=none`]],
    answers: [{ status: 204 }],
    gives: '',
  },
];

tryContract(googleCalendar, service, { connection }, ROWS);

test('Google Calendar offers the calendars of the user', async () => {
  const context = service.context([{ body: { items: [{ id: 'primary', summary: 'Ann' }] } }]);
  expect(await googleCalendar.dataSources.selectCalendar?.perform(context, { connection })).toEqual({
    result: [{ key: 'primary', label: 'Ann' }],
  });
});
