import type { Catalog } from '../../components/catalog.ts';
import type { Trigger } from '../../components/component.ts';
import { isNever, timeZoneOf } from '../../lib/cron.ts';
import { referenceKey } from '../document/references.ts';
import type { Branch, ErrorConfig, Flow, Schedule, Step } from '../document/schema.ts';
import { MOST_CATCH_UP, MOST_SPREAD } from '../document/schema-step.ts';
import { keyOfStep } from '../edit/step-lists.ts';
import type {
  CompiledErrorHandler,
  CompiledFlow,
  CompiledSchedule,
  CompiledStep,
  CompiledTrigger,
} from './compiled.ts';
import { compileInputs, secretInputs } from './inputs.ts';
import { compileFieldPath } from './value.ts';

type Compiling<T> = Generator<undefined, T>;

/** Makes a flow ready to run: its first step marked as a trigger, and the others as its steps; pauses after each. */
export function* compileFlow(flow: Flow, catalog: Catalog): Compiling<CompiledFlow> {
  const trigger = flow.steps.find((step) => step.isTrigger);
  const steps = flow.steps.filter((step) => step !== trigger);
  const declared = trigger && catalog.trigger(trigger.action);
  return {
    name: flow.name,
    stableKey: flow.stableKey || flow.name,
    isSynchronous: flow.isSynchronous ?? false,
    endpointSecurity: flow.endpointSecurityType ?? 'customer_optional',
    organizationApiKeys: flow.organizationApiKeys ?? [],
    allowedOrigins: flow.allowedOrigins ?? [],
    acceptsWhen: (flow.acceptsWhen ?? []).map(({ field, operator, value }) => ({
      ...{ path: field.split('.'), operator, value: value ?? '' },
    })),
    keepData: flow.keepData ?? 'always',
    pausesWhenFailed: flow.whenFailed === 'pause',
    trigger: trigger ? yield* compileTrigger(trigger, catalog) : NO_TRIGGER,
    schedule: compileSchedule(trigger?.schedule),
    steps: yield* compileSteps(steps, catalog),
    batches: compileBatches(flow, declared),
    syncsOnDeploy: syncsOnDeploy(flow, declared),
    schemas: flow.schemas ?? undefined,
    retry: compileRetry(flow),
    queue: {
      usesFifoQueue: flow.queueConfig?.usesFifoQueue ?? false,
      concurrencyLimit: flow.queueConfig?.concurrencyLimit ?? undefined,
      singletonExecutions: flow.queueConfig?.singletonExecutions ?? false,
      dedupeIdField: compileFieldPath(flow.queueConfig?.dedupeIdField),
    },
  };
}

function compileBatches({ triggerResolver }: Flow, declared: Trigger | undefined): CompiledFlow['batches'] {
  const support = declared?.triggerResolverSupport;
  return {
    isOn: support === 'required' || (support === 'valid' && triggerResolver?.enabled === true),
    size: triggerResolver?.batchSize ?? declared?.triggerResolverDefaultBatchSize ?? 1,
    limit:
      triggerResolver?.concurrentBatchLimit ??
      declared?.triggerResolverDefaultConcurrentBatchLimit ??
      undefined,
  };
}

function syncsOnDeploy({ triggerResolver }: Flow, declared: Trigger | undefined): boolean {
  if (!declared?.onDeployPerform) return false;
  return declared.alwaysSyncs === true || triggerResolver?.runInitialSyncOnDeploy === true;
}

/** Stands in a flow that has no trigger yet: nothing can start it. */
const NO_TRIGGER: CompiledTrigger = {
  name: '',
  key: '',
  trigger: { component: { key: '' }, key: '' },
  inputs: [],
  secretInputs: [],
  lifecycleEvent: undefined,
  hasFunctionsOn: { deploy: false, remove: false },
  isPolling: false,
  branches: [],
};

function* compileTrigger(step: Step, catalog: Catalog): Compiling<CompiledTrigger> {
  const declared = catalog.trigger(step.action);
  const inputs = compileInputs(step.inputs, declared?.inputs);
  return {
    name: step.name,
    key: referenceKey(step.name),
    trigger: step.action,
    inputs,
    secretInputs: secretInputs(inputs, declared?.inputs),
    lifecycleEvent: declared?.lifecycleEvent,
    hasFunctionsOn: {
      deploy: Boolean(declared?.onInstanceDeploy ?? declared?.webhookCreate),
      remove: Boolean(declared?.onInstanceDelete ?? declared?.webhookDelete),
    },
    isPolling: declared?.isPollingTrigger === true,
    branches: yield* compileBranches(step.branches, catalog),
  };
}

function* compileSteps(steps: readonly Step[], catalog: Catalog, isOff = false): Compiling<CompiledStep[]> {
  const compiled: CompiledStep[] = [];
  for (const step of steps) {
    compiled.push(yield* compileStep(step, catalog, isOff || step.isDisabled === true));
    yield;
  }
  return compiled;
}

function* compileStep(step: Step, catalog: Catalog, isDisabled: boolean): Compiling<CompiledStep> {
  const declared = catalog.action(step.action);
  const inputs = compileInputs(step.inputs, declared?.inputs);
  return {
    name: step.name,
    key: referenceKey(step.name),
    stableKey: keyOfStep(step),
    action: step.action,
    inputs,
    secretInputs: secretInputs(inputs, declared?.inputs),
    isLoop: declared?.isLoop ?? false,
    errorHandler: compileErrorHandler(step.errorConfig),
    isDisabled,
    branches: yield* compileBranches(step.branches, catalog, isDisabled),
    steps: yield* compileSteps(step.steps ?? [], catalog, isDisabled),
  };
}

function* compileBranches(
  branches: readonly Branch[] | null | undefined,
  catalog: Catalog,
  isOff = false,
): Compiling<CompiledStep['branches']> {
  const compiled: CompiledStep['branches'] = [];
  for (const { name, steps } of branches ?? [])
    compiled.push({ name, steps: yield* compileSteps(steps ?? [], catalog, isOff) });
  return compiled;
}

function compileErrorHandler(config: ErrorConfig | null | undefined): CompiledErrorHandler {
  if (config?.errorHandlerType === 'ignore') return { kind: 'ignore' };
  if (config?.errorHandlerType !== 'retry') return { kind: 'fail' };
  return {
    kind: 'retry',
    maxAttempts: config.maxAttempts ?? 0,
    delaySeconds: config.delaySeconds ?? 0,
    usesExponentialBackoff: config.usesExponentialBackoff ?? false,
    ignoreFinalError: config.ignoreFinalError ?? false,
  };
}

const between = (number: number, least: number, most: number) =>
  Math.min(Math.max(Math.floor(number) || 0, least), most);

function compileSchedule(schedule: Schedule | null | undefined): CompiledSchedule | undefined {
  if (!schedule?.value) return undefined;
  const timeZone = timeZoneOf(schedule.meta?.timeZone);
  const { keepsDistance, catchUp, spreadMinutes, scheduleType } = schedule.meta ?? {};
  const how = {
    ...{ timeZone, keepsDistance: keepsDistance ?? false },
    catchUp: between(catchUp ?? 1, 0, MOST_CATCH_UP),
    spreadMinutes: between(spreadMinutes ?? 0, 0, MOST_SPREAD),
  };
  if (schedule.type === 'configVar') return { kind: 'configVar', key: schedule.value, ...how };
  return isNever(scheduleType) ? undefined : { kind: 'cron', cron: schedule.value, ...how };
}

function compileRetry({ retryConfig }: Flow): CompiledFlow['retry'] {
  if (!retryConfig) return undefined;
  return {
    maxAttempts: retryConfig.maxAttempts ?? 0,
    delayMinutes: retryConfig.delayMinutes ?? 0,
    usesExponentialBackoff: retryConfig.usesExponentialBackoff ?? false,
    uniqueRequestIdField: compileFieldPath(retryConfig.uniqueRequestIdField),
  };
}
