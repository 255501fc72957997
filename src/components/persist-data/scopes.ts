import type { Action, ActionContext, ActionResult, Input, Params, State } from '../component.ts';

export type Scope = {
  /** As it stands in action keys: `saveExecutionValue`. */
  name: 'CrossFlow' | 'Execution' | 'Instance' | 'Integration';
  label: string;
  reach: string;
  state(context: ActionContext): State;
};

/** The keys say `Instance` where people read "Flow": the state of one flow of one instance. */
export const scopes: Scope[] = [
  {
    name: 'CrossFlow',
    label: 'Cross flow',
    reach: 'kept between executions and shared by all flows of the instance',
    state: (context) => context.crossFlowState,
  },
  {
    name: 'Execution',
    label: 'Execution',
    reach: 'gone when the execution ends',
    state: (context) => context.executionState,
  },
  {
    name: 'Instance',
    label: 'Flow',
    reach: 'kept between executions of this flow of the instance',
    state: (context) => context.instanceState,
  },
  {
    name: 'Integration',
    label: 'Integration',
    reach: 'kept between executions and shared by all instances of the integration',
    state: (context) => context.integrationState,
  },
];

/** An action as it is in every scope; the scope's name takes the place of `*` in its key. */
export type ScopedPart = {
  key: string;
  label: string;
  description: string;
  inputs: Input[];
  perform(state: State, params: Params): ActionResult;
  example: unknown;
};

export const scoped = (scope: Scope, part: ScopedPart): Action => ({
  key: part.key.replace('*', scope.name),
  display: {
    label: `${scope.label}: ${part.label}`,
    description: `${part.description} Data of this kind is ${scope.reach}.`,
  },
  inputs: part.inputs,
  perform: (context, params) => part.perform(scope.state(context), params),
  examplePayload: { data: part.example },
});
