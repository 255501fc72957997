import type { Problem as ListedProblem } from '../../../../views/kit/problem-list.tsx';
import { type OutlinedFlow, type OutlinedStep, stepOfPath } from '../../../definition/document/outline.ts';
import { type Path, type Problem, parsePath } from '../../../definition/document/problem.ts';
import { links } from '../../../lib/links.ts';
import { stepName } from '../../../lib/ui/step-name.ts';
import type { Draft } from '../../../models/draft-cache.ts';

/** A problem with the place where it is corrected. */
export type Placed = {
  problem: Problem;
  flow: OutlinedFlow | undefined;
  step: OutlinedStep | undefined;
  /** The field of the step, and the input, that it lies in. */
  field: string | undefined;
  input: string | undefined;
  /** The input, or the field of an object in it, as fields are named: `address.street`. */
  place: string | undefined;
};

const toneOf = ({ severity }: Problem) => (severity === 'error' ? 'bad' : 'warn');

/** The problems of a draft by their places, those of the flow that is looked at first. */
export function placedProblems(
  { outline, problems }: Pick<Draft, 'outline' | 'problems'>,
  current: OutlinedFlow | undefined,
): Placed[] {
  const placed = problems.map((problem): Placed => {
    const { flow, step, rest = [] } = stepOfPath(outline, problem.path) ?? {};
    const [field, key] = rest.map(String);
    const input = field === 'inputs' ? key : undefined;
    return { problem, flow, step, field, input, place: input === undefined ? undefined : placeIn(rest) };
  });
  return [...placed.filter(({ flow }) => flow === current), ...placed.filter(({ flow }) => flow !== current)];
}

/** Between two fields stands the word `value`; what is wrong with an item of a list is so with the list. */
function placeIn([, ...parts]: Path): string {
  const isField = parts.length % 2 === 1 && typeof parts.at(-1) === 'string';
  return isField ? parts.filter((_, index) => index % 2 === 0).join('.') : String(parts[0]);
}

/** What is not installed, or not in what is: it can be mapped to something else. */
const OF_PART = /\.(action|connection|dataSource)(\.component)?\.key$/;

/** The problems as the page lists them, each with the way to it. */
export function listedProblems(
  { id, canWrite }: { id: string; canWrite: boolean },
  placed: Placed[],
  current: OutlinedFlow | undefined,
): ListedProblem[] {
  return placed.map(({ problem, flow, step, place }) => {
    const { message, path } = problem;
    const mend = canWrite && OF_PART.test(path) ? { href: links.parts(id), label: 'Map it' } : undefined;
    const tone = toneOf(problem);
    if (flow === undefined) return { tone, message, mend, ...outsideOf(id, path) };
    const at = { id, flow: flow.address };
    const name = step ? stepName({ number: step.number, name: step.step.name }) : flow.flow.name;
    const where = step && flow !== current ? `${flow.flow.name}, ${name}` : name;
    // A name that is missing is what is told: the way to it is seen all the same.
    return {
      tone,
      message,
      mend,
      where: where.trim() || 'Flow',
      href: step ? links.flowStep(at, step.number, canWrite ? place : undefined) : links.flow(at),
    };
  });
}

/** Where something is corrected that belongs to no flow. */
function outsideOf(id: string, path: string): { where: string; href: string } {
  const [root, position] = parsePath(path);
  if (root === 'requiredConfigVars' && typeof position === 'number')
    return { where: 'Configuration', href: links.configVariable(id, position) };
  if (root === 'configPages') return { where: 'Configuration', href: links.integrationConfiguration(id) };
  return { where: 'Integration', href: links.integration(id) };
}

export type ProblemsOfStep = { count: number; tone: 'bad' | 'warn' };

/** How many problems each step has. */
export function problemCounts(placed: Placed[]): Map<OutlinedStep, ProblemsOfStep> {
  const counts = new Map<OutlinedStep, ProblemsOfStep>();
  for (const { problem, step } of placed) {
    if (!step) continue;
    const before = counts.get(step) ?? { count: 0, tone: 'warn' };
    const tone = before.tone === 'bad' ? 'bad' : toneOf(problem);
    counts.set(step, { count: before.count + 1, tone });
  }
  return counts;
}

/** What is wrong with one input of a step, or (without a key) with the step itself. */
export function errorsOf(placed: Placed[], step: OutlinedStep, input: string | undefined): string[] {
  return placedIn(placed, step, input).map(({ problem }) => problem.message);
}

/** The same with the places of the problems. */
export function placedIn(placed: Placed[], step: OutlinedStep, input: string | undefined): Placed[] {
  // That its action is not known here, the panel says itself.
  return placed.filter((each) => each.step === step && each.input === input && each.field !== 'action');
}
