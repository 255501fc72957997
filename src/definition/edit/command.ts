import * as v from 'valibot';
import { comparisonSchema, flowSchema, queueConfigSchema, retryConfigSchema } from '../document/schema.ts';
import { configPageSchema, configVarSchema } from '../document/schema-config-var.ts';
import { inputSchema } from '../document/schema-input.ts';
import { actionSchema, errorConfigSchema, scheduleSchema, stepSchema } from '../document/schema-step.ts';

const key = v.pipe(v.string(), v.minLength(1));
const name = v.pipe(v.string(), v.regex(/\S/, 'must not be empty'), v.maxLength(200));
const position = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where a step is put: behind another one, or first in a branch (by its name) or in the loop of one. */
const placeSchema = v.union([
  v.strictObject({ after: key }),
  v.strictObject({ firstIn: key, branch: v.exactOptional(v.string()) }),
]);
export type Place = v.InferOutput<typeof placeSchema>;

const detailsSchema = v.strictObject({
  name: v.exactOptional(v.string()),
  description: v.exactOptional(v.string()),
  category: v.exactOptional(v.string()),
  documentation: v.exactOptional(v.string()),
  labels: v.exactOptional(v.array(v.string())),
});
export type Details = v.InferOutput<typeof detailsSchema>;

/** What callers can send in a header, without a space in it. */
export const SENDABLE = /^[\x21-\x7e]{1,200}$/;

const flowDetailsSchema = v.strictObject({
  description: v.exactOptional(v.nullable(v.string())),
  isSynchronous: v.exactOptional(v.boolean()),
  endpointSecurityType: v.exactOptional(
    v.picklist(['unsecured', 'customer_optional', 'customer_required', 'organization']),
  ),
  retryConfig: v.exactOptional(v.nullable(retryConfigSchema)),
  queueConfig: v.exactOptional(v.nullable(queueConfigSchema)),
  keepData: v.exactOptional(v.picklist(['always', 'on_failure', 'never'])),
  whenFailed: v.exactOptional(v.picklist(['fail', 'pause'])),
  organizationApiKeys: v.exactOptional(
    v.array(
      v.pipe(v.string(), v.regex(SENDABLE, 'must be letters, digits and signs that a header can carry')),
    ),
  ),
  allowedOrigins: v.exactOptional(v.array(v.string())),
  acceptsWhen: v.exactOptional(v.array(comparisonSchema)),
});

/** What a definition can name of a component. */
const partSchema = v.strictObject({
  kind: v.picklist(['action', 'trigger', 'dataSource', 'connection']),
  component: key,
  key,
});
export type Part = v.InferOutput<typeof partSchema>;

const one = <const Kind extends string, Entries extends v.ObjectEntries>(kind: Kind, entries: Entries) =>
  v.strictObject({ kind: v.literal(kind), ...entries });

/**
 * What can be done to a draft, one by one. Flows and steps go by their `stableKey`, so that they are found after others
 * were put before them; one that a file gave none goes by its name (a flow) or by its reference key (a step).
 */
export const commandSchema = v.variant('kind', [
  one('change-details', { details: detailsSchema }),
  one('add-steps', { flow: key, place: placeSchema, steps: v.pipe(v.array(stepSchema), v.minLength(1)) }),
  one('move-step', { flow: key, step: key, place: placeSchema }),
  one('rename-step', { flow: key, step: key, name }),
  one('remove-step', { flow: key, step: key }),
  one('disable-step', { flow: key, step: key }),
  one('enable-step', { flow: key, step: key }),
  one('set-branches', {
    flow: key,
    step: key,
    branches: v.array(v.strictObject({ name, was: v.exactOptional(v.string()) })),
  }),
  one('set-input', { flow: key, step: key, input: key, value: v.nullable(inputSchema) }),
  one('set-note', { flow: key, step: key, note: v.string() }),
  one('set-version', { flow: key, step: key, version: v.union([position, v.literal('LATEST')]) }),
  one('set-error-handler', { flow: key, step: key, errorConfig: v.nullable(errorConfigSchema) }),
  one('set-trigger', { flow: key, trigger: stepSchema }),
  one('set-schedule', { flow: key, schedule: v.nullable(scheduleSchema) }),
  one('add-flow', { flow: flowSchema, at: v.exactOptional(position) }),
  one('rename-flow', { flow: key, name }),
  one('move-flow', { flow: key, at: position }),
  one('change-flow', { flow: key, details: flowDetailsSchema }),
  one('remove-flow', { flow: key }),
  one('add-config-var', { configVar: configVarSchema, page: v.exactOptional(position) }),
  one('change-config-var', { configVar: configVarSchema }),
  one('rename-config-var', { configVar: key, name }),
  one('remove-config-var', { configVar: key }),
  one('set-config-pages', { pages: v.array(configPageSchema) }),
  one('replace-config-var', { configVar: key, by: key }),
  one('map-parts', {
    parts: v.pipe(v.array(v.strictObject({ ...partSchema.entries, to: actionSchema })), v.minLength(1)),
  }),
]);

/** What people and programs ask for. */
export type EditCommand = v.InferOutput<typeof commandSchema>;
/** The command of one kind. */
export type Of<Kind extends EditCommand['kind']> = Extract<EditCommand, { kind: Kind }>;
