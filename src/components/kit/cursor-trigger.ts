import type { ActionContext, InputDeclaration, Params, Trigger } from '../component.ts';
import { ownValue } from '../records.ts';
import { pollingTrigger } from './polling.ts';

/** What a look has found, and where the next one goes on. */
export type Found = { items: unknown; isEmpty: boolean; cursor: unknown };

type CursorRow = {
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

/** A trigger that looks on a schedule for what has come after what it has seen. */
export function cursorTrigger({ place, find, example, ...row }: CursorRow): Trigger {
  return pollingTrigger({
    ...row,
    triggerResolverSupport: 'valid',
    async perform(context, payload, params, polling) {
      const at = JSON.stringify(place(params));
      const { items, isEmpty, cursor } = await find(context, params, ownValue(polling.getState(), at));
      polling.setState({ ...polling.getState(), [at]: cursor });
      return {
        payload: { ...payload, body: { data: items, contentType: 'application/json' } },
        polledNoChanges: isEmpty,
      };
    },
    examplePayload: { payload: { body: { data: example, contentType: 'application/json' } } },
  });
}
