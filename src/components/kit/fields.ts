import type { InputDeclaration, Params } from '../component.ts';
import {
  InputError,
  isUnset,
  parseJson,
  toBoolean,
  toList,
  toNumber,
  toPairs,
  toText,
} from '../conversions.ts';
import { given, read } from '../read.ts';
import { fromPairs, isRecord } from '../records.ts';

/** What an action asks for, and where it goes: the name in the path, the query or the body; dots lead into objects. */
export type Field = {
  input: InputDeclaration;
  to: string;
  /** Undefined for what is not to be sent. */
  value(params: Params): unknown;
};

type More = Partial<InputDeclaration> & {
  /** The name that the service has for it; the input's key unless it says otherwise. Empty: the fields of an object. */
  to?: string;
};
type Convert = (value: unknown, label: string) => unknown;

function field(key: string, label: string, comments: string, { to = key, ...more }: More, convert: Convert) {
  const input: InputDeclaration = { key, label, type: 'string', comments, ...more };
  const value = (params: Params) => {
    const raw = given(params, input);
    return isUnset(raw) ? undefined : convert(raw, label);
  };
  return { input, to, value };
}

const unlessEmpty = (text: string) => (text === '' ? undefined : text);

export const text = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, more, (value, name) => unlessEmpty(toText(value, name)));

export const number = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, more, toNumber);

export const flag = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, { type: 'boolean', default: 'false', ...more }, toBoolean);

/** One of these words. */
export const choice = (
  key: string,
  label: string,
  comments: string,
  words: readonly string[],
  more: More = {},
): Field =>
  text(key, label, comments, { model: words.map((word) => ({ label: word, value: word })), ...more });

/** True or false; left empty it is not sent, so that what is there stays. */
export const optionalFlag = (key: string, label: string, comments: string, more: More = {}): Field => {
  const model = ['true', 'false'].map((word) => ({ label: word, value: word }));
  return field(key, label, comments, { model, ...more }, toBoolean);
};

/** Any value: a reference to one, or JSON. */
export const json = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, { type: 'code', language: 'json', ...more }, (value, name) =>
    typeof value === 'string' ? parseJson(value, name) : value,
  );

/** A list of texts. */
export const list = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, { collection: 'valuelist', ...more }, (value, name) => {
    const texts = toList(value, name).flatMap((item) => unlessEmpty(toText(item, name)) ?? []);
    return texts.length === 0 ? undefined : texts;
  });

/** A list of texts that is sent as one, with commas. */
export const commaList = (key: string, label: string, comments: string, more: More = {}): Field => {
  const texts = list(key, label, comments, more);
  const value = (params: Params) => {
    const all = texts.value(params);
    return Array.isArray(all) ? all.join(',') : all;
  };
  return { ...texts, value };
};

/** Names with values, which become an object. */
export const rows = (key: string, label: string, comments: string, more: More = {}): Field => {
  const pairs = field(key, label, comments, { collection: 'keyvaluelist', ...more }, (value) => value);
  const value = (params: Params) => {
    const all = read.pairs(params, pairs.input);
    return all.length === 0 ? undefined : fromPairs(all);
  };
  return { ...pairs, value };
};

/** An object: as JSON, by reference, or as a list of keys and values. */
export const object = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, { type: 'code', language: 'json', ...more }, (value, name) =>
    fromPairs(toPairs(value, name)),
  );

/** The content of a file, as the request's body or a part of it. */
export const file = (key: string, label: string, comments: string, more: More = {}): Field =>
  field(key, label, comments, { type: 'data', ...more }, (value) => value);

/** The field, which must not be left empty. */
export const needed = ({ input, to, value }: Field): Field => ({
  input: { ...input, required: true },
  to,
  value(params) {
    const made = value(params);
    if (made !== undefined) return made;
    throw new InputError(
      `The input "${input.label}" is empty: fill it in, or refer to a value that is there.`,
    );
  },
});

/** Values of fields as one object: dots in names lead into objects, and objects in the same place become one. */
export function objectOf(fields: readonly Field[], params: Params): Record<string, unknown> {
  const whole: Record<string, unknown> = {};
  for (const { to, value } of fields) {
    const made = value(params);
    if (made !== undefined) place(whole, to === '' ? [] : to.split('.'), made);
  }
  return whole;
}

function place(into: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  if (name === undefined) {
    if (isRecord(value)) for (const [key, item] of Object.entries(value)) place(into, [key], item);
    return;
  }
  const inner = into[name];
  const isObject = rest.length > 0 || (isRecord(inner) && isRecord(value));
  if (!isObject || name === '__proto__') Object.defineProperty(into, name, own(value));
  else {
    const object = isRecord(inner) && Object.hasOwn(into, name) ? inner : {};
    Object.defineProperty(into, name, own(object));
    place(object, rest, value);
  }
}

const own = (value: unknown) => ({ value, enumerable: true, configurable: true, writable: true });
