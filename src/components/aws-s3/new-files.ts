import type { ActionContext, InputDeclaration, Params, Trigger, TriggerResult } from '../component.ts';
import { InputError } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import { text } from '../kit/fields.ts';
import { changes, MOST_WATCHED, type Watched } from '../kit/remote-files.ts';
import type { Service } from '../kit/service.ts';
import { ownValue } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';
import { bucket } from './call.ts';
import { pageOf } from './objects.ts';

const prefix = text('prefix', 'Prefix', 'Only keys that begin so, such as those of a folder.', {
  example: 'orders/',
});
const lookBackDate = text(
  'lookBackDate',
  'Look-back date',
  'The first look also gives the files that have been stored since that day. Empty: it gives none, and later ones what comes then.',
  { example: '2026-01-31' },
);

const placeOf = (params: Params) =>
  POLLED_PREFIX + JSON.stringify(['s3', textOf(bucket.value(params)), textOf(prefix.value(params))]);

/** All that is in the bucket, with its size and its time. */
async function objectsIn(service: Service, context: ActionContext, params: Params) {
  const found: Watched[] = [];
  let next: string | undefined;
  do {
    const page = await pageOf(service, context, params, next);
    for (const { Key, Size, LastModified } of recordsIn(page.contents))
      found.push({ path: textOf(Key), size: Number(Size), modifiedAt: Date.parse(textOf(LastModified)) });
    if (found.length > MOST_WATCHED)
      throw new InputError(
        `The bucket has more than ${MOST_WATCHED} objects of that prefix, which are watched at most: give a longer prefix, or move those that are done with.`,
      );
    next = page.next === '' ? undefined : page.next;
  } while (next !== undefined);
  return found;
}

function sinceOf(params: Params): number {
  const day = textOf(lookBackDate.value(params)).trim();
  if (day === '') return Number.POSITIVE_INFINITY;
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new InputError(
    `The input "${lookBackDate.input.label}" must be a day like 2026-01-31, but it is “${day}”.`,
  );
}

export function newFiles(service: Service): Trigger {
  const connection: InputDeclaration = {
    ...{ key: 'accessKey', label: 'Connection', type: 'connection', required: true },
    comments: 'The connection to Amazon S3.',
  };
  const own = { ...service, connectionKey: connection.key };
  return {
    key: 'pollChangesFilesTrigger',
    display: {
      label: 'New and updated files',
      description:
        'Starts the flow on its schedule with the keys of the objects of a bucket that have come or changed since the last run.',
    },
    inputs: [connection, ...[bucket, prefix, lookBackDate, ...awsFields].map(({ input }) => input)],
    scheduleSupport: 'required',
    synchronousResponseSupport: 'invalid',
    isPollingTrigger: true,
    triggerResolverSupport: 'valid',
    stateReads: (params) => [{ state: 'instanceState', keys: [placeOf(params)] }],
    async perform(context, payload, params): Promise<TriggerResult> {
      const since = sinceOf(params);
      const place = placeOf(params);
      const isFirst = ownValue(context.instanceState, place) === undefined;
      const { newFiles, modifiedFiles } = changes(
        context.instanceState,
        place,
        await objectsIn(own, context, params),
      );
      const data = [...newFiles, ...modifiedFiles]
        .filter(({ modifiedAt }) => !isFirst || modifiedAt >= since)
        .map(({ path }) => path)
        .sort();
      return {
        payload: { ...payload, body: { data, contentType: 'application/json' } },
        ...(data.length === 0 ? { resultType: 'polled_no_changes' } : {}),
      };
    },
    examplePayload: { payload: { body: { data: ['orders/42.json'], contentType: 'application/json' } } },
  };
}
