import type { InputDeclaration } from '../component.ts';

export const dateTimeInput: InputDeclaration = {
  key: 'dateTimeInput',
  label: 'Date and time',
  type: 'data',
  comments:
    'An ISO 8601 time, milliseconds since 1970, or a reference to one. Without a zone it is read as UTC.',
  example: '2026-01-31T08:00:00Z',
  default: '',
  required: true,
};

const amountField = (key: string, label: string, unit: string): InputDeclaration => ({
  key,
  label,
  type: 'string',
  comments: `How many ${unit} to add; below zero they are taken away.`,
  example: '5',
  default: '',
});

export const secondsInput = amountField('secondsInput', 'Seconds', 'seconds');
export const minutesInput = amountField('minutesInput', 'Minutes', 'minutes');
export const hoursInput = amountField('hoursInput', 'Hours', 'hours');
export const daysInput = amountField('daysInput', 'Days', 'days of 24 hours');

export const timezoneInput: InputDeclaration = {
  key: 'timezoneInput',
  label: 'Time zone',
  type: 'string',
  comments: 'Name of a zone in the IANA list.',
  example: 'Europe/Berlin',
  default: '',
};

export const zoneOfFormat: InputDeclaration = { ...timezoneInput, default: 'Etc/UTC' };

export const formatInput: InputDeclaration = {
  key: 'formatInput',
  label: 'Format',
  type: 'string',
  comments:
    'YYYY year, MM month, MMMM its name, DD day, Do day as 1st, dddd weekday, HH hour of 24, hh of 12 with A, mm minute, ss second, SSS milliseconds, Z offset; other letters and [text] stay as they are.',
  example: 'DD.MM.YYYY HH:mm',
  default: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
};

const inSeconds = (key: string, label: string, comments: string): InputDeclaration => ({
  key,
  label,
  type: 'boolean',
  comments,
  default: 'false',
});

export const displayEpochInSeconds = inSeconds(
  'displayEpochInSeconds',
  'Epoch in seconds',
  'Answer seconds since 1970 as a number.',
);

export const epochTimestamp: InputDeclaration = {
  key: 'epochTimestamp',
  label: 'Epoch timestamp',
  type: 'string',
  comments: 'Milliseconds or seconds since 1970.',
  example: '1769846400000',
  default: '',
  required: true,
};

export const epochTimestampInSeconds = inSeconds(
  'epochTimestampInSeconds',
  'Timestamp in seconds',
  'Read the timestamp as seconds, not milliseconds.',
);
