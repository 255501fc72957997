import { configurationHref, flowHref, stepHref } from '../../../views/integrations/addresses.ts';
import { stepName } from '../../../views/integrations/step-value.tsx';
import type { Problem as ListedProblem } from '../../../views/partials/problem-list.tsx';
import { type OutlinedFlow, type OutlinedStep, stepOfPath } from '../../definition/outline.ts';
import type { Problem } from '../../definition/problem.ts';
import type { Draft } from '../../models/drafts.ts';

/** A problem with the place where it is corrected. */
export type Placed = {
  problem: Problem;
  flow: OutlinedFlow | undefined;
  step: OutlinedStep | undefined;
  input: string | undefined;
};

const toneOf = ({ severity }: Problem) => (severity === 'error' ? 'bad' : 'warn');

/** The problems of a draft by their places, those of the flow that is looked at first. */
export function placedProblems({ outline, problems }: Draft, current: OutlinedFlow): Placed[] {
  const placed = problems.map((problem): Placed => {
    const { flow, step, rest = [] } = stepOfPath(outline, problem.path) ?? {};
    const input = rest[0] === 'inputs' && rest[1] !== undefined ? String(rest[1]) : undefined;
    return { problem, flow, step, input };
  });
  return [...placed.filter(({ flow }) => flow === current), ...placed.filter(({ flow }) => flow !== current)];
}

/** The problems as the page lists them, each with the way to it. */
export function listedProblems(id: string, placed: Placed[], current: OutlinedFlow): ListedProblem[] {
  return placed.map(({ problem, flow, step }) => {
    const { message, path } = problem;
    const tone = toneOf(problem);
    if (flow === undefined) {
      const isConfig = path.startsWith('requiredConfigVars') || path.startsWith('configPages');
      if (isConfig) return { tone, message, where: 'Configuration', href: configurationHref(id) };
      return { tone, message, where: 'Integration', href: `/integrations/${id}` };
    }
    const at = { id, flow: flow.address };
    const name = step ? stepName({ number: step.number, name: step.step.name }) : flow.flow.name;
    const where = step && flow !== current ? `${flow.flow.name}, ${name}` : name;
    return { tone, message, where, href: step ? stepHref(at, step.number) : flowHref(at) };
  });
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
  return placed.flatMap((each) => (each.step === step && each.input === input ? each.problem.message : []));
}
