import { expect, test } from 'bun:test';
import { msOutlook } from '../../src/components/ms-outlook/index.ts';
import { connectionOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const base = 'https://graph.microsoft.com/v1.0';
const hook = 'https://stepwell.test/hook';
const until = { expirationDateTime: '2026-02-03T08:00:00Z' };
const gone = { answers: [{ status: 204 }], gives: '' };
const times = { startAt: '2026-01-31T08:00:00', endAt: '2026-01-31T09:00:00', endTimezone: 'Europe/Berlin' };
const told = {
  start: { dateTime: '2026-01-31T08:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-01-31T09:00:00', timeZone: 'Europe/Berlin' },
};
const search = encodeURIComponent('"order 42"').replaceAll('%20', '+');

const ROWS: Row[] = [
  { action: 'getCurrentUser', asks: [[`GET ${base}/me`]] },
  {
    action: 'listMailMessages',
    params: { folderId: 'f1', search: 'order 42', pageLimit: '5', pageSkip: '10' },
    asks: [[`GET ${base}/me/mailFolders/f1/messages?%24top=5&%24skip=10&%24search=${search}`]],
  },
  {
    action: 'getMailMessage',
    params: { messageId: 'm1' },
    asks: [[`GET ${base}/me/messages/m1?$expand=attachments`]],
  },
  {
    action: 'sendMessage',
    params: {
      to: ['a@b.test'],
      cc: ['c@b.test'],
      subject: 'Hi',
      body: '<b>Hi</b>',
      attachments: [{ key: 'a.txt', value: 'x' }],
    },
    asks: [
      [
        `POST ${base}/me/sendMail`,
        {
          message: {
            subject: 'Hi',
            body: { contentType: 'html', content: '<b>Hi</b>' },
            toRecipients: [{ emailAddress: { address: 'a@b.test' } }],
            ccRecipients: [{ emailAddress: { address: 'c@b.test' } }],
            attachments: [
              {
                '@odata.type': '#microsoft.graph.fileAttachment',
                name: 'a.txt',
                contentType: 'application/octet-stream',
                contentBytes: 'eA==',
              },
            ],
          },
        },
      ],
    ],
    answers: [{ status: 202, body: '' }],
    gives: '',
  },
  {
    action: 'deleteMessage',
    params: { messageId: 'm1' },
    asks: [[`DELETE ${base}/me/messages/m1`]],
    ...gone,
  },
  {
    action: 'listMailFolders',
    params: { parentFolderId: 'f1' },
    asks: [[`GET ${base}/me/mailFolders/f1/childFolders`]],
  },
  {
    action: 'createMailFolder',
    params: { displayName: 'Orders' },
    asks: [[`POST ${base}/me/mailFolders`, { displayName: 'Orders' }]],
  },
  {
    action: 'deleteMailFolder',
    params: { folderId: 'f1' },
    asks: [[`DELETE ${base}/me/mailFolders/f1`]],
    ...gone,
  },
  {
    action: 'createMailFolderSubscription',
    params: { changeTypes: ['created', 'updated'], notificationUrl: hook, ...until },
    asks: [
      [`GET ${base}/subscriptions`],
      [
        `POST ${base}/subscriptions`,
        { resource: 'me/messages', changeType: 'created,updated', notificationUrl: hook, ...until },
      ],
    ],
    answers: [{}, { body: { id: 's1' } }],
  },
  { action: 'listCalendars', asks: [[`GET ${base}/me/calendars`]] },
  {
    action: 'createCalendar',
    params: { name: 'Orders' },
    asks: [[`POST ${base}/me/calendars`, { name: 'Orders', color: 'auto' }]],
  },
  {
    action: 'updateCalendar',
    params: { calendarId: 'c1', color: 'lightRed' },
    asks: [[`PATCH ${base}/me/calendars/c1`, { color: 'lightRed' }]],
  },
  {
    action: 'deleteCalendar',
    params: { calendarId: 'c1' },
    asks: [[`DELETE ${base}/me/calendars/c1`]],
    ...gone,
  },
  { action: 'listEvents', params: { calendarId: 'c1' }, asks: [[`GET ${base}/me/calendars/c1/events`]] },
  { action: 'getCalendarEvent', params: { eventId: 'e1' }, asks: [[`GET ${base}/me/events/e1`]] },
  {
    action: 'createEvent',
    params: {
      calendarId: '',
      subject: 'Truck',
      body: 'Gate 3',
      locationName: 'Yard',
      attendees: ['a@b.test'],
      type: 'optional',
      ...times,
    },
    asks: [
      [
        `POST ${base}/me/events`,
        {
          location: { displayName: 'Yard' },
          subject: 'Truck',
          ...told,
          body: { contentType: 'HTML', content: 'Gate 3' },
          attendees: [{ emailAddress: { address: 'a@b.test' }, type: 'optional' }],
        },
      ],
    ],
  },
  {
    action: 'updateEvent',
    params: { eventId: 'e1', subject: 'Later' },
    asks: [[`PATCH ${base}/me/events/e1`, { subject: 'Later' }]],
  },
  {
    action: 'cancelEvent',
    params: { eventId: 'e1', comment: 'Rain' },
    asks: [[`POST ${base}/me/events/e1/cancel`, { comment: 'Rain' }]],
  },
  { action: 'deleteEvent', params: { eventId: 'e1' }, asks: [[`DELETE ${base}/me/events/e1`]], ...gone },
  {
    action: 'getScheduleAvailability',
    params: { schedules: ['a@b.test'], ...times },
    asks: [
      [
        `POST ${base}/me/calendar/getSchedule`,
        { availabilityViewInterval: 30, schedules: ['a@b.test'], startTime: told.start, endTime: told.end },
      ],
    ],
  },
  { action: 'listSupportedLanguages', asks: [[`GET ${base}/me/outlook/supportedLanguages`]] },
  { action: 'listSupportedTimezones', asks: [[`GET ${base}/me/outlook/supportedTimeZones`]] },
  {
    action: 'createEventSubscription',
    params: { notificationUrl: hook, allowDuplicates: 'true', ...until },
    asks: [
      [
        `POST ${base}/subscriptions`,
        { resource: 'me/events', changeType: 'created,updated,deleted', notificationUrl: hook, ...until },
      ],
    ],
  },
  {
    action: 'updateEventSubscription',
    params: { subscriptionId: 's1', ...until },
    asks: [[`PATCH ${base}/subscriptions/s1`, until]],
  },
  { action: 'listSubscriptions', asks: [[`GET ${base}/subscriptions`]], gives: { value: [] } },
  {
    action: 'deleteSubscription',
    params: { subscriptionId: 's1' },
    asks: [[`DELETE ${base}/subscriptions/s1`]],
    ...gone,
  },
  { action: 'deleteAllInstanceSubscriptions', asks: [[`GET ${base}/subscriptions`]], gives: { deleted: [] } },
];

tryContract(msOutlook, service, { connection }, ROWS);

test('Outlook is asked for all messages where no folder is given, page by page', async () => {
  const next = `${base}/me/messages?$skip=10`;
  const answers = [
    { body: { value: [{ id: 'a' }], '@odata.nextLink': next } },
    { body: { value: [{ id: 'b' }] } },
  ];
  const params = { connection, fetchAll: 'true' };
  const { data } = await perform(msOutlook, 'listMailMessages', params, service.context(answers));
  expect(data).toEqual({ value: [{ id: 'a' }, { id: 'b' }] });
  expect(service.asked.map(({ line }) => line)).toEqual([`GET ${base}/me/messages`, `GET ${next}`]);
});
