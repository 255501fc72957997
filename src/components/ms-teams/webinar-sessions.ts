import type { ActionRow } from '../kit/calls.ts';
import { needed, text } from '../kit/fields.ts';
import { graphPages } from '../kit/microsoft.ts';
import { base, paging, webinarId } from './webinars.ts';

const sessionId = needed(
  text('sessionId', 'Session ID', 'The ID of the session.', { example: '8d62dd52-4dff-4c75' }),
);
const reportId = needed(
  text('reportId', 'Report ID', 'The ID of the report.', { example: 'c9b6db1c-d5eb-427d-a5c0' }),
);
const SESSION = { id: '8d62dd52-4dff-4c75', subject: 'New prices' };
const REPORT = { id: 'c9b6db1c-d5eb-427d-a5c0', totalParticipantCount: 12 };
const reports = `${base}/sessions/{sessionId}/attendanceReports`;

export const webinarSessions = (): ActionRow[] => [
  {
    key: 'listWebinarSessions',
    label: 'List webinar sessions',
    description: 'Lists the sessions of a webinar.',
    request: `GET ${base}/sessions`,
    fields: [webinarId, ...paging],
    pages: graphPages,
    example: { value: [SESSION] },
  },
  {
    key: 'getWebinarSession',
    label: 'Get webinar session',
    description: 'Fetches a session of a webinar.',
    request: `GET ${base}/sessions/{sessionId}`,
    fields: [webinarId, sessionId],
    example: SESSION,
  },
  {
    key: 'listWebinarSessionAttendanceReports',
    label: 'List webinar session attendance reports',
    description: 'Lists the reports on who has come to a session.',
    request: `GET ${reports}`,
    fields: [webinarId, sessionId, ...paging],
    pages: graphPages,
    example: { value: [REPORT] },
  },
  {
    key: 'getWebinarSessionAttendanceReport',
    label: 'Get webinar session attendance report',
    description: 'Fetches a report on who has come to a session.',
    request: `GET ${reports}/{reportId}`,
    fields: [webinarId, sessionId, reportId, ...paging],
    example: REPORT,
  },
  {
    key: 'listAttendanceRecords',
    label: 'List attendance records',
    description: 'Lists who has come to a session.',
    request: `GET ${reports}/{reportId}/attendanceRecords`,
    fields: [webinarId, sessionId, reportId, ...paging],
    pages: graphPages,
    example: { value: [{ id: '1', emailAddress: 'ann@example.com', totalAttendanceInSeconds: 1800 }] },
  },
];
