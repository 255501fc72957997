import type { Action, ActionResult, InputDeclaration, Params, ReturnedStates, State } from '../component.ts';

export type Scope = {
  /** As it stands in action keys: `saveExecutionValue`. */
  name: 'CrossFlow' | 'Execution' | 'Instance' | 'Integration';
  label: string;
  reach: string;
  state: keyof ReturnedStates;
};

/** The keys say `Instance` where people read "Flow": the state of one flow of one instance. */
export const scopes: Scope[] = [
  {
    name: 'CrossFlow',
    label: 'Cross flow',
    reach: 'kept between executions and shared by all flows of the instance',
    state: 'crossFlowState',
  },
  {
    name: 'Execution',
    label: 'Execution',
    reach: 'gone when the execution ends',
    state: 'executionState',
  },
  {
    name: 'Instance',
    label: 'Flow',
    reach: 'kept between executions of this flow of the instance',
    state: 'instanceState',
  },
  {
    name: 'Integration',
    label: 'Integration',
    reach: 'kept between executions and shared by all instances of the integration',
    state: 'integrationState',
  },
];

/** An action as it is in every scope; the scope's name takes the place of `*` in its key. */
export type ScopedPart = {
  key: string;
  label: string;
  description: string;
  inputs: InputDeclaration[];
  /** The keys that it looks at. */
  keys(params: Params): string[] | 'all';
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
  stateReads: (params) => [{ state: scope.state, keys: part.keys(params) }],
  perform: (context, params) => part.perform(context[scope.state], params),
  examplePayload: { data: part.example },
});
