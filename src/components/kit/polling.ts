import type { ActionContext, InputDeclaration, Params, Trigger, TriggerPayload } from '../component.ts';
import { ownValue, setOwn } from '../records.ts';
import { POLLED_PREFIX } from '../reserved.ts';

/** What a look has found, and where the next one goes on. */
export type Found = { items: unknown; isEmpty: boolean; cursor: unknown };

type PollingRow = {
  key: string;
  label: string;
  description: string;
  inputs: InputDeclaration[];
  /** What it looks at: two that look at the same go on from the same place. */
  place(params: Params): unknown;
  /** Looks for what has come after the cursor. @param cursor undefined at the first look */
  find(context: ActionContext, params: Params, cursor: unknown): Promise<Found>;
  example: unknown;
};

/** A trigger that looks on a schedule for what is new; where there is nothing, the run ends before its steps. */
export function pollingTrigger({
  key,
  label,
  description,
  inputs,
  place,
  find,
  example,
}: PollingRow): Trigger {
  const placeOf = (params: Params) => POLLED_PREFIX + JSON.stringify([key, place(params)]);
  return {
    key,
    display: { label, description },
    inputs,
    scheduleSupport: 'required',
    synchronousResponseSupport: 'invalid',
    isPollingTrigger: true,
    triggerResolverSupport: 'valid',
    stateReads: (params) => [{ state: 'instanceState', keys: [placeOf(params)] }],
    async perform(context, payload: TriggerPayload, params) {
      const at = placeOf(params);
      const { items, isEmpty, cursor } = await find(context, params, ownValue(context.instanceState, at));
      setOwn(context.instanceState, at, cursor);
      return {
        payload: { ...payload, body: { data: items, contentType: 'application/json' } },
        ...(isEmpty ? { resultType: 'polled_no_changes' } : {}),
      };
    },
    examplePayload: { payload: { body: { data: example, contentType: 'application/json' } } },
  };
}
