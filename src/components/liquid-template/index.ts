import { messageOf } from '../../lib/errors.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, parseIfJson, refuse, toPairs } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey, fromPairs, isRecord } from '../records.ts';
import { refuseLength } from '../size.ts';

const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'code',
  language: 'json',
  comments: 'An object, referenced or written as JSON. The template knows its keys by their names.',
  example: '{"name": "Acme"}',
  default: '{}',
  required: true,
};

const liquidTemplate: InputDeclaration = {
  key: 'liquidTemplate',
  label: 'Liquid template',
  type: 'code',
  language: 'html',
  comments:
    'Text with {{ placeholders }} and {% tags %}, as Liquid has them. It can include no other templates.',
  example: 'Hello {{ name }}',
  default: '',
  required: true,
};

/** Milliseconds, and values and characters that a template may make: one that repeats itself without end is stopped. */
const LIMITS = { parseLimit: 4_000_000, renderLimit: 20_000, memoryLimit: 64_000_000 };

function readData(params: Params): Record<string, unknown> {
  const value = parseIfJson(given(params, data));
  if (isRecord(value)) return value;
  return Array.isArray(value)
    ? fromPairs(toPairs(value, data.label))
    : refuse(value, data.label, 'an object: reference one or write JSON like {"a": 1}');
}

async function transform(params: Params): Promise<string> {
  const values = readData(params);
  const { Liquid } = await import('liquidjs');
  // In the place of files: templates are text that a person wrote, and nothing of the server is for them.
  const engine = new Liquid({ ...LIMITS, ownPropertyOnly: true, strictFilters: true, templates: {} });
  const text: unknown = await engine
    .parseAndRender(read.text(params, liquidTemplate), values)
    .catch((error: unknown) => {
      throw new InputError(`The input "${liquidTemplate.label}" cannot be filled in: ${messageOf(error)}`);
    });
  const filled = String(text);
  refuseLength(filled.length);
  return filled;
}

const rows: Computed[] = [
  ['transform', 'Transform', 'Fills in a Liquid template.', [data, liquidTemplate], 'Hello Acme', transform],
];

export const liquidTemplates: Component = {
  key: 'liquid-template',
  public: true,
  display: {
    label: 'Liquid template',
    description: 'Makes text of data by a Liquid template.',
    category: 'Data',
  },
  // In a thread, always: a short template can repeat itself for long.
  actions: byKey(computedActions(rows, 'liquid-template', 0)),
  triggers: {},
  dataSources: {},
  connections: [],
};
