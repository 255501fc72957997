import type { ActionContext, Params, ReturnedStates, TriggerPayload, TriggerResult } from './component.ts';

export type TriggerFunction = (
  context: ActionContext,
  payload: TriggerPayload,
  params: Params,
) => Promise<TriggerResult | undefined> | TriggerResult | undefined;

export type LifecycleEvent = 'deploy' | 'remove' | 'user_deploy' | 'user_remove';
/** Called at each deploy of an instance, and when it is removed; a webhook's tell another system whether it shall call. */
export type LifecycleName = 'onInstanceDeploy' | 'onInstanceDelete' | 'webhookCreate' | 'webhookDelete';
export type LifecycleFunction = (context: ActionContext, params: Params) => LifecycleAnswer;
type LifecycleAnswer = Promise<ReturnedStates | undefined>;

/** Reads something out of what a trigger has answered. */
export type Resolver = (context: ActionContext, result: TriggerResult) => Promise<unknown>;

/** What a trigger may have beside `perform`. */
export type TriggerFunctions = { [Name in LifecycleName]?: LifecycleFunction } & {
  /** Whether what it finds is split, and each part has a run of its own: where the flow says so, or always. */
  triggerResolverSupport?: 'invalid' | 'valid' | 'required';
  /** How many items a part has, and how many parts run at once, unless the flow says so. */
  triggerResolverDefaultBatchSize?: number;
  triggerResolverDefaultConcurrentBatchLimit?: number;
  /** The list of what it has found. */
  resolveTriggerItems?: Resolver;
  /** What the next page begins with; null after the last one. */
  getNextPaginationState?: Resolver;
  /** The initial sync: called once instead of `perform`, when an instance is first deployed. */
  onDeployPerform?: TriggerFunction;
  resolveOnDeployItems?: Resolver;
  getOnDeployNextPaginationState?: Resolver;
  /** Own field, of a trigger that belongs to one flow: its flow need not ask for the initial sync. */
  alwaysSyncs?: boolean;
};
