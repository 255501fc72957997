import type { InputDeclaration } from '../components/component.ts';
import { own } from '../lib/records.ts';

const SLOT = /\{\{#(\w+)\}\}/g;

/**
 * Fields of a connection with what nobody is asked for: templates (`https://{{#domain}}/oauth`) are filled in from the
 * fields beside them, and a hidden input has its default. A template with an empty slot stays away.
 */
export function withTemplates(
  fields: Record<string, unknown>,
  inputs: readonly InputDeclaration[],
): Record<string, unknown> {
  const hidden = inputs.filter(({ type, shown }) => type !== 'template' && shown === false);
  const known = { ...defaultsOf(hidden), ...fields };
  const templates = inputs.filter(({ type }) => type === 'template');
  if (templates.length === 0) return known;
  const filled = templates.flatMap((input): [string, string][] => {
    const template = own(fields, input.key) || input.default;
    const text = typeof template === 'string' ? filledIn(template, known) : undefined;
    return text === undefined ? [] : [[input.key, text]];
  });
  const templateKeys = new Set(templates.map(({ key }) => key));
  const others = Object.entries(known).filter(([key]) => !templateKeys.has(key));
  return Object.fromEntries([...others, ...filled]);
}

/** What holds of these inputs when nothing is given. */
export function defaultsOf(inputs: readonly InputDeclaration[]): Record<string, unknown> {
  return Object.fromEntries(
    inputs.flatMap(({ key, default: fallback }) =>
      fallback === undefined || fallback === '' ? [] : [[key, fallback]],
    ),
  );
}

/** Whoever fills in a part of a host name must not make another host of it, which the secrets would go to. */
const PART_OF_HOST = /^[\w.-]+(:\d+)?$/;
const HOST = /^https?:\/\/[^/?#]*/i;

function filledIn(template: string, fields: Record<string, unknown>): string | undefined {
  const host = HOST.exec(template)?.[0].length ?? 0;
  let isWhole = true;
  const text = template.replaceAll(SLOT, (_, key: string, at: number) => {
    const value = own(fields, key);
    const written = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    if (written === '' || (at < host && !PART_OF_HOST.test(written))) isWhole = false;
    return written;
  });
  return isWhole ? text : undefined;
}
