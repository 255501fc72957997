import { textOfBytes } from '../../lib/charset.ts';
import type { CompiledConfigVar, CompiledReference } from '../compile/compiled.ts';
import { parseReference } from './references.ts';

/** A part of a template, ready to be read: text, or what is put in its place. */
export type TemplatePart = string | CompiledReference | CompiledConfigVar;

/** A piece of a template as written: text, or what stands between `{{$` or `{{#` and `}}`. */
export type TemplatePiece = { kind: 'text' | 'reference' | 'configVar'; text: string };

/**
 * Cuts a template into its pieces (`views/help/definition-format.md#inputs`): `{{$step.results.x}}` and `{{#Config
 * Var}}`, whose inside is not empty and holds no double brace, and the text between them. Other braces are text.
 */
export function splitTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let end = 0;
  let close = -1;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', open + 1)) {
    const start = open + 3;
    const mark = text.charAt(open + 2);
    if (mark !== '$' && mark !== '#') continue;
    // Searched again only when passed, so that many openings before one end take no longer than one.
    if (close < start) close = text.indexOf('}}', start);
    if (close === -1) break;
    const next = text.indexOf('{{', start);
    if (close === start || (next !== -1 && next < close)) continue;
    if (open > end) pieces.push({ kind: 'text', text: text.slice(end, open) });
    pieces.push({ kind: mark === '$' ? 'reference' : 'configVar', text: text.slice(start, close) });
    end = close + 2;
    open = end - 1;
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
 * A value as it appears inside text: nothing for undefined and null, text as it is, bytes decoded as UTF-8 (or UTF-16 by
 * their mark), dates in
 * ISO 8601, lists and objects as JSON. @throws TypeError for an object that JSON cannot hold (a cycle, a BigInt in it)
 */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  return JSON.stringify(value) ?? '';
}
