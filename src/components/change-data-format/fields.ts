import type { Input } from '../component.ts';

/** What to convert, of a format that the label names. */
export const dataField = (format: string, example: string): Input => ({
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: `${format}, written here or referenced.`,
  example,
  default: '',
  required: true,
});

export const valueField = (kind: string, example: string): Input => ({
  key: 'value',
  label: 'Value',
  type: 'data',
  comments: `The value to turn into ${kind}.`,
  example,
  default: '',
  required: true,
});

export const csvHeader: Input = {
  key: 'csvHeader',
  label: 'CSV header',
  type: 'boolean',
  comments: 'Whether the first line names the columns. Without one, each row becomes a list.',
  default: 'true',
};

export const unflattenKeys: Input = {
  key: 'unflattenKeys',
  label: 'Unflatten CSV keys',
  type: 'boolean',
  comments: 'Make objects of columns with two underscores in the name: person__first becomes person.first.',
  default: 'false',
};

export const numbersAsStrings: Input = {
  key: 'numbersAsStrings',
  label: 'Keep numbers as text',
  type: 'boolean',
  comments: 'Leave what looks like a number as it is written.',
  default: 'false',
};
