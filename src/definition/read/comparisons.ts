import { OPERATORS } from '../compile/conditions.ts';
import type { Comparison } from '../document/schema.ts';

/** A comparison in one line: `body.data.type equal order.created`. */
export function comparisonText({ field, operator, value }: Comparison): string {
  return [field, operator, value ?? ''].join(' ').trim();
}

/** What such a line says, or what is wrong with it in a sentence. */
export function readComparison(line: string): Comparison | string {
  const [, field = '', operator = '', value = ''] = /^(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
  if (field === '')
    return `“${line}” is no comparison: write a field, a comparison and a value, such as body.data.type equal order.`;
  if (!OPERATORS.includes(operator))
    return `There is no comparison ${operator}: write one of ${OPERATORS.join(', ')}.`;
  return { field, operator, ...(value !== '' && { value }) };
}
