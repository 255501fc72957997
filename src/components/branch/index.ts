import type { Action, ActionResult, Component, InputDeclaration } from '../component.ts';
import { InputError, isUnset, toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';

const ELSE = 'Else';

const conditions: InputDeclaration = {
  key: 'conditions',
  label: 'Conditions',
  type: 'conditional',
  collection: 'keyvaluelist',
  comments: 'The branches and what must hold for each. The first one that holds is taken.',
  required: true,
};

const inputValue: InputDeclaration = {
  key: 'inputValue',
  label: 'Input value',
  type: 'string',
  comments: 'The value that decides: a config variable or the result of an earlier step.',
  example: 'order-created',
  default: '',
  required: true,
};

const branchValueMappings: InputDeclaration = {
  key: 'branchValueMappings',
  label: 'Branches by value',
  type: 'string',
  collection: 'keyvaluelist',
  keyLabel: 'Branch',
  comments: 'The branches and the value that leads to each.',
  example: 'Created: order-created',
  required: true,
};

const stepResults: InputDeclaration = {
  key: 'stepResults',
  label: 'Step results',
  type: 'data',
  collection: 'valuelist',
  comments: 'Results of steps in different branches; only one of the steps ran.',
  required: true,
};

const taken = (name: string): ActionResult => ({ data: name, branch: name });

const branchOnExpression: Action = {
  key: 'branchOnExpression',
  display: {
    label: 'Branch on expression',
    description: 'Takes the first branch whose conditions hold. Elsewhere called “If Condition is Met”.',
    important: true,
  },
  inputs: [conditions],
  allowsBranching: true,
  dynamicBranchInput: conditions.key,
  perform(_context, params) {
    const chosen = given(params, conditions);
    if (isUnset(chosen)) return taken(ELSE);
    // The engine weighs the conditions, since it alone knows their grammar, and hands over the winner's name.
    if (typeof chosen === 'string') return taken(chosen);
    throw new InputError(
      `The input "${conditions.label}" was not evaluated: it can only be set in a branch step.`,
    );
  },
  examplePayload: { data: 'Is new', branch: 'Is new' },
};

const branchOnValue: Action = {
  key: 'branchOnValue',
  display: {
    label: 'Branch on value',
    description: 'Takes the branch that belongs to a value. Elsewhere called “If Value Equals”.',
    important: true,
  },
  inputs: [inputValue, branchValueMappings],
  allowsBranching: true,
  dynamicBranchInput: branchValueMappings.key,
  perform(_context, params) {
    const value = read.text(params, inputValue);
    const mappings = read.pairs(params, branchValueMappings);
    const match = mappings.find((mapping) => toText(mapping.value, branchValueMappings.label) === value);
    return taken(match?.key ?? ELSE);
  },
  examplePayload: { data: 'Created', branch: 'Created' },
};

const selectExecutedStepResult: Action = {
  key: 'selectExecutedStepResult',
  display: {
    label: 'Select executed step result',
    description: 'Answers the result of the one step that ran, whichever branch it stands in.',
  },
  inputs: [stepResults],
  perform(_context, params) {
    const results = read.list(params, stepResults);
    return { data: results.find((result) => !isUnset(result)) ?? null };
  },
  examplePayload: { data: { id: '17' } },
};

export const branch: Component = {
  key: 'branch',
  public: true,
  display: {
    label: 'Branch',
    description: 'Chooses which steps run next by conditions or a value.',
    category: 'Logic',
  },
  actions: byKey([branchOnExpression, branchOnValue, selectExecutedStepResult]),
  triggers: {},
  dataSources: {},
  connections: [],
};
