import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { checkReferences } from '../../../src/definition/check/references.ts';
import { exportDefinition } from '../../../src/definition/document/export.ts';
import { importDefinition } from '../../../src/definition/document/import.ts';
import { referenceKey } from '../../../src/definition/document/references.ts';
import {
  type Definition,
  type Flow,
  isDefinition,
  type Step,
} from '../../../src/definition/document/schema.ts';
import { allSteps } from '../../../src/definition/document/walk.ts';
import type { EditCommand, Place } from '../../../src/definition/edit/command.ts';
import { type Command, edit } from '../../../src/definition/edit/edit.ts';
import { keyOfFlow, keyOfStep } from '../../../src/definition/edit/step-lists.ts';
import { EXAMPLES, imported } from '../examples.ts';

// Those of few steps: what a command does is the same in larger ones, and takes longer.
const DEFINITIONS = EXAMPLES.filter(({ text }) => text.length < 10_000).map(
  ({ text }) => imported(text).definition,
);

const EXPORTED = DEFINITIONS.map(exportDefinition);

/** Chooses by numbers that fast-check makes, so that a failing sequence is made shorter. */
class Choices {
  readonly #numbers: number[];
  #next = 0;

  constructor(numbers: number[]) {
    this.#numbers = numbers;
  }

  number(below: number): number {
    const number = this.#numbers[this.#next++ % this.#numbers.length] ?? 0;
    return below === 0 ? 0 : number % below;
  }

  of<T>(items: readonly T[]): T | undefined {
    return items[this.number(items.length)];
  }
}

const NAMES = ['Send it', 'send-it', 'Get Thread’s Last', 'no', ' #', '012', 'Ünïcode 1', '~', 'Trailing '];
const stepsOf = (flow: Flow): Step[] => [...allSteps(flow.steps, [])].map(({ step }) => step);

function placeIn(flow: Flow, choices: Choices): Place {
  const step = choices.of(stepsOf(flow));
  const branch = choices.of(step?.branches ?? []);
  const key = step ? keyOfStep(step) : 'none';
  if (choices.number(2) === 0) return { after: key };
  return branch ? { firstIn: key, branch: branch.name } : { firstIn: key };
}

function newStep(choices: Choices, number: number): Step {
  const name = choices.of(NAMES) ?? 'New';
  const action = { key: 'writeLog', component: { key: 'log' } };
  const inputs = { message: { type: 'reference' as const, value: `${referenceKey(name)}.results.x` } };
  return { name, stableKey: `new-${number}`, action, inputs };
}

const COMMANDS: ((
  flow: Flow,
  step: Step,
  choices: Choices,
  number: number,
  all: Definition,
) => EditCommand)[] = [
  (flow, _, choices, number) => ({
    kind: 'add-steps',
    flow: keyOfFlow(flow),
    place: placeIn(flow, choices),
    steps: [newStep(choices, number), newStep(choices, number + 1000)],
  }),
  (flow, step, choices) => ({
    kind: 'move-step',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
    place: placeIn(flow, choices),
  }),
  (flow, step, choices) => ({
    kind: 'rename-step',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
    name: choices.of(NAMES) ?? '',
  }),
  (flow, step) => ({ kind: 'remove-step', flow: keyOfFlow(flow), step: keyOfStep(step) }),
  (flow, step, choices) => ({
    kind: 'set-input',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
    input: choices.of(Object.keys(step.inputs ?? {})) ?? 'text',
    value: choices.number(2) === 0 ? null : { type: 'template', value: 'a {{$b.results}} {{#C}}' },
  }),
  (flow, step, choices) => ({
    kind: choices.number(3) === 0 ? 'enable-step' : 'disable-step',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
  }),
  (flow, step, choices) => ({
    kind: 'set-version',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
    version: choices.of([1, 2, 'LATEST'] as const) ?? 1,
  }),
  (flow, step) => ({ kind: 'set-note', flow: keyOfFlow(flow), step: keyOfStep(step), note: '# Note: - a' }),
  (flow, step, choices) => ({
    kind: 'set-error-handler',
    flow: keyOfFlow(flow),
    step: keyOfStep(step),
    errorConfig: choices.number(2) === 0 ? null : { errorHandlerType: 'retry', maxAttempts: 3 },
  }),
  (flow, _, choices) => ({
    kind: 'rename-flow',
    flow: keyOfFlow(flow),
    name: choices.of(NAMES) ?? '',
  }),
  (flow, _, choices, __, { flows }) => ({
    kind: 'move-flow',
    flow: keyOfFlow(flow),
    at: choices.number(flows.length),
  }),
  (flow) => ({ kind: 'remove-flow', flow: keyOfFlow(flow) }),
  (flow, _, __, number) => ({
    kind: 'add-flow',
    flow: { ...flow, name: `Copy ${number}`, stableKey: `f-${number}` },
  }),
  (flow) => ({ kind: 'change-flow', flow: keyOfFlow(flow), details: { isSynchronous: true } }),
  (_, __, choices, ___, { requiredConfigVars }) => ({
    kind: 'rename-config-var',
    configVar: choices.of(requiredConfigVars ?? [])?.key ?? 'none',
    name: choices.of(NAMES) ?? '',
  }),
  (_, __, choices, ___, { requiredConfigVars }) => ({
    kind: 'remove-config-var',
    configVar: choices.of(requiredConfigVars ?? [])?.key ?? 'none',
  }),
  (_, __, choices) => ({
    kind: 'add-config-var',
    configVar: { key: choices.of(NAMES) ?? 'x', dataType: 'string' },
  }),
  (_, __, choices, number, { requiredConfigVars }) => {
    const configVar = choices.of(requiredConfigVars ?? []) ?? { key: 'none', dataType: 'string' };
    const inputs = { ...configVar.inputs, [`x${number}`]: { type: 'template' as const, value: '{{#C}}' } };
    return { kind: 'change-config-var', configVar: { ...configVar, dataType: 'number', inputs } };
  },
  (_, __, choices, number, { configPages }) => {
    const pages = [...(configPages ?? [])].reverse().slice(choices.number(2));
    return { kind: 'set-config-pages', pages: [...pages, { name: `Page ${number}`, elements: [] }] };
  },
  (_, __, choices, ___, { requiredConfigVars }) => ({
    kind: 'replace-config-var',
    configVar: choices.of(requiredConfigVars ?? [])?.key ?? 'none',
    by: choices.of(requiredConfigVars ?? [])?.key ?? 'none',
  }),
  (_, { action: { key, component }, isTrigger }) => ({
    kind: 'map-parts',
    parts: [
      {
        ...{ kind: isTrigger ? 'trigger' : 'action', component: component.key, key },
        to: { key: 'other', component: { key: 'other', version: 'LATEST' } },
      },
    ],
  }),
];

const RENAMES = new Set(['rename-step', 'rename-flow', 'rename-config-var', 'move-flow']);

function referencesIn(definition: Definition) {
  let faults = 0;
  const { resolved } = checkReferences(definition, (severity) => {
    if (severity === 'error') faults += 1;
  });
  return { resolved, faults };
}

function commandFor(definition: Definition, choices: Choices, number: number): EditCommand | undefined {
  const flow = choices.of(definition.flows);
  const step = flow && choices.of(stepsOf(flow));
  return flow && step && choices.of(COMMANDS)?.(flow, step, choices, number, definition);
}

describe('any sequence of commands', () => {
  test('keeps the document valid and its references whole, and is taken back to the first document', () => {
    let done = 0;
    const numbers = fc.array(fc.nat(), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(fc.nat(DEFINITIONS.length - 1), numbers, (index, chosen) => {
        const first = DEFINITIONS[index];
        if (!first) return;
        const choices = new Choices(chosen);
        const before = JSON.stringify(first);
        let definition = first;
        const undos: Command[] = [];
        for (let number = 0; number < 12; number++) {
          const command = commandFor(definition, choices, number);
          const edited = command && edit(definition, command);
          if (!command || !edited || 'problem' in edited) continue;
          done += 1;
          // A new name may be one that something has referred to before, which is then found.
          if (RENAMES.has(command.kind)) {
            const [before, after] = [referencesIn(definition), referencesIn(edited.ok)];
            expect(after.resolved).toBeGreaterThanOrEqual(before.resolved);
            expect(after.faults).toBeLessThanOrEqual(before.faults);
          }
          undos.push(edited.undo);
          definition = edited.ok;
        }
        expect(isDefinition(definition, [])).toBe(true);
        const text = exportDefinition(definition);
        const again = importDefinition(text);
        expect(again.ok && exportDefinition(again.definition)).toBe(text);
        for (const undo of undos.reverse()) {
          const undone = edit(definition, undo);
          if ('problem' in undone) throw new Error(undone.problem);
          definition = undone.ok;
        }
        expect(exportDefinition(definition)).toBe(EXPORTED[index] ?? '');
        expect(JSON.stringify(first)).toBe(before);
      }),
      { numRuns: 1000 },
    );
    expect(done).toBeGreaterThan(5000);
  }, 180_000);
});
