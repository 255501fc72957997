import { valueAt } from '../../lib/records.ts';
import { SECOND } from '../../lib/time.ts';
import type { ActionContext, Params, Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { type Changed, changedRecords } from '../kit/changed-records.ts';
import { connectionInput } from '../kit/connections.ts';
import { cursorTrigger } from '../kit/cursor-trigger.ts';
import { flag, list, text } from '../kit/fields.ts';
import { ask, type Service } from '../kit/service.ts';
import {
  conditionsIn,
  dynamicValues,
  fieldValues,
  fieldValueTypes,
  maxRecords,
  pages,
  recordType,
} from './records.ts';
import { version } from './session.ts';
import { nameIn, whereOf } from './soql.ts';

const connection = connectionInput('connection', 'The connection to Salesforce.');
const shown = (key: string, label: string, comments: string, isShown: boolean) =>
  flag(key, label, comments, { default: String(isShown) });
const showNew = shown('showNewRecords', 'Show new records', 'Whether new records start the flow.', true);
const showUpdated = shown(
  'showUpdatedRecords',
  'Show updated records',
  'Whether records that have changed do.',
  true,
);
const showDeleted = shown(
  'showDeletedRecords',
  'Show deleted records',
  'Whether records that were deleted do.',
  false,
);
const idsOnly = flag('returnIdsOnly', 'Return IDs only', 'Whether only the IDs of the records are told.');
const selected = list('selectedFields', 'Selected fields', 'Which fields are told; empty: all.', {
  example: 'Name',
});
const lookBack = text(
  'lookBackDate',
  'Look back date',
  'Where the first look begins; empty: with what is new from then on.',
  {
    example: '2026-01-01',
  },
);
/** Salesforce shows a change when it is saved, which may take longer than others do. */
const OVERLAP_MS = 60 * SECOND;

const isOn = (field: ReturnType<typeof flag>, params: Params) => field.value(params) === true;

function beginning(params: Params): number | undefined {
  const given = textOf(lookBack.value(params));
  if (given === '') return undefined;
  const at = Date.parse(given);
  if (Number.isFinite(at)) return at;
  throw new InputError(
    `The input "Look back date" holds ${JSON.stringify(given)}, which is no date: write it like 2026-01-01.`,
  );
}

/** The records that are new or have changed, with the last change of each. */
export const pollChanges = (service: Service): Trigger =>
  cursorTrigger({
    key: 'pollChangesTrigger',
    label: 'New and updated records',
    description:
      'Starts the flow on its schedule with the records that are new or have changed since the last run.',
    inputs: [
      connection,
      ...[showNew, showUpdated, showDeleted].map(({ input }) => input),
      version,
      ...[recordType, dynamicValues, fieldValues, fieldValueTypes, maxRecords].map(({ input }) => input),
      ...[selected, idsOnly, lookBack].map(({ input }) => input),
    ],
    place: (params) => [recordType.value(params), conditionsIn(params)],
    async find(context, params, cursor) {
      const look = lookOf(service, context, params);
      const most = Number(maxRecords.value(params));
      const found = await changedRecords({
        ...{ cursor, from: beginning(params), overlapMs: OVERLAP_MS },
        most: Number.isInteger(most) && most > 0 ? most : 20_000,
        shows: { isNew: isOn(showNew, params), isUpdated: isOn(showUpdated, params) },
        ...look,
      });
      return found;
    },
    example: [{ Id: '0017000000hOMChAAO', Name: 'Acme', SystemModstamp: '2026-01-31T08:00:00.000+0000' }],
  });

function lookOf(service: Service, context: ActionContext, params: Params) {
  const type = nameIn(textOf(recordType.value(params)), recordType.input.label);
  const isOfDeleted = isOn(showDeleted, params);
  const get = async (path: string, query: Record<string, unknown> = {}) =>
    ask(service, context, params, { method: 'GET', path, query });
  const where = whereOf(conditionsIn(params), fieldValues.input.label);
  const path = isOfDeleted ? '/queryAll' : '/query';

  async function* changedSince(at: number): AsyncGenerator<Changed> {
    const fields = await fieldsOf(type, params, get);
    const since = `${where === '' ? ' WHERE' : `${where} AND`} SystemModstamp >= ${new Date(at).toISOString()}`;
    const q = `SELECT ${fields.join(', ')} FROM ${type}${since} ORDER BY SystemModstamp, Id`;
    let answer = await get(path, { q });
    for (;;) {
      for (const record of recordsIn(valueAt(answer.data, 'records'))) yield changeOf(record, params);
      const next = pages.next(answer);
      if (typeof next !== 'string') return;
      answer = await get(next);
    }
  }

  async function newest(): Promise<number> {
    const q = `SELECT SystemModstamp FROM ${type}${where} ORDER BY SystemModstamp DESC LIMIT 1`;
    const { data } = await get(path, { q });
    return timeOf(recordsIn(valueAt(data, 'records'))[0]?.SystemModstamp);
  }

  return { changedSince, newest };
}

/** What every record is asked for, to know when it has changed. */
const ALWAYS = ['Id', 'SystemModstamp', 'CreatedDate'];

async function fieldsOf(type: string, params: Params, get: (path: string) => Promise<{ data: unknown }>) {
  const given = selected.value(params);
  if (isOn(idsOnly, params)) return ALWAYS;
  const names = Array.isArray(given)
    ? given.map((name) => nameIn(String(name), selected.input.label))
    : recordsIn(valueAt((await get(`/sobjects/${type}/describe`)).data, 'fields')).map(({ name }) =>
        textOf(name),
      );
  return [...new Set([...ALWAYS, ...(isOn(showDeleted, params) ? ['IsDeleted'] : []), ...names])];
}

function changeOf(record: Record<string, unknown>, params: Params): Changed {
  const id = textOf(record.Id);
  const [at, createdAt] = [record.SystemModstamp, record.CreatedDate].map(timeOf);
  return { id, at: at ?? 0, createdAt: createdAt ?? 0, value: isOn(idsOnly, params) ? id : record };
}

/** Salesforce writes `+0000`, which is read everywhere with a colon alone. */
const timeOf = (value: unknown): number => {
  const time = Date.parse(textOf(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isFinite(time) ? time : 0;
};
