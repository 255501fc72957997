import type { Component, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, isUnset, toNumber } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';
import * as fields from './fields.ts';
import { formatted, LOCAL_ISO } from './format.ts';
import { localTime, shifted, toInstant } from './instant.ts';

const ISO_EXAMPLE = '2026-01-31T08:00:00.000Z';

const instantOf = (params: Params): Date =>
  toInstant(given(params, fields.dateTimeInput), fields.dateTimeInput.label);

const inSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);

const amounts = [
  { input: fields.secondsInput, size: 1000 },
  { input: fields.minutesInput, size: 60_000 },
  { input: fields.hoursInput, size: 3_600_000 },
  { input: fields.daysInput, size: 86_400_000 },
];

function adjust(params: Params): string {
  const distance = amounts.reduce((total, { input, size }) => {
    const amount = given(params, input);
    return total + (isUnset(amount) ? 0 : toNumber(amount, input.label) * size);
  }, 0);
  return shifted(instantOf(params), distance).toISOString();
}

function written(params: Params, zone: string, format: string): string {
  const local = localTime(instantOf(params), zone, fields.timezoneInput.label);
  if (local.year > 9999 || local.year < 0) throw new InputError('The date is too far away to be written.');
  return formatted(local, format);
}

const zoneOf = (params: Params): string => read.text(params, fields.timezoneInput).trim();

function toIsoString(params: Params): string {
  const zone = zoneOf(params);
  return zone === '' ? instantOf(params).toISOString() : written(params, zone, LOCAL_ISO);
}

function toEpoch(params: Params): number {
  const instant = instantOf(params);
  return read.boolean(params, fields.displayEpochInSeconds) ? inSeconds(instant) : instant.getTime();
}

function fromEpoch(params: Params): string {
  const amount = read.number(params, fields.epochTimestamp);
  const unit = read.boolean(params, fields.epochTimestampInSeconds) ? 1000 : 1;
  return shifted(new Date(0), amount * unit).toISOString();
}

const now = (params: Params): string | number =>
  read.boolean(params, fields.displayEpochInSeconds) ? inSeconds(new Date()) : new Date().toISOString();

const rows: Computed[] = [
  [
    'adjustDateTime',
    'Adjust date and time',
    'Moves a time by seconds, minutes, hours and days.',
    [fields.dateTimeInput, fields.secondsInput, fields.minutesInput, fields.hoursInput, fields.daysInput],
    ISO_EXAMPLE,
    adjust,
  ],
  [
    'convertToIsoString',
    'Convert to ISO string',
    'Writes a time as ISO 8601, in UTC unless a zone is named.',
    [fields.dateTimeInput, fields.timezoneInput],
    ISO_EXAMPLE,
    toIsoString,
  ],
  [
    'convertToLocalIsoString',
    'Convert to local ISO string',
    'Writes a time as ISO 8601 with the clock and the offset of a zone.',
    [fields.dateTimeInput, fields.timezoneInput],
    '2026-01-31T09:00:00.000+01:00',
    (params) => written(params, zoneOf(params), LOCAL_ISO),
  ],
  [
    'convertToEpoch',
    'Convert date to epoch',
    'Counts the milliseconds or seconds from 1970 to a time.',
    [fields.dateTimeInput, fields.displayEpochInSeconds],
    1769846400000,
    toEpoch,
  ],
  [
    'convertFromEpoch',
    'Convert epoch timestamp to date',
    'Writes milliseconds or seconds since 1970 as ISO 8601.',
    [fields.epochTimestamp, fields.epochTimestampInSeconds],
    ISO_EXAMPLE,
    fromEpoch,
  ],
  [
    'formatDateTime',
    'Format date and time',
    'Writes a time in a format of your own.',
    [fields.dateTimeInput, fields.zoneOfFormat, fields.formatInput],
    '31.01.2026 09:00',
    (params) =>
      written(params, read.text(params, fields.zoneOfFormat).trim(), read.text(params, fields.formatInput)),
  ],
  [
    'getCurrentDateTime',
    'Get current date and time',
    'The time of now, in UTC.',
    [fields.displayEpochInSeconds],
    ISO_EXAMPLE,
    now,
  ],
];

export const datetime: Component = {
  key: 'datetime',
  public: true,
  display: { label: 'Date and time', description: 'Computes, converts and writes times.', category: 'Data' },
  actions: byKey(computedActions(rows, 'datetime')),
  triggers: {},
  dataSources: {},
  connections: [],
};
