import * as v from 'valibot';
import { isRecord } from '../../lib/records.ts';
import { explainIssue } from './explain.ts';
import { formatPath, type Problem } from './problem.ts';
import { configPageSchema, configVarSchema } from './schema-config-var.ts';
import { inputSchema } from './schema-input.ts';
import { componentSchema, stepSchema } from './schema-step.ts';

export type { ConfigPage, ConfigVar } from './schema-config-var.ts';
export type { ComplexItem, StepInput } from './schema-input.ts';
export type {
  ActionReference,
  Branch,
  ComponentReference,
  ErrorConfig,
  Schedule,
  Step,
} from './schema-step.ts';

/** The version of the format that this product reads and writes. */
export const DEFINITION_VERSION = 7;

/**
 * An integration as it is stored, shown, exported and imported (`views/help/definition-format.md`); unknown fields
 * are kept.
 */
export type Definition = v.InferOutput<typeof definitionSchema>;
/** A trigger and the steps after it. */
export type Flow = v.InferOutput<typeof flowSchema>;
/** Where in a payload a value is found that decides something: which flow, which customer, whether it came before. */
export type FieldReference = v.InferOutput<typeof fieldSchema>;

/** Where a value is found in a payload: an input of type reference, or the bare path as text. */
const fieldSchema = v.lazy((field) => (typeof field === 'string' ? v.string() : inputSchema));

/** Reads how failed runs of a flow are tried again. */
export const retryConfigSchema = v.looseObject({
  maxAttempts: v.nullish(v.number()),
  delayMinutes: v.nullish(v.number()),
  usesExponentialBackoff: v.nullish(v.boolean()),
  uniqueRequestIdField: v.nullish(fieldSchema),
});

/** Reads how runs of a flow wait for each other. */
export const queueConfigSchema = v.looseObject({
  usesFifoQueue: v.nullish(v.boolean()),
  concurrencyLimit: v.nullish(v.number()),
  singletonExecutions: v.nullish(v.boolean()),
  dedupeIdField: v.nullish(fieldSchema),
});

const triggerResolverSchema = v.looseObject({
  enabled: v.nullish(v.boolean()),
  batchSize: v.nullish(v.number()),
  concurrentBatchLimit: v.nullish(v.number()),
  runInitialSyncOnDeploy: v.nullish(v.boolean()),
});

/** A field of ours: what must hold of a call, such as `body.data.type`, for its flow to run. */
export const comparisonSchema = v.looseObject({
  field: v.pipe(v.string(), v.minLength(1)),
  operator: v.string(),
  value: v.nullish(v.string()),
});
/** One of the comparisons that a call must hold. */
export type Comparison = v.InferOutput<typeof comparisonSchema>;
/** Fields of ours. */
const keptDataSchema = v.picklist(['always', 'on_failure', 'never']);
const whenFailedSchema = v.picklist(['fail', 'pause']);

/** Reads a `Flow`. */
export const flowSchema = v.looseObject({
  name: v.string(),
  steps: v.array(stepSchema),
  description: v.nullish(v.string()),
  stableKey: v.nullish(v.string()),
  isSynchronous: v.nullish(v.boolean()),
  isAgentFlow: v.nullish(v.boolean()),
  endpointSecurityType: v.nullish(
    v.picklist(['unsecured', 'customer_optional', 'customer_required', 'organization']),
  ),
  organizationApiKeys: v.nullish(v.array(v.string())),
  allowedOrigins: v.nullish(v.array(v.string())),
  acceptsWhen: v.nullish(v.array(comparisonSchema)),
  /** Of which runs the call and the results are kept. */
  keepData: v.nullish(keptDataSchema),
  /** What becomes of a run that has failed for good: set aside, it goes on with the failed step once it is resumed. */
  whenFailed: v.nullish(whenFailedSchema),
  retryConfig: v.nullish(retryConfigSchema),
  queueConfig: v.nullish(queueConfigSchema),
  triggerResolver: v.nullish(triggerResolverSchema),
  schemas: v.nullish(v.looseObject({})),
  supplementalComponents: v.nullish(v.array(componentSchema)),
});

const definitionSchema = v.looseObject({
  name: v.string(),
  flows: v.array(flowSchema),
  definitionVersion: v.nullish(v.number()),
  isCodeNative: v.nullish(v.boolean()),
  description: v.nullish(v.string()),
  category: v.nullish(v.string()),
  documentation: v.nullish(v.string()),
  version: v.nullish(v.union([v.string(), v.number()])),
  labels: v.nullish(v.array(v.string())),
  defaultInstanceProfile: v.nullish(v.string()),
  endpointType: v.nullish(v.picklist(['flow_specific', 'instance_specific', 'shared_instance'])),
  preprocessFlowName: v.nullish(v.string()),
  flowNameField: v.nullish(fieldSchema),
  externalCustomerIdField: v.nullish(fieldSchema),
  externalCustomerUserIdField: v.nullish(fieldSchema),
  requiredConfigVars: v.nullish(v.array(configVarSchema)),
  configPages: v.nullish(v.array(configPageSchema)),
});

/**
 * Whether a plain value is a definition; where it is not, `problems` gets one entry per fault, with its path.
 * The value itself is used afterwards, not valibot's copy, which leaves some unknown keys out.
 */
export function isDefinition(value: unknown, problems: Problem[]): value is Definition {
  if (!isRecord(value)) {
    const message =
      'A definition is a mapping of fields, with a name and flows at least; this is something else.';
    problems.push({ severity: 'error', path: '', message });
    return false;
  }
  const result = v.safeParse(definitionSchema, value);
  for (const issue of result.issues ?? []) {
    const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
    problems.push({ severity: 'error', path: formatPath(path), message: explainIssue(issue, path) });
  }
  return result.success;
}
