import type {
  Action,
  ActionContext,
  InputDeclaration,
  Params,
  State,
  Trigger,
  TriggerPayload,
} from '../component.ts';
import { isRecord } from '../records.ts';
import { POLLING_KEY } from '../reserved.ts';

/** How a trigger looks for what is new: how far it has come, and the action that it asks. */
export type Polling = {
  /** What `setState` was last given by a run that has succeeded; empty before the first. */
  getState(): State;
  setState(state: State): void;
  /** What the row's `pollAction` answers. */
  invokeAction(params: Params): Promise<unknown>;
};

type PollingRow = Pick<Trigger, 'triggerResolverSupport' | 'examplePayload'> & {
  key: string;
  label: string;
  description: string;
  inputs: InputDeclaration[];
  pollAction?: Action;
  /** Keys of the flow's state that it looks at beside. */
  alsoReads?(params: Params): string[];
  /** With `polledNoChanges` no step runs, and nothing is kept of the firing but where it has come to. */
  perform(
    context: ActionContext,
    payload: TriggerPayload,
    params: Params,
    polling: Polling,
  ): Promise<{ payload: unknown; branch?: string; polledNoChanges?: boolean }>;
};

/** A trigger that its schedule lets look for what is new, as the SDK's polling triggers do. */
export function pollingTrigger(row: PollingRow): Trigger {
  const { key, label, description, inputs, pollAction, alsoReads, perform, ...more } = row;
  return {
    ...{ ...more, key, display: { label, description } },
    inputs: [...inputs, ...(pollAction?.inputs ?? [])],
    scheduleSupport: 'required',
    synchronousResponseSupport: 'invalid',
    isPollingTrigger: true,
    stateReads: (params) => [
      { state: 'instanceState', keys: [POLLING_KEY, ...(alsoReads?.(params) ?? [])] },
      ...(pollAction?.stateReads?.(params) ?? []),
    ],
    async perform(context, payload, params) {
      const polling = pollingOf(context, pollAction);
      const { polledNoChanges, ...result } = await perform(context, payload, params, polling);
      return { ...result, resultType: polledNoChanges === true ? 'polled_no_changes' : 'completed' };
    },
  };
}

function pollingOf(context: ActionContext, action: Action | undefined): Polling {
  const internal = () => recordIn(context.instanceState[POLLING_KEY]);
  return {
    getState: () => recordIn(internal().polling),
    setState(state) {
      context.instanceState[POLLING_KEY] = { ...internal(), polling: state };
    },
    async invokeAction(params) {
      if (!action) throw new Error('The trigger has no action to ask.');
      return await action.perform(context, params);
    },
  };
}

const recordIn = (value: unknown): State => (isRecord(value) ? value : {});
