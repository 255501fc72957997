import type { Component, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import * as compute from './compute.ts';
import * as fields from './fields.ts';
import { decodeHtml, encodeHtml } from './html.ts';
import { match } from './match.ts';

const ofText = (change: (text: string) => unknown) => (params: Params) =>
  change(read.text(params, fields.text));

const { text } = fields;

const rows: Computed[] = [
  [
    'decodeBase64',
    'Decode base64',
    'Turns base64 back into text.',
    [fields.base64Text],
    'Hello',
    compute.decodeBase64,
  ],
  [
    'encodeBase64',
    'Encode base64',
    'Turns text or binary data into base64.',
    [fields.textOrFile],
    'SGVsbG8=',
    compute.encodeBase64,
  ],
  [
    'slice',
    'Extract substring',
    'Takes a part of the text by position.',
    [text, fields.sliceStart, fields.sliceStop],
    'Hello',
    compute.slice,
  ],
  [
    'replace',
    'Find and replace',
    'Replaces a text wherever it stands.',
    [text, fields.find, fields.replaceBy],
    'Hello, Acme',
    compute.replace,
  ],
  [
    'replaceMultipleSubstring',
    'Find and replace several',
    'Replaces several texts, one after another.',
    [text, fields.replacements],
    'Hello, Acme',
    compute.replaceSeveral,
  ],
  [
    'htmlDecode',
    'Decode HTML',
    'Turns &amp; and its like into characters.',
    [text],
    '<b>',
    ofText(decodeHtml),
  ],
  ['htmlEncode', 'Encode HTML', 'Makes text safe to stand in HTML.', [text], '&lt;b&gt;', ofText(encodeHtml)],
  [
    'join',
    'Join',
    'Puts strings together with a separator between them.',
    [fields.strings, fields.separator],
    'gh-17',
    compute.join,
  ],
  [
    'joinLines',
    'Join lines',
    'Puts strings together as lines.',
    [fields.strings, fields.newlineType, fields.numberOfNewlines],
    'first\nsecond',
    compute.joinLines,
  ],
  [
    'lowerCase',
    'Lower case',
    'Turns all letters into small ones.',
    [text],
    'hello, world',
    ofText((value) => value.toLowerCase()),
  ],
  [
    'trim',
    'Remove whitespace',
    'Takes white space off both ends.',
    [text],
    'Hello',
    ofText((value) => value.trim()),
  ],
  [
    'splitLines',
    'Split lines',
    'Turns text into the list of its lines, whether they end as on Unix, Windows or old Macs (elsewhere as on Unix alone).',
    [text, fields.filterBlankLines],
    ['first', 'second'],
    compute.splitLines,
  ],
  [
    'split',
    'Split string',
    'Turns text into the list of its parts between separators.',
    [text, fields.separator],
    ['acme', 'orders'],
    compute.split,
  ],
  [
    'stringLength',
    'String length',
    'Counts the characters, as JavaScript does.',
    [text],
    12,
    ofText((value) => value.length),
  ],
  [
    'upperCase',
    'Upper case',
    'Turns all letters into capitals.',
    [text],
    'HELLO, WORLD',
    ofText((value) => value.toUpperCase()),
  ],
];

export const textManipulation: Component = {
  key: 'text-manipulation',
  public: true,
  display: { label: 'Text manipulation', description: 'Works on text and lists of text.', category: 'Data' },
  actions: byKey([...computedActions(rows, 'text-manipulation'), match]),
  triggers: {},
  dataSources: {},
  connections: [],
};
