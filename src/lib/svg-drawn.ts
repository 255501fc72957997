import type { SvgElement } from './svg-tree.ts';

/** More than a drawing of this size has: it would hold up every page that shows it. */
export const MOST_DRAWN = 20_000;
/** References to what refers to something again, in a row. */
const MOST_STEPS = 100;

/** How many parts a browser draws, with what references repeat: ten uses of ten uses of ten are a thousand. */
export function drawnParts(root: SvgElement): number {
  const named = new Map<string, SvgElement>();
  nameParts(root, named);
  const counted = new Map<SvgElement, number>();
  const count = (element: SvgElement, steps: number): number => {
    const known = counted.get(element);
    if (known !== undefined) return known;
    // What refers to itself has no end.
    if (steps > MOST_STEPS) return Number.POSITIVE_INFINITY;
    const inside = element.children.filter((child) => typeof child !== 'string');
    const referred = referencesOf(element).flatMap((id) => named.get(id) ?? []);
    let sum = 1;
    for (const part of inside) sum += count(part, steps);
    for (const part of referred) sum += count(part, steps + 1);
    counted.set(element, sum);
    return sum;
  };
  return count(root, 0);
}

function nameParts(element: SvgElement, named: Map<string, SvgElement>): void {
  const id = element.attributes.get('id');
  if (id !== undefined && !named.has(id)) named.set(id, element);
  for (const child of element.children) if (typeof child !== 'string') nameParts(child, named);
}

function referencesOf({ attributes }: SvgElement): string[] {
  return [...attributes].flatMap(([name, value]) =>
    name === 'href'
      ? [value.slice(1)]
      : [...value.matchAll(/url\(\s{0,9}["']?\s{0,9}#([^"')\s]*)/gi)].map(([, id = '']) => id),
  );
}
