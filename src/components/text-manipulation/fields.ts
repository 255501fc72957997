import type { InputDeclaration } from '../component.ts';

const rowsField = (key: string, label: string, comments: string, example: string): InputDeclaration => ({
  key,
  label,
  type: 'string',
  comments,
  example,
});

const textField = (key: string, label: string, comments: string, example: string): InputDeclaration => ({
  ...rowsField(key, label, comments, example),
  default: '',
});

export const text: InputDeclaration = {
  ...textField('text', 'Text', 'The text to work on.', 'Hello, world'),
  required: true,
};

export const separator = textField(
  'separator',
  'Separator',
  'What stands between the parts; may be empty.',
  ',',
);

export const strings: InputDeclaration = {
  ...rowsField('strings', 'Strings', 'The parts, in order.', 'Hello'),
  collection: 'valuelist',
  required: true,
};

export const newlineType: InputDeclaration = {
  ...textField('newlineType', 'Kind of newline', 'What ends a line.', '\n'),
  default: '\n',
  model: [
    { label: 'Line feed (Linux, macOS)', value: '\n' },
    { label: 'Carriage return and line feed (Windows)', value: '\r\n' },
    { label: 'Carriage return', value: '\r' },
  ],
};

export const numberOfNewlines: InputDeclaration = {
  ...textField('numberOfNewlines', 'Number of newlines', 'How many stand between two lines.', '1'),
  default: '1',
};

export const find: InputDeclaration = {
  ...textField('find', 'Find', 'The text to replace, wherever it stands. It is not a pattern.', 'world'),
  required: true,
};

export const replaceBy = textField('replace', 'Replace with', 'What takes its place; may be empty.', 'Acme');

export const replacements: InputDeclaration = {
  ...rowsField(
    'replaceWith',
    'Replacements',
    'Texts to find and what takes their places, in this order.',
    'world: Acme',
  ),
  collection: 'keyvaluelist',
  keyLabel: 'Find',
  required: true,
};

export const sliceStart = textField(
  'sliceStart',
  'Start',
  'Index of the first character; below zero it counts from the end. Empty: from the beginning.',
  '0',
);

export const sliceStop = textField(
  'sliceStop',
  'Stop',
  'Index of the first character left out; below zero it counts from the end. Empty: up to the end.',
  '5',
);

export const filterBlankLines: InputDeclaration = {
  key: 'filterBlankLines',
  label: 'Leave out blank lines',
  type: 'boolean',
  comments: 'Drop lines that hold nothing but white space.',
  default: 'true',
};

export const regex: InputDeclaration = {
  ...textField(
    'regex',
    'Regular expression',
    'A JavaScript pattern, without slashes around it.',
    '(\\d+)-(\\d+)',
  ),
  required: true,
};

export const regexFlags: InputDeclaration = {
  ...textField(
    'regexFlags',
    'Flags',
    'With g all matches are answered, without it the first one and its groups.',
    'gi',
  ),
  default: 'g',
};

export const base64Text: InputDeclaration = {
  ...textField('base64Text', 'Base64 text', 'The text to decode.', 'SGVsbG8='),
  required: true,
};

export const textOrFile: InputDeclaration = {
  key: 'textOrFile',
  label: 'Text or file',
  type: 'data',
  comments: 'Text, or a reference to binary data.',
  example: 'Hello',
  default: '',
  required: true,
};
