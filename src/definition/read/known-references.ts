import type { Catalog } from '../../components/catalog.ts';
import { shortened } from '../../lib/format.ts';
import { isRecord } from '../../lib/records.ts';
import type { OutlinedFlow, OutlinedStep } from '../document/outline.ts';

/** A path that an input can refer to, with what it holds: in the last test, or else as an example. */
export type KnownReference = { path: string; example: string };

/** What steps have answered in a test, and the rounds of loops that it was last in. */
export type TestedResults = {
  results: ReadonlyMap<OutlinedStep, unknown>;
  rounds: ReadonlyMap<OutlinedStep, { currentItem: unknown; index: number }>;
};

/** What a step can read of an earlier one: by the reference to it, its results, or the item and the number of a round. */
export type EarlierResults = {
  step: OutlinedStep;
  isReal: boolean;
  values: { root: string; value: unknown }[];
};

const NOTHING_TESTED: TestedResults = { results: new Map(), rounds: new Map() };

const MOST = 300;
const DEEPEST = 5;
const LONGEST_EXAMPLE = 60;

/** The paths that a step can read: of the trigger and of the steps before it, as their examples have them. */
export function knownReferences(flow: OutlinedFlow, step: OutlinedStep, catalog: Catalog): KnownReference[] {
  return earlierResults(flow, step, catalog).flatMap(referencesTo).slice(0, MOST);
}

/** The same by step, the values themselves. @param tested takes the place of examples */
export function earlierResults(
  flow: OutlinedFlow,
  step: OutlinedStep,
  catalog: Catalog,
  { results, rounds }: TestedResults = NOTHING_TESTED,
): EarlierResults[] {
  const off = new Set(flow.all.filter((each) => each.step.isDisabled).flatMap(withInside));
  const before = flow.all.slice(0, flow.all.indexOf(step)).filter((each) => !off.has(each));
  return before.map((earlier) => {
    const { key, step: its } = earlier;
    if (isLoopAround(earlier, step)) {
      const { currentItem, index } = rounds.get(earlier) ?? { currentItem: undefined, index: 0 };
      const values = [
        { root: `${key}.currentItem`, value: currentItem },
        { root: `${key}.index`, value: index },
      ];
      return { step: earlier, isReal: rounds.has(earlier), values };
    }
    const example = its.isTrigger
      ? asRecordOf(catalog.trigger(its.action)?.examplePayload, 'payload')
      : asRecordOf(catalog.action(its.action)?.examplePayload, 'data');
    const isReal = results.has(earlier);
    const value = isReal ? results.get(earlier) : example;
    return { step: earlier, isReal, values: [{ root: `${key}.results`, value }] };
  });
}

const withInside = (step: OutlinedStep): OutlinedStep[] => [
  step,
  ...step.lists.flatMap(({ steps }) => steps.flatMap(withInside)),
];

/** Whether a step runs in the rounds of a loop, which has no results before it has ended. */
export function isLoopAround({ lists }: OutlinedStep, step: OutlinedStep): boolean {
  return lists.some(({ kind, steps }) => kind === 'loop' && holds(steps, step));
}

function holds(steps: OutlinedStep[], step: OutlinedStep): boolean {
  return steps.some((each) => each === step || each.lists.some((list) => holds(list.steps, step)));
}

/** The part of an example that later steps read: some leave the name around it out. */
function asRecordOf(example: unknown, part: string): unknown {
  return isRecord(example) && part in example ? example[part] : example;
}

/** Its paths, each with an example of what it leads to; of a list its first item. */
export function referencesTo({ values }: EarlierResults): KnownReference[] {
  const known: KnownReference[] = [];
  for (const { root, value } of values) addPaths(root, value, 0, known);
  return known;
}

function addPaths(path: string, value: unknown, depth: number, known: KnownReference[]): void {
  if (known.length >= MOST) return;
  known.push({ path, example: exampleText(value) });
  if (depth >= DEEPEST) return;
  if (Array.isArray(value))
    return void (value.length > 0 && addPaths(`${path}.0`, value[0], depth + 1, known));
  if (!isRecord(value)) return;
  for (const [key, part] of Object.entries(value)) addPaths(`${path}.${key}`, part, depth + 1, known);
}

function exampleText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isRecord(value) ? 'an object' : shortened(String(value), LONGEST_EXAMPLE);
}
