import type { Component, DataSource, InputDeclaration } from '../component.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';

const json = (key: string, label: string, comments: string, written: string): InputDeclaration => ({
  ...{ key, label, comments, type: 'code', language: 'json', default: written, example: written },
});

const jsonSchema: InputDeclaration = {
  ...json(
    'jsonSchema',
    'JSON schema',
    'What is asked for, as JSON Schema.',
    '{"type": "object", "properties": {"name": {"type": "string"}}}',
  ),
  required: true,
};

const uiSchema: InputDeclaration = {
  ...json(
    'uiSchema',
    'UI schema',
    'How it is laid out, as JSON Forms has it.',
    '{"type": "VerticalLayout", "elements": [{"type": "Control", "scope": "#/properties/name"}]}',
  ),
  required: true,
};

const defaultData = json('defaultData', 'Default data', 'What the form holds at first.', '{}');

const jsonForm: DataSource = {
  key: 'jsonForm',
  display: {
    label: 'Generic JSON form',
    description: 'A form from a schema and a layout that are written here.',
  },
  inputs: [jsonSchema, uiSchema, defaultData],
  dataSourceType: 'jsonForm',
  perform: async (_context, params) => ({
    result: {
      schema: read.object(params, jsonSchema),
      uiSchema: read.object(params, uiSchema),
      data: read.object(params, defaultData),
    },
  }),
};

export const jsonforms: Component = {
  key: 'jsonforms',
  public: true,
  display: {
    label: 'JSON Forms',
    description: 'Asks for settings with a form of your own.',
    category: 'Data',
  },
  actions: {},
  triggers: {},
  dataSources: byKey([jsonForm]),
  connections: [],
};
