import { isRecord } from '../../lib/records.ts';
import { sameValue } from '../diff/fields.ts';

/** Where two documents differ: the names of what the place is inside of, from the outside in. */
export type TouchedPlace = string[];

/** What a command sets as a whole, as it sets an input: to have changed something in it is to have changed it. */
const WHOLE: ReadonlySet<string> = new Set(['errorConfig', 'schedule']);
/** Stands for the order of a list, which is changed by a move. */
const ORDER = '(order)';

/**
 * What was changed between two documents. Items of lists go by their keys or names, so that a step is the same one
 * after others were put before it.
 */
export function touchedPlaces(from: unknown, to: unknown, place: TouchedPlace = []): TouchedPlace[] {
  if (from === to || sameValue(from, to)) return [];
  if (isRecord(from) && isRecord(to))
    return inParts(new Map(Object.entries(from)), new Map(Object.entries(to)), place);
  const [before, after] = [namedItems(from), namedItems(to)];
  if (!before || !after) return [place];
  const common = (items: Map<string, unknown>, others: Map<string, unknown>) =>
    [...items.keys()].filter((key) => others.has(key));
  const isMoved = !sameValue(common(before, after), common(after, before));
  const inside = inParts(before, after, place);
  return isMoved ? [...inside, [...place, ORDER]] : inside;
}

function inParts(
  before: Map<string, unknown>,
  after: Map<string, unknown>,
  place: TouchedPlace,
): TouchedPlace[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  const isWhole = (name: string) => WHOLE.has(name) || place.at(-1) === 'inputs';
  return [...names].flatMap((name) => {
    const inner = [...place, name];
    const [from, to] = [before.get(name), after.get(name)];
    if (isWhole(name)) return sameValue(from, to) ? [] : [inner];
    return touchedPlaces(from, to, inner);
  });
}

/** The items of a list by what names them; undefined where some have no name, or the same one. */
export function namedItems(list: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(list)) return undefined;
  const items = new Map<string, unknown>();
  for (const item of list) {
    const name = isRecord(item) ? (item.stableKey ?? item.key ?? item.name) : undefined;
    if (typeof name !== 'string' || items.has(name)) return undefined;
    items.set(name, item);
  }
  return items;
}

/** Whether two people have changed the same thing, or one of them something inside what the other has changed. */
export function doTouch(some: TouchedPlace[], others: TouchedPlace[]): boolean {
  return some.some((place) => others.some((other) => isInside(place, other) || isInside(other, place)));
}

const isInside = (outer: TouchedPlace, place: TouchedPlace) =>
  outer.every((name, index) => place[index] === name);
