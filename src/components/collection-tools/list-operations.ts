import { sameValue } from '../../lib/operations.ts';
import type { Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { given, read } from '../read.ts';
import { isRecord } from '../records.ts';
import { elementInput, indexInput, numberInput, secondListInput } from './fields.ts';

export function chunks(list: unknown[], params: Params): unknown[][] {
  const size = read.integer(params, numberInput, 1);
  return Array.from({ length: Math.ceil(list.length / size) }, (_item, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** The same text for values that are equal in depth, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  }
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`;
  return typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? 'undefined');
}

export function deduplicate(list: unknown[]): unknown[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const text = canonical(item);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

function itemAt(list: unknown, index: string): unknown {
  const position = Number(index);
  if (index === '' || !Number.isInteger(position)) {
    throw new InputError(`The input "${indexInput.label}" must be whole numbers with dots between them.`);
  }
  return Array.isArray(list) ? (list.at(position) ?? null) : null;
}

export const select = (list: unknown[], params: Params): unknown =>
  read.text(params, indexInput).trim().split('.').reduce<unknown>(itemAt, list);

export const element = (params: Params): unknown => given(params, elementInput) ?? null;

export function count(list: unknown[], params: Params): number {
  const wanted = element(params);
  return list.filter((item) => sameValue(item, wanted)).length;
}

export function remove(list: unknown[], params: Params): unknown[] {
  const unwanted = element(params);
  return list.filter((item) => !sameValue(item, unwanted));
}

export const concatenate = (list: unknown[], params: Params): unknown[] => [
  ...list,
  ...read.list(params, secondListInput),
];

export const takeFirst = (list: unknown[], params: Params): unknown[] =>
  list.slice(0, read.integer(params, numberInput, 0));

export const takeLast = (list: unknown[], params: Params): unknown[] =>
  list.slice(Math.max(0, list.length - read.integer(params, numberInput, 0)));
