import { withPlainEnds } from '../../lib/plain-ends.ts';
import { MASK } from '../../lib/secret-fields.ts';
import { importDefinition } from '../document/import.ts';
import type { Problem } from '../document/problem.ts';
import type { Step, StepInput } from '../document/schema.ts';
import { secretPart } from '../document/secret-inputs.ts';
import { splitTemplate } from '../document/templates.ts';
import { mapInputsOf } from './inputs.ts';
import { mapLists, mapSteps } from './step-lists.ts';

/** The steps that a text holds, or what is wrong with it. */
export type Pasted = { ok: Step[] } | { problem: string };

/** What a list of steps stands in, so that it is read as a definition is. */
const HEAD = ['name: Pasted', 'flows:', '  - name: Pasted', '    steps:'];

/**
 * Reads what somebody pastes: a list of steps as `exportSteps` writes it, one step alone, or a whole definition, of
 * which the first flow is taken. Triggers are left out, since a flow has one already.
 */
export function pastedSteps(text: string): Pasted {
  const lines = withPlainEnds(text).split('\n');
  const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#'))?.trimEnd();
  if (first === undefined) return { problem: 'Paste steps as YAML: nothing is there.' };
  const isWhole = lines.some((line) => /^flows\s*:/.test(line)) || first.startsWith('{');
  const wrapped = isWhole ? text : [...HEAD, ...asItems(lines, first)].join('\n');
  const read = importDefinition(wrapped);
  if (!read.ok) return { problem: inWords(read.problems, isWhole ? 0 : HEAD.length) };
  const all = read.definition.flows[0]?.steps ?? [];
  const steps = mapLists(all, (list) =>
    list.some(isTrigger) ? list.filter((step) => !isTrigger(step)) : list,
  );
  if (steps.length > 0) return { ok: mapSteps(steps, (step) => mapInputsOf(step, withoutMask)) };
  return { problem: 'There is no step in this but a trigger, and the flow has one already.' };
}

/** Secrets are not copied along: where one was, nothing is. */
function withoutMask(input: StepInput): StepInput {
  if (typeof input.value !== 'string') return input;
  const texts =
    input.type === 'template'
      ? splitTemplate(input.value).flatMap(({ kind, text }) => (kind === 'text' ? text : []))
      : [input.value];
  const isMasked = input.type !== 'reference' && input.type !== 'configVar' && texts.some(isMask);
  return isMasked ? { ...input, value: '' } : input;
}

/** The mask itself, with a number where there are several, behind a scheme such as Bearer too. */
const isMask = (text: string) => secretPart(text).replace(/ \(\d+\)$/, '') === MASK;

const isTrigger = (step: Step) => step.isTrigger === true;

/** The lines as a list below `steps:`; one step alone becomes a list of itself. */
function asItems(lines: string[], first: string): string[] {
  if (/^\s*-(\s|$)/.test(first)) return lines.map((line) => `      ${line}`);
  const at = lines.findIndex((line) => line.trimEnd() === first);
  return lines.map((line, index) => (index === at ? `      - ${line}` : `        ${line}`));
}

function inWords([first]: readonly Problem[], shift: number): string {
  if (!first) return 'This is no list of steps: it cannot be read.';
  const line = first.line === undefined || first.line <= shift ? '' : `Line ${first.line - shift}: `;
  return `These are no steps. ${line}${first.message}`;
}
