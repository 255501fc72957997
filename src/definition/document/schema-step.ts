import * as v from 'valibot';
import { inputsSchema, type StepInput } from './schema-input.ts';

/** A component by key, with a version number, `LATEST` or the hash of its content (`signature`). */
export type ComponentReference = v.InferOutput<typeof componentSchema>;
/** An action, trigger, connection or data source of a component. */
export type ActionReference = v.InferOutput<typeof actionSchema>;
/** What happens when the step fails; `delaySeconds` is the wait before the first other try. */
export type ErrorConfig = v.InferOutput<typeof errorConfigSchema>;
/** When a trigger fires: a cron line, or the config variable that holds one. */
export type Schedule = v.InferOutput<typeof scheduleSchema>;

/**
 * A step (`views/help/definition-format.md#steps`). The first of a flow is its trigger; `branches` and `steps` hold
 * nested steps.
 */
export type Step = {
  name: string;
  action: ActionReference;
  description?: string | null | undefined;
  stableKey?: string | null | undefined;
  isTrigger?: boolean | null | undefined;
  inputs?: Record<string, StepInput> | null | undefined;
  schedule?: Schedule | null | undefined;
  errorConfig?: ErrorConfig | null | undefined;
  /** A field of ours: the step, with all that is nested in it, is passed over. */
  isDisabled?: boolean | null | undefined;
  branches?: Branch[] | null | undefined;
  steps?: Step[] | null | undefined;
  [field: string]: unknown;
};
/** One way out of a step that branches, with the steps on it. */
export type Branch = { name: string; steps?: Step[] | null | undefined; [field: string]: unknown };

/** Reads a `ComponentReference`. */
export const componentSchema = v.looseObject({
  key: v.pipe(v.string(), v.minLength(1)),
  version: v.nullish(v.union([v.number(), v.string()])),
  signature: v.nullish(v.string()),
  isPublic: v.nullish(v.boolean()),
});

/** Reads an `ActionReference`. */
export const actionSchema = v.looseObject({
  key: v.pipe(v.string(), v.minLength(1)),
  component: componentSchema,
  template: v.nullish(v.string()),
});

/** Reads an `ErrorConfig`. */
export const errorConfigSchema = v.looseObject({
  errorHandlerType: v.picklist(['fail', 'ignore', 'retry']),
  maxAttempts: v.nullish(v.number()),
  delaySeconds: v.nullish(v.number()),
  usesExponentialBackoff: v.nullish(v.boolean()),
  ignoreFinalError: v.nullish(v.boolean()),
});

/** Most firings that run after they were missed, and minutes that firings are spread over. */
export const MOST_CATCH_UP = 100;
export const MOST_SPREAD = 1440;

/** Reads a `Schedule`. */
export const scheduleSchema = v.looseObject({
  type: v.picklist(['value', 'configVar']),
  value: v.nullish(v.string()),
  meta: v.nullish(
    v.looseObject({
      scheduleType: v.nullish(v.string()),
      timeZone: v.nullish(v.string()),
      // Fields of ours.
      keepsDistance: v.nullish(v.boolean()),
      catchUp: v.nullish(v.number()),
      spreadMinutes: v.nullish(v.number()),
    }),
  ),
});

const nestedStepSchema = v.lazy((): v.GenericSchema<unknown, Step> => stepSchema);

/** Reads a `Step` with all that is nested in it. */
export const stepSchema = v.looseObject({
  name: v.string(),
  action: actionSchema,
  description: v.nullish(v.string()),
  stableKey: v.nullish(v.string()),
  isTrigger: v.nullish(v.boolean()),
  inputs: v.nullish(inputsSchema),
  schedule: v.nullish(scheduleSchema),
  errorConfig: v.nullish(errorConfigSchema),
  isDisabled: v.nullish(v.boolean()),
  branches: v.nullish(
    v.array(v.looseObject({ name: v.string(), steps: v.nullish(v.array(nestedStepSchema)) })),
  ),
  steps: v.nullish(v.array(nestedStepSchema)),
});
