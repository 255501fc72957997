import { own } from '../../lib/own.ts';
import type { Action, ActionContext, Params } from '../component.ts';
import { InputError, toNumber } from '../inputs.ts';
import { given, read } from '../read.ts';
import * as fields from './code-fields.ts';
import { listInput } from './fields.ts';

/** The user's text stands alone between two lines, so that comments and semicolons at its end do no harm. */
const functionOf = (name: string, code: string, label: string): string => `const ${name} =
${code}
;
if (typeof ${name} !== 'function') throw new TypeError(${JSON.stringify(`The input "${label}" is not a function.`)});
`;

const filterSource = (code: string) => `${functionOf('stepwellKeep', code, fields.filterCodeInput.label)}
const stepwellFilter = async (list, context) => {
  const kept = [];
  for (const [index, item] of list.entries()) if (await stepwellKeep(item, index, context)) kept.push(item);
  return kept;
};
`;

const mapSource = (filterCode: string, code: string) => `${filterSource(filterCode)}
${functionOf('stepwellTransform', code, fields.transformCodeInput.label)}
module.exports = async (list, context) => {
  const made = [];
  for (const [index, item] of (await stepwellFilter(list, context)).entries()) {
    made.push(await stepwellTransform(item, index, context));
  }
  return made;
};`;

const sortSource = (code: string) => `${functionOf('stepwellCompare', code, fields.sortCodeInput.label)}
module.exports = async (list) => [...list].sort(stepwellCompare);`;

async function runOnList(context: ActionContext, source: string, args: unknown[]): Promise<unknown[]> {
  const result = await context.host.runCode(source, args);
  if (Array.isArray(result)) return result;
  throw new InputError('The function replaced the module itself: write one function only.');
}

const squeezed = (code: string): string => code.replace(/\s/g, '');

/** A filter left at its default keeps everything: no child process needs to run for that. */
const keepsAll = (code: string): boolean =>
  squeezed(code) === squeezed(String(fields.filterCodeInput.default));

async function filtered(context: ActionContext, params: Params): Promise<unknown[]> {
  const list = read.list(params, listInput);
  const code = read.text(params, fields.filterCodeInput);
  if (keepsAll(code)) return list;
  return runOnList(context, `${filterSource(code)}module.exports = stepwellFilter;`, [list, null]);
}

export const filter: Action = {
  key: 'filter',
  display: { label: 'Filter', description: 'Keeps the elements for which a function returns true.' },
  inputs: [listInput, fields.filterCodeInput],
  perform: async (context, params) => ({ data: await filtered(context, params) }),
  examplePayload: { data: [{ id: 17, isOpen: true }] },
};

export const map: Action = {
  key: 'map',
  display: { label: 'Map', description: 'Makes a new list, each element by a function of the old one.' },
  inputs: [listInput, fields.transformCodeInput, fields.filterCodeInput, fields.contextInput],
  async perform(context, params) {
    const source = mapSource(
      read.text(params, fields.filterCodeInput),
      read.text(params, fields.transformCodeInput),
    );
    const args = [read.list(params, listInput), given(params, fields.contextInput) ?? null];
    return { data: await runOnList(context, source, args) };
  },
  examplePayload: { data: [{ id: '17' }, { id: '18' }] },
};

export const sort: Action = {
  key: 'sort',
  display: { label: 'Sort', description: 'Sorts the elements by a comparison function.' },
  inputs: [listInput, fields.sortCodeInput],
  async perform(context, params) {
    const source = sortSource(read.text(params, fields.sortCodeInput));
    return { data: await runOnList(context, source, [read.list(params, listInput)]) };
  },
  examplePayload: { data: [1, 2, 3] },
};

function median(sorted: number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

const sum = (list: number[]): number => list.reduce((total, value) => total + value, 0);

/** Of an empty list, what has no value there is null. */
const aggregates: Record<string, (list: number[]) => number | null> = {
  AVERAGE: (list) => (list.length === 0 ? null : sum(list) / list.length),
  MAX: (list) => (list.length === 0 ? null : list.reduce((left, right) => Math.max(left, right))),
  MEDIAN: (list) => (list.length === 0 ? null : median(list.toSorted((left, right) => left - right))),
  MIN: (list) => (list.length === 0 ? null : list.reduce((left, right) => Math.min(left, right))),
  PRODUCT: (list) => list.reduce((total, value) => total * value, 1),
  SUM: sum,
};

export const aggregate: Action = {
  key: 'aggregate',
  display: { label: 'Aggregate', description: 'Computes one number of the elements that a function keeps.' },
  inputs: [listInput, fields.aggregateFunctionInput, fields.filterCodeInput],
  async perform(context, params) {
    const name = read.text(params, fields.aggregateFunctionInput).trim().toUpperCase();
    const compute = own(aggregates, name);
    if (compute === undefined && name !== 'COUNT') {
      throw new InputError(
        `The input "${fields.aggregateFunctionInput.label}" is "${name}", which is not known.`,
      );
    }
    const list = await filtered(context, params);
    if (compute === undefined) return { data: list.length };
    return { data: compute(list.map((item) => toNumber(item, listInput.label))) };
  },
  examplePayload: { data: 117 },
};
