import type { OutputUnit, Schema, SchemaDraft } from '@cfworker/json-schema';
import type { Action, ActionContext, InputDeclaration } from '../component.ts';
import { InputError, isUnset, parseJson } from '../conversions.ts';
import { given, read } from '../read.ts';
import { isRecord } from '../records.ts';
import { validatorSource } from './validator-source.ts';

const jsonInput: InputDeclaration = {
  key: 'jsonInput',
  label: 'JSON object',
  type: 'code',
  language: 'json',
  comments: 'What to check: a reference, or JSON.',
  example: '{"name": "Acme"}',
  default: '',
  required: true,
};

const jsonSchema: InputDeclaration = {
  key: 'jsonSchema',
  label: 'JSON schema',
  type: 'code',
  language: 'json',
  comments: 'What it must be like. Without "$schema" it is read as draft 7.',
  example: '{"type": "object", "required": ["name"]}',
  default: '',
  required: true,
};

/** On the wrong data these can keep the server busy: patterns by backtracking, uniqueness by comparing all with all. */
const COSTLY = /"(?:pattern|patternProperties|format|uniqueItems)":/;

const WRAPPERS = new Set(['properties', 'additionalProperties', 'items', 'prefixItems', '$ref', 'allOf']);

const MAX_ERRORS = 20;

function draftOf(schema: Record<string, unknown>): SchemaDraft {
  const declared = typeof schema.$schema === 'string' ? schema.$schema : '';
  if (declared.includes('2020-12')) return '2020-12';
  if (declared.includes('2019-09')) return '2019-09';
  return declared.includes('draft-04') ? '4' : '7';
}

const isOutputUnit = (value: unknown): value is OutputUnit =>
  isRecord(value) && typeof value.error === 'string' && typeof value.instanceLocation === 'string';

async function errorsOf(context: ActionContext, schema: Schema, value: unknown): Promise<OutputUnit[]> {
  const draft = draftOf(schema);
  if (!COSTLY.test(JSON.stringify(schema))) {
    // Evaluated with the first schema: a start reads none.
    const { Validator } = await import('@cfworker/json-schema');
    return new Validator(schema, draft, false).validate(value).errors;
  }
  const errors = await context.host.runCode(validatorSource(), [schema, draft, value]);
  return Array.isArray(errors) ? errors.filter(isOutputUnit) : [];
}

/** An error inside an object is also reported for every object around it; only the innermost says something. */
function explain(errors: OutputUnit[]): string {
  const innermost = errors.filter((error) => !WRAPPERS.has(error.keyword));
  const lines = (innermost.length > 0 ? innermost : errors).map(
    ({ instanceLocation, error }) => `${instanceLocation.replace(/^#/, '') || '(top)'}: ${error}`,
  );
  const rest = lines.length > MAX_ERRORS ? [`… and ${lines.length - MAX_ERRORS} more`] : [];
  return [...lines.slice(0, MAX_ERRORS), ...rest].join('\n');
}

export const validateJsonSchema: Action = {
  key: 'validateJsonSchema',
  display: {
    label: 'Validate JSON schema',
    description:
      'Fails, naming what is wrong, unless the JSON is as a schema describes it; answers the JSON.',
  },
  inputs: [jsonInput, jsonSchema],
  async perform(context, params) {
    const schema = read.object(params, jsonSchema);
    const text = given(params, jsonInput);
    if (isUnset(text))
      throw new InputError(`The input "${jsonInput.label}" is empty: reference what to check.`);
    const value = typeof text === 'string' ? parseJson(text, jsonInput.label) : text;
    const errors = await errorsOf(context, schema, value);
    if (errors.length > 0) throw new InputError(`The JSON does not fit the schema:\n${explain(errors)}`);
    return { data: value };
  },
  examplePayload: { data: { name: 'Acme' } },
};
