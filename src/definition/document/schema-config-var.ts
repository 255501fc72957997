import * as v from 'valibot';
import { inputsSchema, scalarSchema } from './schema-input.ts';
import { actionSchema } from './schema-step.ts';

/**
 * A config variable (`views/help/definition-format.md#config-variables`): a standard one, one with a `dataSource`, a
 * `connection`, or a reference to a connection that is shared by integrations (`useScopedConfigVar`). `key` is its
 * display name.
 */
export type ConfigVar = v.InferOutput<typeof configVarSchema>;
/** A page of the configuration wizard; an element's `value` is a config variable's key, or the HTML itself. */
export type ConfigPage = v.InferOutput<typeof configPageSchema>;

/** Reads a `ConfigVar`; unknown fields are kept. */
export const configVarSchema = v.looseObject({
  key: v.pipe(v.string(), v.minLength(1)),
  dataType: v.string(),
  stableKey: v.nullish(v.string()),
  description: v.nullish(v.string()),
  orgOnly: v.nullish(v.boolean()),
  meta: v.nullish(v.looseObject({})),
  inputs: v.nullish(inputsSchema),
  /** Text in every export; JSON of a list or an object is kept as it is. */
  defaultValue: v.optional(v.unknown()),
  collectionType: v.nullish(v.picklist(['valuelist', 'keyvaluelist'])),
  pickList: v.nullish(v.array(scalarSchema)),
  scheduleType: v.nullish(v.string()),
  timeZone: v.nullish(v.string()),
  codeLanguage: v.nullish(v.string()),
  dataSource: v.nullish(actionSchema),
  connection: v.nullish(actionSchema),
  onPremiseConnectionConfig: v.nullish(v.string()),
  useScopedConfigVar: v.nullish(v.string()),
});

/** Reads a `ConfigPage`; unknown fields are kept. */
export const configPageSchema = v.looseObject({
  name: v.string(),
  tagline: v.nullish(v.string()),
  userLevelConfigured: v.nullish(v.boolean()),
  elements: v.nullish(v.array(v.looseObject({ type: v.string(), value: v.nullish(v.string()) }))),
});
