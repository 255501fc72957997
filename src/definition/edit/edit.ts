import { sameValue } from '../diff/fields.ts';
import { MAX_DEPTH } from '../document/plain.ts';
import { type Definition, isDefinition } from '../document/schema.ts';
import type { Details, EditCommand, Place } from './command.ts';
import {
  addConfigVar,
  changeConfigVar,
  removeConfigVar,
  renameConfigVar,
  replaceConfigVar,
} from './config-vars.ts';
import { addFlow, changeFlow, moveFlow, removeFlow, renameFlow } from './flows.ts';
import { mapParts } from './parts.ts';
import { type Change, difference, patched } from './patch.ts';
import {
  addSteps,
  CannotEdit,
  moveStep,
  removeStep,
  renameStep,
  setBranches,
  setDisabled,
  setErrorHandler,
  setInput,
  setNote,
  setSchedule,
  setTrigger,
  setVersion,
} from './steps.ts';

export type { Details, EditCommand, Place };

export type Command =
  | EditCommand
  /** Makes it what a version says: a draft is reset to the last one, or an older one is restored. */
  | { kind: 'restore'; definition: Definition }
  /** Takes a command back: puts things where they were. */
  | { kind: 'put-back'; changes: Change[] };

/** The definition as it then is, the very same one where nothing changes, and the command that takes it back. */
export type Edited = { ok: Definition; undo: Command } | { problem: string };

/** Does one thing to a definition, which itself stays as it is. Of two equal results what was not touched is the same. */
export function edit(definition: Definition, command: Command): Edited {
  try {
    const made = edited(definition, command);
    const isSame = made === definition || sameValue(made, definition);
    if (isTooDeep(made, definition)) return { problem: TOO_DEEP };
    if (isSame) return { ok: definition, undo: { kind: 'put-back', changes: [] } };
    return { ok: made, undo: { kind: 'put-back', changes: difference(definition, made) } };
  } catch (error) {
    if (error instanceof CannotEdit) return { problem: error.message };
    throw error;
  }
}

const TOO_DEEP = `That would make the draft more than ${MAX_DEPTH} levels deep: put fewer conditions or steps inside each other.`;

/** What is as it was is not looked at. */
function isTooDeep(value: unknown, before: unknown, depth = 0): boolean {
  if (value === before || typeof value !== 'object' || value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  const known = typeof before === 'object' && before !== null ? before : {};
  return Object.entries(value).some(([key, part]) => isTooDeep(part, Reflect.get(known, key), depth + 1));
}

function edited(definition: Definition, command: Command): Definition {
  switch (command.kind) {
    case 'change-details':
      return changeDetails(definition, command.details);
    case 'add-steps':
      return addSteps(definition, command);
    case 'move-step':
      return moveStep(definition, command);
    case 'rename-step':
      return renameStep(definition, command);
    case 'remove-step':
      return removeStep(definition, command);
    case 'disable-step':
      return setDisabled(definition, command, true);
    case 'enable-step':
      return setDisabled(definition, command, false);
    case 'set-branches':
      return setBranches(definition, command);
    case 'set-input':
      return setInput(definition, command);
    case 'set-note':
      return setNote(definition, command);
    case 'set-version':
      return setVersion(definition, command);
    case 'set-error-handler':
      return setErrorHandler(definition, command);
    case 'set-trigger':
      return setTrigger(definition, command);
    case 'set-schedule':
      return setSchedule(definition, command);
    case 'add-flow':
      return addFlow(definition, command);
    case 'rename-flow':
      return renameFlow(definition, command);
    case 'move-flow':
      return moveFlow(definition, command);
    case 'change-flow':
      return changeFlow(definition, command);
    case 'remove-flow':
      return removeFlow(definition, command);
    case 'add-config-var':
      return addConfigVar(definition, command);
    case 'change-config-var':
      return changeConfigVar(definition, command);
    case 'rename-config-var':
      return renameConfigVar(definition, command);
    case 'remove-config-var':
      return removeConfigVar(definition, command);
    case 'set-config-pages':
      return { ...definition, configPages: command.pages };
    case 'replace-config-var':
      return replaceConfigVar(definition, command);
    case 'map-parts':
      return mapParts(definition, command);
    case 'restore':
      return command.definition;
    case 'put-back':
      return putBack(definition, command.changes);
  }
}

function changeDetails(definition: Definition, details: Details): Definition {
  const { name, description, category, labels, documentation } = definition;
  const before = {
    ...{ name, labels: labels ?? [] },
    ...{ description: description ?? '', category: category ?? '', documentation: documentation ?? '' },
  };
  return sameValue({ ...before, ...details }, before) ? definition : { ...definition, ...details };
}

function putBack(definition: Definition, changes: Change[]): Definition {
  const before: unknown = patched(definition, changes);
  if (isDefinition(before, [])) return before;
  throw new CannotEdit('The draft has changed meanwhile: this cannot be taken back any more.');
}
