import { parsedOrText, type Schema } from '../../inputs/kind.ts';
import type { Question, VariableQuestion } from './questions.ts';

/** A value of a configuration as JSON Schema (2020-12) says it. */
type ValueSchema = Schema & { title: string; default?: unknown };

/** The values of a configuration, by key. */
export type ConfigurationSchema = {
  $schema: string;
  type: 'object';
  properties: Record<string, ValueSchema>;
  required: string[];
  additionalProperties: false;
};

/** What a version takes as values, in JSON Schema: each variable by its key, a connection by its fields. */
export function configurationSchema(questions: VariableQuestion[]): ConfigurationSchema {
  const needed = questions.filter(({ variable, asked }) => variable.required && asked.fallback === undefined);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(questions.map((question) => [question.variable.key, schemaOf(question)])),
    required: needed.map(({ variable }) => variable.key),
    additionalProperties: false,
  };
}

function schemaOf({ asked, connection }: VariableQuestion): ValueSchema {
  if (!connection) return fieldSchema(asked);
  const { fields, label } = connection;
  const fieldsSchema: Schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.key, fieldSchema(field)])),
    required: fields.filter(({ required }) => required).map(({ key }) => key),
  };
  const description = asked.help || label;
  return {
    title: asked.label,
    description,
    type: 'object',
    properties: { connection: POINTER, fields: fieldsSchema },
  };
}

const POINTER: Schema = {
  type: 'string',
  description: 'The id of a connection of this kind that is there; it goes without fields.',
};

function fieldSchema(question: Question): ValueSchema {
  const { kind, label, help } = question;
  return {
    title: label,
    ...(help === '' ? {} : { description: help }),
    ...defaultOf(question),
    ...kind.schema(question),
  };
}

/** Defaults are written as text; here they are of the type that the value has. */
function defaultOf(question: Question): { default?: unknown } {
  const { kind, fallback } = question;
  if (fallback === undefined || kind.isSecret) return {};
  const checked = kind.check(kind.isJson ? parsedOrText(fallback) : fallback, question);
  return checked.ok ? { default: checked.value } : {};
}
