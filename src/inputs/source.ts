import { hashToken } from '../lib/crypto.ts';
import { isList, isRecord } from '../lib/records.ts';
import type { Declared, Option, Typed } from './kind.ts';

/** What is declared of a value, with what a data source offers for it. */
export function withSource<D extends Declared>(declared: D, source: unknown): D {
  return { ...declared, source, options: declared.options.length > 0 ? declared.options : optionsIn(source) };
}

/** The choices of a list that a data source answers: texts, or keys with labels. */
function optionsIn(source: unknown): Option[] {
  return (isList(source) ? source : []).flatMap((each) => {
    if (typeof each === 'string') return { value: each, label: each };
    const element = elementIn(each);
    return element ? { value: element.key, label: element.label ?? element.key } : [];
  });
}

/** What the field calls an element: a key, and how it is called where that is something else. */
export type Element = { key: string; label?: string };

/** An element as a data source or a stored value has it; undefined for what is none. */
export function elementIn(value: unknown): Element | undefined {
  if (!isRecord(value) || typeof value.key !== 'string') return undefined;
  return { key: value.key, ...(typeof value.label === 'string' ? { label: value.label } : {}) };
}

export const wordOf = ({ key, label }: Element) => label ?? key;

/** Tells one offer from another: fields go by their place in it. */
export function stampOf(offer: unknown): string {
  return hashToken(JSON.stringify(offer)).slice(0, 12);
}

/** Where the offer has changed since the form was printed, its places mean something else. */
export const OUTDATED = {
  is: 'wrong',
  message: 'What there is to choose from has changed. Look through it and save again.',
} as const;

export function isOutdated(typed: Typed, offer: unknown): boolean {
  return typed('stamp') !== stampOf(offer);
}
