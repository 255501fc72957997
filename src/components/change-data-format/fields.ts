import type { InputDeclaration } from '../component.ts';

/** What to convert, of a format that the label names. */
export const dataField = (format: string, example: string): InputDeclaration => ({
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: `${format}, written here or referenced.`,
  example,
  default: '',
  required: true,
});

export const valueField = (kind: string, example: string): InputDeclaration => ({
  key: 'value',
  label: 'Value',
  type: 'data',
  comments: `The value to turn into ${kind}.`,
  example,
  default: '',
  required: true,
});

export const csvHeader: InputDeclaration = {
  key: 'csvHeader',
  label: 'CSV header',
  type: 'boolean',
  comments: 'Whether the first line names the columns. Without one, each row becomes a list.',
  default: 'true',
};

export const unflattenKeys: InputDeclaration = {
  key: 'unflattenKeys',
  label: 'Unflatten CSV keys',
  type: 'boolean',
  comments: 'Make objects of columns with two underscores in the name: person__first becomes person.first.',
  default: 'false',
};

export const numbersAsStrings: InputDeclaration = {
  key: 'numbersAsStrings',
  label: 'Keep numbers as text',
  type: 'boolean',
  comments: 'Leave what looks like a number as it is written.',
  default: 'false',
};
