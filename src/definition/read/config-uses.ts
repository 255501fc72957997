import type { Outline } from '../document/outline.ts';
import type { Definition, StepInput } from '../document/schema.ts';
import { splitTemplate } from '../document/templates.ts';
import { visitInputs } from '../document/walk.ts';

/** A place that reads a config variable: a step of a flow, or another variable (a data source, a connection). */
export type ConfigUse =
  | { kind: 'step'; flow: string; flowName: string; number: string; name: string }
  | { kind: 'configVar'; key: string };

/** Where each config variable is read, by its key; those that nothing reads are not in it. */
export function configUses(definition: Definition, outline: Outline): Map<string, ConfigUse[]> {
  const uses = new Map<string, ConfigUse[]>();
  const add = (keys: Set<string>, use: ConfigUse) => {
    for (const key of keys) {
      const known = uses.get(key);
      if (known) known.push(use);
      else uses.set(key, [use]);
    }
  };
  for (const { flow, address, all } of outline.flows) {
    for (const { step, number } of all) {
      const keys = keysIn(step.inputs);
      if (step.schedule?.type === 'configVar' && step.schedule.value) keys.add(step.schedule.value);
      add(keys, { kind: 'step', flow: address, flowName: flow.name, number, name: step.name });
    }
  }
  for (const { key, inputs } of definition.requiredConfigVars ?? [])
    add(keysIn(inputs), { kind: 'configVar', key });
  return uses;
}

/** The keys of the config variables that inputs read. */
export function keysIn(inputs: Record<string, StepInput> | null | undefined): Set<string> {
  const keys = new Set<string>();
  for (const input of Object.values(inputs ?? {})) {
    visitInputs(input, [], (each) => {
      if (each.type === 'configVar' && each.value) keys.add(each.value);
      if (each.type !== 'template' || !each.value) return;
      for (const piece of splitTemplate(each.value)) if (piece.kind === 'configVar') keys.add(piece.text);
    });
  }
  return keys;
}
