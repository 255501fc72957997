import { own } from '../../lib/records.ts';
import { logTo } from '../code-logs.ts';
import type { Action, ActionContext, InputDeclaration, Params } from '../component.ts';
import { InputError, toNumber } from '../conversions.ts';
import { given, read } from '../read.ts';
import * as fields from './code-fields.ts';
import { listInput } from './fields.ts';

/** The user's functions cross as texts and are compiled apart, so that a mistake is told by their own lines. */
type UserFunction = { code: string; label: string };

const FUNCTION_OF = `
const functionOf = ({ code, label }) => {
  const made = stepwell.evaluate(code, console);
  if (typeof made !== 'function') throw new TypeError('The input "' + label + '" is not a function.');
  return made;
};
const filtered = async (keep, list, context) => {
  const kept = [];
  for (const [index, item] of list.entries()) if (await keep(item, index, context)) kept.push(item);
  return kept;
};
`;

const FILTER = `${FUNCTION_OF}
module.exports = async (keep, list, context) => filtered(functionOf(keep), list, context);`;

const MAP = `${FUNCTION_OF}
module.exports = async (keep, transform, list, context) => {
  const made = [];
  const change = functionOf(transform);
  for (const [index, item] of (await filtered(functionOf(keep), list, context)).entries()) {
    made.push(await change(item, index, context));
  }
  return made;
};`;

const SORT = `${FUNCTION_OF}
module.exports = async (compare, list) => [...list].sort(functionOf(compare));`;

const userFunction = (params: Params, input: InputDeclaration): UserFunction => ({
  code: read.text(params, input),
  label: input.label,
});

async function runOnList(context: ActionContext, source: string, args: unknown[]): Promise<unknown[]> {
  const result = await context.host.runCode(source, args, logTo(context.logger));
  if (Array.isArray(result)) return result;
  throw new InputError('The function replaced the module itself: write one function only.');
}

const squeezed = (code: string): string => code.replace(/\s/g, '');

/** A filter left at its default keeps everything: no child process needs to run for that. */
const keepsAll = (code: string): boolean =>
  squeezed(code) === squeezed(String(fields.filterCodeInput.default));

async function filtered(context: ActionContext, params: Params): Promise<unknown[]> {
  const list = read.list(params, listInput);
  const keep = userFunction(params, fields.filterCodeInput);
  return keepsAll(keep.code) ? list : runOnList(context, FILTER, [keep, list, null]);
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
    const args = [
      userFunction(params, fields.filterCodeInput),
      userFunction(params, fields.transformCodeInput),
      read.list(params, listInput),
      given(params, fields.contextInput) ?? null,
    ];
    return { data: await runOnList(context, MAP, args) };
  },
  examplePayload: { data: [{ id: '17' }, { id: '18' }] },
};

export const sort: Action = {
  key: 'sort',
  display: { label: 'Sort', description: 'Sorts the elements by a comparison function.' },
  inputs: [listInput, fields.sortCodeInput],
  async perform(context, params) {
    const args = [userFunction(params, fields.sortCodeInput), read.list(params, listInput)];
    return { data: await runOnList(context, SORT, args) };
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
    if (name === '')
      throw new InputError(`The input "${fields.aggregateFunctionInput.label}" is empty: choose one.`);
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
