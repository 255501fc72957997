import { compareTerms, isUnary } from '../definition/compile/conditions.ts';
import { isList } from '../lib/records.ts';
import type { EmbeddedFilters } from './embedding.ts';

/** What conditions may ask of an integration. */
export type Described = { name: string; description: string; category: string; labels: string[] };

/** Deeper than anybody writes. */
const DEEPEST = 20;

/** Whether an integration is among those that a page has asked for. What cannot be weighed lets nothing through. */
export function isWanted(
  { category, label, query, isStrict }: EmbeddedFilters,
  integration: Described,
  isHad = false,
): boolean {
  if (category !== undefined && integration.category !== category) return false;
  if (label !== undefined && !integration.labels.includes(label)) return false;
  // What a customer has already is theirs to look after, unless the page is strict about it.
  return query === undefined || (isHad && !isStrict) || holds(query, integration, DEEPEST);
}

function holds(expression: unknown, integration: Described, depth: number): boolean {
  if (!isList(expression) || depth === 0) return false;
  const [operator, ...terms] = expression;
  if (operator === 'and') return terms.every((term) => holds(term, integration, depth - 1));
  if (operator === 'or') return terms.some((term) => holds(term, integration, depth - 1));
  // Conditions that were merged by position carry the tail of another one: two terms count.
  const [left, right] = terms;
  if (typeof operator !== 'string') return false;
  try {
    const sides =
      operator === 'in' || operator === 'notIn' ? inOrder(left, right, integration) : { left, right };
    const term = (value: unknown) => termOf(value, integration);
    return compareTerms(operator, term(sides.left), isUnary(operator) ? undefined : term(sides.right));
  } catch {
    return false;
  }
}

/** `["in", "labels", "paid"]` is meant as "labels has paid"; the comparison takes what is contained first. */
function inOrder(left: unknown, right: unknown, integration: Described): { left: unknown; right: unknown } {
  const isField = typeof left === 'string' && Object.hasOwn(integration, left);
  return isField && !isList(right) ? { left: right, right: left } : { left, right };
}

function termOf(term: unknown, integration: Described): unknown {
  switch (term) {
    case 'name':
      return integration.name;
    case 'description':
      return integration.description;
    case 'category':
      return integration.category;
    case 'labels':
      return integration.labels;
    default:
      return term;
  }
}
