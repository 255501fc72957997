import { actionAnswer, returnedStates, triggerAnswer } from './answers.ts';
import type { BundleDescription } from './bundle-description.ts';
import type {
  Action,
  ActionContext,
  ActionResult,
  Component,
  DataSource,
  Params,
  PartContext,
  State,
  Trigger,
} from './component.ts';
import type { BundleReference } from './host.ts';
import { isRecord } from './records.ts';
import type { LifecycleFunction, Resolver, TriggerFunction } from './trigger-functions.ts';

type Described<Part extends 'actions' | 'triggers' | 'dataSources'> = BundleDescription[Part][string];

/** An uploaded component like a built-in one: its functions are called in the sandbox. */
export function componentOf(description: BundleDescription, bundle: BundleReference): Component {
  const {
    actions,
    triggers,
    dataSources,
    codeNativeIntegrationYAML,
    publishingMetadata: _,
    ...declared
  } = description;
  const isIntegration = codeNativeIntegrationYAML !== undefined;
  return {
    ...declared,
    actions: mapped(actions, (key, action) => actionOf(bundle, key, action, isIntegration)),
    triggers: mapped(triggers, (key, trigger) => triggerOf(bundle, key, trigger, isIntegration)),
    dataSources: mapped(dataSources, (key, source) => dataSourceOf(bundle, key, source)),
    connections: declared.connections.map((connection) => ({
      ...connection,
      label: connection.label || connection.key,
    })),
  };
}

function mapped<From, To>(
  parts: Record<string, From>,
  make: (key: string, part: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, make(key, part)]));
}

function actionOf(
  bundle: BundleReference,
  key: string,
  { hasPerform: _, ...declared }: Described<'actions'>,
  isIntegration: boolean,
): Action {
  return {
    ...declared,
    key,
    async perform(context, params): Promise<ActionResult | undefined> {
      const given = isIntegration ? { ...params, ...triggered(context) } : params;
      const answer = await context.host.callBundle(bundle, ['actions', key, 'perform'], context, [given]);
      const result = recordIn(answer, 'The action', '{ data }');
      return result && { data: result.data, ...actionAnswer(result) };
    },
  };
}

/** The flow of an integration that is written as code is one step, which is given what its trigger has answered. */
function triggered({ stepResults }: ActionContext): Params {
  return { onTrigger: stepResults.onTrigger };
}

function triggerOf(
  bundle: BundleReference,
  key: string,
  declared: Described<'triggers'>,
  isIntegration: boolean,
): Trigger {
  const {
    hasPerform: _,
    hasOnInstanceDeploy,
    hasOnInstanceDelete,
    hasWebhookCreate,
    hasWebhookDelete,
    hasResolveTriggerItems,
    hasGetNextPaginationState,
    hasOnDeployPerform,
    hasResolveOnDeployItems,
    hasGetOnDeployNextPaginationState,
    scheduleSupport,
    synchronousResponseSupport = scheduleSupport === 'invalid' ? 'valid' : 'invalid',
    ...rest
  } = declared;
  const at = (name: string) => ['triggers', key, name];
  const call = (name: string) => lifecycleOf(bundle, at(name));
  const resolver = (name: string) => resolverOf(bundle, at(name));
  const ofSync = rest.inputs.filter(({ scope }) => scope === 'ON_DEPLOY').map((input) => input.key);
  return {
    ...{ ...rest, key, scheduleSupport, synchronousResponseSupport },
    answersCalls: scheduleSupport !== 'required',
    ...(hasOnInstanceDeploy && { onInstanceDeploy: call('onInstanceDeploy') }),
    ...(hasOnInstanceDelete && { onInstanceDelete: call('onInstanceDelete') }),
    ...(hasWebhookCreate && { webhookCreate: call('webhookCreate') }),
    ...(hasWebhookDelete && { webhookDelete: call('webhookDelete') }),
    ...(hasResolveTriggerItems && { resolveTriggerItems: resolver('resolveTriggerItems') }),
    ...(hasGetNextPaginationState && { getNextPaginationState: resolver('getNextPaginationState') }),
    ...(hasResolveOnDeployItems && { resolveOnDeployItems: resolver('resolveOnDeployItems') }),
    ...(hasGetOnDeployNextPaginationState && {
      getOnDeployNextPaginationState: resolver('getOnDeployNextPaginationState'),
    }),
    ...(hasOnDeployPerform && { onDeployPerform: performOf(bundle, at('onDeployPerform'), []) }),
    alwaysSyncs: isIntegration,
    perform: performOf(bundle, at('perform'), ofSync),
  };
}

/** @param omitted keys of inputs that are for another function */
function performOf(
  bundle: BundleReference,
  part: readonly string[],
  omitted: readonly string[],
): TriggerFunction {
  return async (context, payload, params) => {
    const given = Object.fromEntries(Object.entries(params).filter(([key]) => !omitted.includes(key)));
    const answer = await context.host.callBundle(bundle, part, context, [payload, given]);
    const result = recordIn(answer, 'The trigger', '{ payload }');
    return result && triggerAnswer(result);
  };
}

function resolverOf(bundle: BundleReference, part: readonly string[]): Resolver {
  return (context, result) => context.host.callBundle(bundle, part, context, [result]);
}

function lifecycleOf(bundle: BundleReference, part: readonly string[]): LifecycleFunction {
  return async (context, params) => {
    const answer = await context.host.callBundle(bundle, part, context, [params]);
    return isRecord(answer) ? returnedStates(answer) : undefined;
  };
}

function dataSourceOf(
  bundle: BundleReference,
  key: string,
  { hasPerform: _, ...declared }: Described<'dataSources'>,
): DataSource {
  return {
    ...declared,
    key,
    async perform(context: PartContext, params: Params) {
      const answer = await context.host.callBundle(bundle, ['dataSources', key, 'perform'], context, [
        params,
      ]);
      const result = recordIn(answer, 'The data source', '{ result }');
      return { result: result?.result };
    },
  };
}

/** Nothing at all is an answer too. @throws for anything else that has no fields */
function recordIn(answer: unknown, who: string, wanted: string): State | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (isRecord(answer)) return answer;
  throw new Error(
    `${who} answered ${Array.isArray(answer) ? 'a list' : typeof answer} instead of ${wanted}.`,
  );
}
