import { type CodeLog, logTo } from '../code-logs.ts';
import type { Action, ActionContext, Component, InputDeclaration } from '../component.ts';
import { CONTEXT_FIELDS, STATES } from '../context-fields.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { isIncomplete, resultOf } from './envelope.ts';
import { runCodeJsonForm } from './json-form-source.ts';
import { AROUND } from './wrapper.ts';

const SAMPLE = `module.exports = async ({ logger, configVars }, stepResults) => {
  return { data: null };
};`;

const codeInput: InputDeclaration = {
  key: 'code',
  label: 'Code',
  type: 'code',
  language: 'javascript',
  comments:
    'Exports a function of the context and the results of earlier steps (stepResults.getUser.results). ' +
    'It runs by itself in a process without files, and may call whom steps may call: fetch, or require of http and https.',
  example: SAMPLE,
  default: SAMPLE,
  required: true,
};

const pick = (context: ActionContext, names: readonly (keyof ActionContext)[]) =>
  Object.fromEntries(names.map((name) => [name, context[name]]));

const MOST_KNOWN = 1000;
/** Texts that look at results or states which they do not name, such as `Object.values(stepResults)`. */
const wantEverything = new Set<string>();

/**
 * What code can reach the network with, and what it can hide that behind: whatever is no plain name. It must not be run
 * again for what it was not given: a call would be made twice.
 */
const MAY_CALL = new RegExp(
  [
    /\b(?:fetch|WebSocket|EventSource|XMLHttpRequest|https?|process|Bun|import)\b/,
    /\b(?:globalThis|global|self|window|this|eval|Function|constructor)\b/,
    /\brequire\b(?!\s*\(\s*(['"])[^'"]*\1\s*\))/,
    /\\[ux]/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Large results cost more to hand over than most code takes to run, so it is given what it names. */
function named<T extends string>(code: string, names: readonly T[]): { given: T[]; missing: T[] } {
  const isEverythingGiven = wantEverything.has(code) || MAY_CALL.test(code);
  const isGiven = (name: T) => isEverythingGiven || code.includes(name);
  return { given: names.filter(isGiven), missing: names.filter((name) => !isGiven(name)) };
}

async function runOnce(context: ActionContext, code: string, onLog: CodeLog): Promise<object> {
  const { stepResults } = context;
  const states = named(code, STATES);
  const results = named(code, Object.keys(stepResults));
  const given = { context: pick(context, CONTEXT_FIELDS), states: pick(context, states.given) };
  const handedOver = Object.fromEntries(results.given.map((key) => [key, stepResults[key]]));
  const missing = { states: states.missing, results: results.missing };
  const envelope = await context.host.runCode(AROUND, [given, code, handedOver, missing], onLog, [1]);
  if (typeof envelope === 'object' && envelope !== null) return envelope;
  throw new InputError('The code replaced the module around it: write one module only.');
}

/** The lines of a run that was incomplete are dropped with it; all others are kept, however the run ended. */
async function runAndLog(context: ActionContext, code: string): Promise<object> {
  const lines: [level: string, text: string][] = [];
  let isDropped = false;
  try {
    const envelope = await runOnce(context, code, (level, text) => lines.push([level, text]));
    isDropped = isIncomplete(envelope);
    return envelope;
  } finally {
    const log = logTo(context.logger);
    if (!isDropped) for (const [level, text] of lines) log(level, text);
  }
}

async function runComplete(context: ActionContext, code: string): Promise<object> {
  const envelope = await runAndLog(context, code);
  if (!isIncomplete(envelope)) return envelope;
  const [oldest] = wantEverything;
  if (wantEverything.size >= MOST_KNOWN && oldest !== undefined) wantEverything.delete(oldest);
  wantEverything.add(code);
  await context.fetchStates?.();
  // what has not been given everything reaches nothing outside, so that running it again does nothing twice
  return await runAndLog(context, code);
}

const runCode: Action = {
  key: 'runCode',
  display: {
    label: 'Run code',
    description: 'Runs JavaScript on the results of earlier steps.',
    important: true,
  },
  inputs: [codeInput],
  stateReads: (params) =>
    named(read.text(params, codeInput), STATES).given.map((state) => ({ state, keys: 'all' as const })),
  async perform(context, params) {
    const code = read.text(params, codeInput);
    if (code.trim() === '')
      throw new InputError(`The input "${codeInput.label}" is empty: write a function.`);
    return resultOf(await runComplete(context, code));
  },
  examplePayload: { data: null },
};

export const code: Component = {
  key: 'code',
  public: true,
  display: { label: 'Code', description: 'Runs your own JavaScript.', category: 'Logic' },
  actions: byKey([runCode]),
  triggers: {},
  dataSources: byKey([runCodeJsonForm]),
  connections: [],
};
