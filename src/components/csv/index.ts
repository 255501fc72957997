import { isSeparator, parseCsv, writeCsv } from '../change-data-format/csv.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { parseIfJson, refuse } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';

const csvData: InputDeclaration = {
  key: 'csv',
  label: 'CSV data',
  type: 'data',
  comments: 'Text or a file. A byte order mark is passed over, and a quoted field may hold line breaks.',
  example: 'id,name\n17,Acme',
  default: '',
  required: true,
};

const delimiter: InputDeclaration = {
  key: 'delimiter',
  label: 'Delimiter',
  type: 'string',
  comments: 'What stands between the fields; \\t stands for a tab.',
  example: ';',
  default: ',',
};

const ignoreHeaders: InputDeclaration = {
  key: 'ignoreHeaders',
  label: 'Ignore headers',
  type: 'boolean',
  comments: 'Leave out the first row.',
  default: 'false',
};

const inputArray: InputDeclaration = {
  key: 'inputArray',
  label: 'Input array',
  type: 'code',
  language: 'json',
  comments: 'A list of objects, referenced or written as JSON. Their keys are the columns.',
  example: '[{"id": 17, "name": "Acme"}]',
  default: '[]',
  required: true,
};

const includeHeader: InputDeclaration = {
  key: 'includeHeader',
  label: 'Include header',
  type: 'boolean',
  comments: 'Begin with a row of the columns’ names.',
  default: 'true',
};

const rows: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  collection: 'valuelist',
  comments: 'The rows, each a list of its fields.',
  example: '["17", "Acme"]',
  required: true,
};

function readDelimiter(params: Params): string {
  const text = read.text(params, delimiter).replace('\\t', '\t') || ',';
  return isSeparator(text)
    ? text
    : refuse(text, delimiter.label, 'one to ten characters without quotes and line breaks');
}

function parse(params: Params): string[][] {
  const all = parseCsv(read.text(params, csvData), csvData.label, readDelimiter(params));
  return read.boolean(params, ignoreHeaders) ? all.slice(1) : all;
}

const actions: Computed[] = [
  [
    'parse',
    'Parse',
    'Reads CSV as a list of rows, each a list of its fields.',
    [csvData, delimiter, ignoreHeaders],
    [
      ['id', 'name'],
      ['17', 'Acme'],
    ],
    parse,
  ],
  [
    'generateFromObject',
    'Generate CSV from array',
    'Writes a list of objects as CSV.',
    [inputArray, delimiter, includeHeader],
    'id,name\n17,Acme',
    (params) =>
      writeCsv(read.list(params, inputArray), inputArray.label, {
        delimiter: readDelimiter(params),
        hasHeader: read.boolean(params, includeHeader),
      }),
  ],
  [
    'generate',
    'Generate (deprecated)',
    'Writes a list of rows as CSV. Take “Generate CSV from array” instead.',
    [rows, delimiter],
    'id,name\n17,Acme',
    (params) =>
      writeCsv(
        read.list(params, rows).map((row) => parseIfJson(row)),
        rows.label,
        { delimiter: readDelimiter(params), hasHeader: false },
      ),
  ],
];

export const csv: Component = {
  key: 'csv',
  public: true,
  display: { label: 'CSV', description: 'Reads and writes tables as CSV.', category: 'Data' },
  actions: byKey(computedActions(actions, 'csv')),
  triggers: {},
  dataSources: {},
  connections: [],
};
