import type { Component } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { jsonText, parseJson } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';
import { dataField } from './fields.ts';
import { readFormData, writeFormData } from './form-data.ts';
import { data, formats, readBinary } from './formats.ts';
import { valueConversions } from './values.ts';

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const SAMPLE = { customer: { name: 'Acme', id: 17 } };

const conversions: Computed[] = formats.flatMap((from) =>
  formats.flatMap(({ name, label, write }): Computed[] =>
    write === undefined || name === from.name
      ? []
      : [
          [
            `${from.name}To${capital(name)}`,
            `${from.label} to ${label}`,
            `Turns ${from.label} into ${label}.`,
            from.inputs,
            () => write(SAMPLE),
            (params) => write(from.read(params)),
          ],
        ],
  ),
);

const deserializations: Computed[] = formats.map((from) => [
  `deserializeFrom${capital(from.name)}`,
  `Deserialize ${from.label}`,
  `Reads ${from.label} so that later steps can refer to its parts.`,
  from.inputs,
  SAMPLE,
  from.read,
]);

const jsonl = dataField('One JSON value on each line', '{"id": 17}');
const jsonlList = dataField('A list', '[{"id": 17}]');

const parseLines = (text: string): unknown[] =>
  text
    .split('\n')
    .map((line, index) => ({ line, label: `${jsonl.label}, line ${index + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, label }) => parseJson(line, label));

const formData = dataField('A form as sent by a browser: text, or the body of a request', 'name=Acme&id=17');
const formFields = dataField('An object', '{"name": "Acme"}');

const others: Computed[] = [
  [
    'deserializeJsonl',
    'Deserialize JSON lines',
    'Reads text with one JSON value on each line as a list.',
    [jsonl],
    [{ id: 17 }],
    (params) => parseLines(read.text(params, jsonl)),
  ],
  [
    'serializeJsonl',
    'Serialize JSON lines',
    'Writes each element of a list as JSON on its own line.',
    [jsonlList],
    '{"id":17}\n{"id":18}',
    (params) =>
      read
        .list(params, jsonlList)
        .map((item) => jsonText(item, jsonlList.label))
        .join('\n'),
  ],
  [
    'deserializeFormData',
    'Deserialize form data',
    'Reads the fields of a form, URL-encoded or multipart.',
    [formData],
    { name: 'Acme', id: '17' },
    (params) => readFormData(given(params, formData), formData.label),
  ],
  [
    'serializeFormData',
    'Serialize form data',
    'Writes an object as a URL-encoded form.',
    [formFields],
    'name=Acme&id=17',
    (params) => writeFormData(given(params, formFields), formFields.label),
  ],
  [
    'prettyPrint',
    'Pretty print',
    'Writes a value as JSON with line breaks and indents.',
    [data],
    '{\n  "name": "Acme"\n}',
    (params) => jsonText(readBinary(params), data.label, 2),
  ],
];

export const changeDataFormat: Component = {
  key: 'change-data-format',
  public: true,
  display: {
    label: 'Change data format',
    description: 'Reads and writes JSON, XML, CSV, YAML and form data.',
    category: 'Data',
  },
  actions: byKey(
    computedActions(
      [...valueConversions, ...conversions, ...deserializations, ...others],
      'change-data-format',
    ),
  ),
  triggers: {},
  dataSources: {},
  connections: [],
};
