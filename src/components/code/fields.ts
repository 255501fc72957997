import type { InputDeclaration, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';

/** The input that holds the code. @param comments what its function is called with, and what it answers */
export const codeField = (comments: string, sample: string): InputDeclaration => ({
  key: 'code',
  label: 'Code',
  type: 'code',
  language: 'javascript',
  comments: `${comments} It may call whom steps may call, and require the modules of Node that need no files, and packages: lodash, date-fns, dayjs, uuid, and what is uploaded under Components › Packages.`,
  example: sample,
  default: sample,
  required: true,
});

/** @throws InputError where there is none */
export function codeIn(params: Params, input: InputDeclaration): string {
  const code = read.text(params, input);
  if (code.trim() === '') throw new InputError(`The input "${input.label}" is empty: write a function.`);
  return code;
}
