import type { CompiledConfigVar, CompiledReference } from './compiled.ts';
import { parseReference } from './references.ts';

export type TemplatePart = string | CompiledReference | CompiledConfigVar;

/** A piece of a template as written: text, or what stands between `{{$` or `{{#` and `}}`. */
export type TemplatePiece = { kind: 'text' | 'reference' | 'configVar'; text: string };

/** `{{$step.results.x}}` or `{{#Config Var}}`; the inside holds no double brace. */
const PLACE = /\{\{([$#])((?:[^{}]|\{(?!\{)|\}(?!\}))*)\}\}/g;

/** Cuts a template into its pieces (PRISMATIC-YAML §2.3); braces that are no place are text. */
export function splitTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push({ kind: match[1] === '$' ? 'reference' : 'configVar', text: match[2] ?? '' });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** A template ready to be filled in; a `{{$…}}` that is no reference stays as the text that was written. */
export function parseTemplate(text: string): TemplatePart[] {
  return splitTemplate(text).map((piece) => {
    if (piece.kind === 'configVar') return { kind: 'configVar', key: piece.text };
    if (piece.kind === 'text') return piece.text;
    return parseReference(piece.text) ?? `{{$${piece.text}}}`;
  });
}

/**
 * A value as it appears inside text: nothing for undefined and null, text as it is, bytes decoded as UTF-8, dates in
 * ISO 8601, lists and objects as JSON. @throws TypeError for an object that JSON cannot hold (a cycle, a BigInt in it)
 */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return JSON.stringify(value) ?? '';
}
