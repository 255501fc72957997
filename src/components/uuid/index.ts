import { randomUUID } from 'node:crypto';
import type { Action, Component, InputDeclaration } from '../component.ts';
import { refuse } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';

const letterCase: InputDeclaration = {
  key: 'case',
  label: 'Lower or upper case',
  type: 'string',
  comments: 'Which letters the UUID is written with.',
  default: 'lower',
  model: [
    { label: 'Lower case', value: 'lower' },
    { label: 'Upper case', value: 'upper' },
  ],
};

const removeDashes: InputDeclaration = {
  key: 'removeDashes',
  label: 'Remove dashes',
  type: 'boolean',
  comments: 'Write the 32 digits alone.',
  default: 'false',
};

const generateUuid: Action = {
  key: 'generateUuid',
  display: { label: 'Generate UUID', description: 'Makes a random UUID (version 4).' },
  inputs: [letterCase, removeDashes],
  perform(_context, params) {
    const wanted = read.text(params, letterCase).trim().toLowerCase();
    if (wanted !== 'lower' && wanted !== 'upper') refuse(wanted, letterCase.label, 'lower or upper');
    const made = read.boolean(params, removeDashes) ? randomUUID().replaceAll('-', '') : randomUUID();
    return { data: wanted === 'upper' ? made.toUpperCase() : made };
  },
  examplePayload: { data: '0b0a1c5e-3f52-4c0e-9d3b-5a1f8e7d6c42' },
};

const NIL = '00000000-0000-0000-0000-000000000000';

const emptyUuid: Action = {
  key: 'emptyUuid',
  display: { label: 'Nil UUID', description: 'Answers the UUID that is all zeros.' },
  inputs: [],
  perform: () => ({ data: NIL }),
  examplePayload: { data: NIL },
};

export const uuid: Component = {
  key: 'uuid',
  public: true,
  display: { label: 'UUID', description: 'Makes UUIDs, which are GUIDs as well.', category: 'Data' },
  actions: byKey([generateUuid, emptyUuid]),
  triggers: {},
  dataSources: {},
  connections: [],
};
