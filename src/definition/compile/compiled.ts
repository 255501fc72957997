import type { PartReference } from '../../components/catalog.ts';
import type { Trigger } from '../../components/component.ts';

/** Where a reference points: a step's reference key, which of its values, and the own-property path below it. */
export type CompiledReference = {
  kind: 'reference';
  step: string;
  root: 'results' | 'currentItem' | 'index';
  path: string[];
};

/** A config variable's value, by the variable's key. */
export type CompiledConfigVar = { kind: 'configVar'; key: string };

/** An input's value, ready to be read: nothing is parsed at run time. */
export type CompiledValue =
  | { kind: 'value'; value: string }
  | CompiledReference
  | CompiledConfigVar
  | { kind: 'template'; parts: (string | CompiledReference | CompiledConfigVar)[] }
  | { kind: 'list'; items: CompiledValue[] }
  | { kind: 'pairs'; items: { name: CompiledValue; value: CompiledValue }[] }
  | { kind: 'object'; fields: { key: string; value: CompiledValue }[]; secretInputs: readonly string[] }
  | { kind: 'conditions'; branches: { name: string; expression: CompiledExpression }[] };

/** A condition tree (`views/help/definition-format.md#inputs`). */
export type CompiledExpression =
  | { kind: 'and' | 'or'; terms: CompiledExpression[] }
  | { kind: 'compare'; operator: string; left: CompiledValue; right?: CompiledValue };

/** What happens when a step fails; `maxAttempts` are tries after the first one. */
export type CompiledErrorHandler =
  | { kind: 'fail' }
  | { kind: 'ignore' }
  | {
      kind: 'retry';
      maxAttempts: number;
      delaySeconds: number;
      usesExponentialBackoff: boolean;
      ignoreFinalError: boolean;
    };

/** A step, ready to be run. */
export type CompiledStep = {
  /** The step's name as written, and its reference key (`Get User` → `getUser`). */
  name: string;
  key: string;
  /** By which commands know it, whatever its name. */
  stableKey: string;
  /** As written: what it leads to is looked up when a run starts. Where that is nothing, the step fails when it is reached. */
  action: PartReference;
  inputs: { key: string; value: CompiledValue }[];
  /** Keys of the inputs in which what is written is a secret. */
  secretInputs: readonly string[];
  /** Its nested steps run once per iteration. */
  isLoop: boolean;
  errorHandler: CompiledErrorHandler;
  /** It, or what it is nested in, is switched off: it is passed over. */
  isDisabled: boolean;
  /** In order of evaluation; empty for a step that does not branch. */
  branches: { name: string; steps: CompiledStep[] }[];
  /** The nested steps of a loop; empty otherwise. */
  steps: CompiledStep[];
};

/** What starts a flow; its branches hold steps that run before those of the flow. */
export type CompiledTrigger = {
  name: string;
  key: string;
  /** As written, like the action of a step. */
  trigger: PartReference;
  inputs: { key: string; value: CompiledValue }[];
  secretInputs: readonly string[];
  lifecycleEvent: Trigger['lifecycleEvent'];
  /** Whether its component has functions to be called on these events. */
  hasFunctionsOn: { deploy: boolean; remove: boolean };
  /** It looks for what is new itself, and remembers how far it has come. */
  isPolling: boolean;
  branches: { name: string; steps: CompiledStep[] }[];
};

/** A cron line with its zone, or the config variable that holds one. */
export type CompiledSchedule = (
  | { kind: 'cron'; cron: string; timeZone: string }
  | { kind: 'configVar'; key: string; timeZone: string }
) & {
  /** Whether “every 13 hours” is that, also where cron would count anew. */
  keepsDistance: boolean;
  /** How many of the firings that were missed run: the last ones. */
  catchUp: number;
  /** Over how many minutes the firings of its instances are spread. */
  spreadMinutes: number;
};

/** A flow, ready to be run. */
export type CompiledFlow = {
  name: string;
  stableKey: string;
  isSynchronous: boolean;
  endpointSecurity: 'unsecured' | 'customer_optional' | 'customer_required' | 'organization';
  organizationApiKeys: string[];
  /** Origins whose pages may call it from a browser; `*` for all. */
  allowedOrigins: string[];
  /** What must hold of a call, or no run is made for it. */
  acceptsWhen: { path: string[]; operator: string; value: string }[];
  /** Of which runs the call and the results are kept; an instance may say otherwise. */
  keepData: 'always' | 'on_failure' | 'never';
  /** A run that has failed for good is set aside instead of ended. */
  pausesWhenFailed: boolean;
  trigger: CompiledTrigger;
  schedule: CompiledSchedule | undefined;
  steps: CompiledStep[];
  /** Of what its trigger finds each run is given a part where it `isOn`; at once only so many run. */
  batches: { isOn: boolean; size: number; limit: number | undefined };
  /** Whether the initial sync of its trigger runs when an instance is first deployed. */
  syncsOnDeploy: boolean;
  /** What agents may call it with. */
  schemas: Record<string, unknown> | undefined;
  retry:
    | {
        maxAttempts: number;
        delayMinutes: number;
        usesExponentialBackoff: boolean;
        uniqueRequestIdField: string[] | undefined;
      }
    | undefined;
  queue: {
    usesFifoQueue: boolean;
    concurrencyLimit: number | undefined;
    singletonExecutions: boolean;
    dedupeIdField: string[] | undefined;
  };
};

/** What is asked of whoever deploys; its `key` is what people read. */
export type CompiledConfigVariable = {
  key: string;
  stableKey: string;
  dataType: string;
  collectionType: 'valuelist' | 'keyvaluelist' | undefined;
  description: string;
  defaultValue: string | undefined;
  pickList: string[];
  orgOnly: boolean;
  /** Whether a value must be there before the instance can run. */
  required: boolean;
  /** It is asked of each person alone; whether that answer must be there before a run can be for them. */
  ofUsers: { required: boolean } | undefined;
  connection: { componentKey: string; connectionKey: string } | undefined;
  /** Inputs of a connection or data source, by key. */
  inputs: { key: string; value: CompiledValue }[];
  scheduleTimeZone: string | undefined;
  /** The stable key of the connection that integrations share, where it is one. */
  sharedKey: string | undefined;
  /** The whole element as written. */
  declaration: Record<string, unknown>;
};

/** What the engine runs: made once per version, shared by all its instances, never changed. */
export type CompiledIntegration = {
  name: string;
  externalVersion: string;
  endpointType: 'flow_specific' | 'instance_specific' | 'shared_instance';
  preprocessFlowName: string | undefined;
  /** Paths below the trigger payload (`body`, `data`, `flow`), for the endpoint types that route by content. */
  flowNameField: string[] | undefined;
  externalCustomerIdField: string[] | undefined;
  /** Whose values a run has; nothing where no page is for each user to fill in. */
  externalCustomerUserIdField: string[] | undefined;
  flows: CompiledFlow[];
  configVars: CompiledConfigVariable[];
};
