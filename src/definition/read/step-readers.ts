import { parseReference, referenceKey } from '../document/references.ts';
import type { Flow, Step } from '../document/schema.ts';
import { splitTemplate } from '../document/templates.ts';
import { allSteps, visitInputs } from '../document/walk.ts';

/** The steps of a flow that refer to a step, or to one inside it; those inside it are not among them. */
export function readersOf(flow: Pick<Flow, 'steps'>, step: Step): Step[] {
  const own = new Set([...allSteps([step], [])].map((each) => each.step));
  const keys = new Set([...own].map(({ name }) => referenceKey(name)));
  const others = [...allSteps(flow.steps, [])].map((each) => each.step).filter((each) => !own.has(each));
  return others.filter((each) =>
    referencesIn(each).some((text) => keys.has(parseReference(text)?.step ?? '')),
  );
}

/** Every reference that the inputs of a step have, in templates too. */
function referencesIn({ inputs }: Step): string[] {
  const found: string[] = [];
  for (const input of Object.values(inputs ?? {})) {
    visitInputs(input, [], (each) => {
      if (each.type === 'reference' && each.value) found.push(each.value);
      if (each.type !== 'template' || !each.value) return;
      for (const piece of splitTemplate(each.value)) if (piece.kind === 'reference') found.push(piece.text);
    });
  }
  return found;
}
