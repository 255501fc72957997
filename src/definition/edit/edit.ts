import { sameValue } from '../diff/fields.ts';
import type { Definition, Step } from '../document/schema.ts';

export type Details = Partial<
  Record<'name' | 'description' | 'category' | 'documentation', string> & { labels: string[] }
>;

/** What can be done to a draft. A flow is named by its `stableKey`, so that it is found after others were put before it. */
export type Command =
  | { kind: 'change-details'; details: Details }
  | { kind: 'set-trigger'; flow: string; trigger: Step }
  /** Makes it what a version says: a draft is reset to the last one, or an older one is restored. */
  | { kind: 'restore'; definition: Definition };

/** The definition as it then is, the very same one where nothing changes, and the command that takes it back. */
export type Edited = { ok: Definition; undo: Command } | { problem: string };

/** Does one thing to a definition, which itself stays as it is. */
export function edit(definition: Definition, command: Command): Edited {
  if (command.kind === 'change-details') return changeDetails(definition, command.details);
  if (command.kind === 'set-trigger') return setTrigger(definition, command.flow, command.trigger);
  return { ok: command.definition, undo: { kind: 'restore', definition } };
}

function changeDetails(definition: Definition, details: Details): Edited {
  const { name, description, category, labels, documentation } = definition;
  const before = {
    ...{ name, labels: labels ?? [] },
    ...{ description: description ?? '', category: category ?? '', documentation: documentation ?? '' },
  };
  const undo: Command = { kind: 'change-details', details: before };
  if (sameValue({ ...before, ...details }, before)) return { ok: definition, undo };
  return { ok: { ...definition, ...details }, undo };
}

function setTrigger(definition: Definition, key: string, trigger: Step): Edited {
  const flow = definition.flows.find(({ stableKey }) => stableKey === key);
  if (!flow) return { problem: 'The flow is no longer there.' };
  if (trigger.isTrigger !== true) return { problem: `${trigger.name} starts no flow: choose a trigger.` };
  const former = flow.steps.find(({ isTrigger }) => isTrigger === true);
  if (!former)
    return { problem: `The flow ${flow.name} has no trigger in whose place another could be put.` };
  const steps = flow.steps.map((step) => (step === former ? trigger : step));
  const flows = definition.flows.map((each) => (each === flow ? { ...each, steps } : each));
  return { ok: { ...definition, flows }, undo: { kind: 'set-trigger', flow: key, trigger: former } };
}
