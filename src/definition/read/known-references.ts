import type { Catalog } from '../../components/catalog.ts';
import { shortened } from '../../lib/format.ts';
import { isRecord } from '../../lib/records.ts';
import type { OutlinedFlow, OutlinedStep } from '../document/outline.ts';

/** A path that an input can refer to, with what it holds: in the last test, or else as an example. */
export type KnownReference = { path: string; example: string };

/** What a step can read of an earlier one. */
export type EarlierResults = { step: OutlinedStep; isReal: boolean; references: KnownReference[] };

const MOST = 300;
const DEEPEST = 5;
const LONGEST_EXAMPLE = 60;

/** The paths that a step can read: of the trigger and of the steps before it, as their examples have them. */
export function knownReferences(flow: OutlinedFlow, step: OutlinedStep, catalog: Catalog): KnownReference[] {
  return earlierResults(flow, step, catalog, new Map())
    .flatMap(({ references }) => references)
    .slice(0, MOST);
}

/** The same by step. @param real what steps have answered in a test, in the place of their examples */
export function earlierResults(
  flow: OutlinedFlow,
  step: OutlinedStep,
  catalog: Catalog,
  real: ReadonlyMap<OutlinedStep, unknown>,
): EarlierResults[] {
  return flow.all.slice(0, flow.all.indexOf(step)).map((earlier) => {
    const { key, step: its } = earlier;
    const references: KnownReference[] = [];
    const isAround = earlier.lists.some(({ kind, steps }) => kind === 'loop' && holds(steps, step));
    if (isAround)
      for (const name of ['currentItem', 'index']) references.push({ path: `${key}.${name}`, example: '' });
    const example = its.isTrigger
      ? asRecordOf(catalog.trigger(its.action)?.examplePayload, 'payload')
      : asRecordOf(catalog.action(its.action)?.examplePayload, 'data');
    const isReal = real.has(earlier);
    addPaths(`${key}.results`, isReal ? real.get(earlier) : example, 0, references);
    return { step: earlier, isReal, references };
  });
}

function holds(steps: OutlinedStep[], step: OutlinedStep): boolean {
  return steps.some((each) => each === step || each.lists.some((list) => holds(list.steps, step)));
}

/** The part of an example that later steps read: some leave the name around it out. */
function asRecordOf(example: unknown, part: string): unknown {
  return isRecord(example) && part in example ? example[part] : example;
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
