import * as v from 'valibot';
import type { TriggerPayload, TriggerResult } from '../components/component.ts';
import type { StoredRequest } from '../models/requests.ts';

const HEADERS = ['stepwell-simulated-trigger-result', 'prismatic-simulated-trigger-result'];

const Simulated = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    payload: v.optional(v.looseObject({ body: v.optional(v.looseObject({ data: v.unknown() })) }), {}),
    branch: v.exactOptional(v.string()),
    resultType: v.exactOptional(v.string()),
  }),
);

/**
 * What a test says that its trigger has found, in place of asking it: the field's command line sends this header to
 * flows that poll. What the header leaves out is as in a call.
 * @throws Error where the header is no JSON object of that shape
 */
export function simulatedResult(
  { headers }: StoredRequest,
  payload: TriggerPayload,
): TriggerResult | undefined {
  const name = HEADERS.find((each) => headers[each] !== undefined);
  if (name === undefined) return undefined;
  const read = v.safeParse(Simulated, headers[name]);
  if (!read.success)
    throw new Error(
      `The header ${name} must be JSON like {"payload":{"body":{"data":…}}}: ${read.issues[0].message}`,
    );
  const { payload: found, branch, resultType } = read.output;
  return {
    payload: { ...payload, ...found, ...(found.body && { body: { ...payload.body, ...found.body } }) },
    ...(branch !== undefined && { branch }),
    ...(resultType !== undefined && { resultType }),
  };
}
