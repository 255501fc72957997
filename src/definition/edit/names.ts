import { parseReference, referenceKey } from '../document/references.ts';
import type { Definition, Flow, Step, StepInput } from '../document/schema.ts';
import { splitTemplate, type TemplatePiece } from '../document/templates.ts';
import { allSteps } from '../document/walk.ts';
import { mapInputsOf } from './inputs.ts';
import { mapped, mapSteps } from './step-lists.ts';

/** What a reference, or the name of a config variable, becomes. */
type Rename = {
  reference?: ((text: string) => string) | undefined;
  configVar?: ((key: string) => string) | undefined;
};

function renamed(input: StepInput, { reference, configVar }: Rename): StepInput {
  if (input.type === 'value' || input.type === 'complex' || !input.value) return input;
  const { type, value: before } = input;
  const value =
    type === 'template'
      ? splitTemplate(before)
          .map((piece) => pieceText(piece, { reference, configVar }))
          .join('')
      : ((type === 'reference' ? reference?.(before) : configVar?.(before)) ?? before);
  return value === before ? input : { ...input, value };
}

function pieceText({ kind, text }: TemplatePiece, { reference, configVar }: Rename): string {
  if (kind === 'reference') return `{{$${reference?.(text) ?? text}}}`;
  return kind === 'configVar' ? `{{#${configVar?.(text) ?? text}}}` : text;
}

/** Renames what the inputs of a step, and the templates in them, refer to. */
export function renameIn(step: Step, rename: Rename): Step {
  return mapInputsOf(step, (input) => renamed(input, rename));
}

/** Points all that refers to a step of the flow to its new name. Where another is referred to alike, nothing follows. */
export function renameReferences(flow: Flow, from: string, to: string): Flow {
  const [before, after] = [referenceKey(from), referenceKey(to)];
  const isShared = [...allSteps(flow.steps, [])].some(({ step }) => referenceKey(step.name) === before);
  if (before === after || isShared) return flow;
  const reference = (text: string) =>
    parseReference(text)?.step === before ? after + text.slice(before.length) : text;
  const steps = mapSteps(flow.steps, (step) => renameIn(step, { reference }));
  return steps === flow.steps ? flow : { ...flow, steps };
}

/** Points all that names a config variable to its new name: inputs, templates, schedules, pages of the wizard. */
export function renameVariable(definition: Definition, from: string, to: string): Definition {
  const configVar = (key: string) => (key === from ? to : key);
  const inSchedule = (step: Step): Step =>
    step.schedule?.type === 'configVar' && step.schedule.value === from
      ? { ...step, schedule: { ...step.schedule, value: to } }
      : step;
  const inStep = (step: Step) => inSchedule(renameIn(step, { configVar }));
  const variables = definition.requiredConfigVars ?? undefined;
  const pages = definition.configPages ?? undefined;
  return {
    ...definition,
    flows: mapped(definition.flows, (flow) => {
      const steps = mapSteps(flow.steps, inStep);
      return steps === flow.steps ? flow : { ...flow, steps };
    }),
    ...(variables && {
      requiredConfigVars: mapped(variables, (variable) => {
        const own = mapInputsOf(variable, (input) => renamed(input, { configVar }));
        return own.key === from ? { ...own, key: to } : own;
      }),
    }),
    ...(pages && {
      configPages: mapped(pages, (page) => {
        const before = page.elements ?? [];
        const elements = mapped(before, (element) =>
          element.type === 'configVar' && element.value === from ? { ...element, value: to } : element,
        );
        return elements === before ? page : { ...page, elements };
      }),
    }),
  };
}

/** The name itself, or with the first number that makes it another one. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name} ${number}`;
    if (!isTaken(tried)) return tried;
  }
}
