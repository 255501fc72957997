import { own } from '../records.ts';

const WORDS: Record<string, string> = {
  'change-details': 'changed details',
  'add-steps': 'added a step',
  'move-step': 'moved a step',
  'rename-step': 'renamed a step',
  'remove-step': 'removed a step',
  'disable-step': 'disabled a step',
  'enable-step': 'enabled a step',
  'set-branches': 'changed branches',
  'set-input': 'changed an input',
  'set-note': 'changed a note',
  'set-version': 'changed the version of a component',
  'set-error-handler': 'changed what happens when a step fails',
  'set-trigger': 'changed the trigger',
  'set-schedule': 'changed the schedule',
  'add-flow': 'added a flow',
  'rename-flow': 'renamed a flow',
  'move-flow': 'moved a flow',
  'change-flow': 'changed a flow',
  'remove-flow': 'removed a flow',
  'add-config-var': 'added a config variable',
  'change-config-var': 'changed a config variable',
  'rename-config-var': 'renamed a config variable',
  'remove-config-var': 'removed a config variable',
  'set-config-pages': 'changed the pages of the configuration',
  'replace-config-var': 'put one config variable in the place of another',
  'map-parts': 'mapped parts of components',
  restore: 'made a version the draft',
  replace: 'replaced the definition',
  undo: 'took a change back',
  redo: 'did a change again',
};

/** What was done to a draft, as a person says it: "renamed a step, changed an input". */
export function editWords(kinds: readonly string[]): string {
  return kinds.map((kind) => own(WORDS, kind) ?? kind).join(', ');
}
