import { type CodePackage, findPackage, missingPackage, requiredBy } from '../../lib/code-packages.ts';
import { type CodeLog, logTo } from '../code-logs.ts';
import type { ActionContext, PartContext } from '../component.ts';
import { CONTEXT_FIELDS, STATES } from '../context-fields.ts';
import { InputError } from '../conversions.ts';
import type { Host } from '../host.ts';
import { ownValue } from '../records.ts';
import { isIncomplete } from './envelope.ts';
import { AROUND } from './wrapper.ts';

/** Which of the states code names, and so may look at. */
export const statesIn = (code: string) =>
  named(code, STATES).given.map((state) => ({ state, keys: 'all' as const }));

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
    /\b(?:fetch|WebSocket|EventSource|XMLHttpRequest|https?|http2|net|tls|dns|process|Bun|import)\b/,
    /\b(?:globalThis|global|self|window|this|eval|Function|constructor)\b/,
    /\brequire\b(?!\s*\(\s*(['"])[^'"]*\1\s*\))/,
    /\\[ux]/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Large results cost more to hand over than most code takes to run, so it is given what it names. */
function named<T extends string>(code: string, names: readonly T[]): { given: T[]; missing: T[] } {
  const isEverythingGiven = wantEverything.has(code) || MAY_CALL.test(code) || requiredBy(code).length > 0;
  const isGiven = (name: T) => isEverythingGiven || code.includes(name);
  return { given: names.filter(isGiven), missing: names.filter((name) => !isGiven(name)) };
}

/** Code, the second argument of its function, and which fields of its answer count. */
export type Call = { code: string; argument?: object; fields: readonly string[] };

async function runOnce(context: ActionContext, call: Call, onLog: CodeLog): Promise<object> {
  const { code, fields } = call;
  const states = named(code, STATES);
  const given = { context: pick(context, CONTEXT_FIELDS), states: pick(context, states.given) };
  if (call.argument) {
    const missing = { states: states.missing, results: [] };
    return await around(context.host, [given, code, call.argument, missing, fields], onLog);
  }
  const { stepResults } = context;
  const results = named(code, Object.keys(stepResults));
  const asked = Object.fromEntries(results.given.map((key) => [key, stepResults[key]]));
  const handedOver = await (context.host.files?.smallIn(asked) ?? asked);
  const missing = { states: states.missing, results: results.missing };
  return await around(context.host, [given, code, handedOver, missing, fields], onLog);
}

type Given = [
  given: object,
  code: string,
  argument: object,
  missing: object,
  fields: readonly string[] | null,
];

async function around(host: Host, given: Given, onLog: CodeLog): Promise<object> {
  const packages = await packagesFor(host.packages(), given[1]);
  const args = [...given, packages.names, ...packages.texts];
  // What comes again is sent to a child once: the code, and the packages.
  const repeated = [1, ...packages.texts.keys().map((index) => given.length + 1 + index)];
  const envelope = await host.runCode(AROUND, args, onLog, repeated);
  if (typeof envelope === 'object' && envelope !== null) return envelope;
  throw new InputError('The code replaced the module around it: write one module only.');
}

type Packages = { names: { name: string; at?: number; missing?: string }[]; texts: string[] };

async function packagesFor(all: readonly CodePackage[], code: string): Promise<Packages> {
  const packages: Packages = { names: [], texts: [] };
  for (const name of requiredBy(code)) {
    const found = findPackage(all, name);
    if (found) packages.names.push({ name, at: packages.texts.push(await found.source()) - 1 });
    else packages.names.push({ name, missing: missingPackage(all, name) });
  }
  return packages;
}

/** Runs code outside a run, where there are no states: all that it answers. */
export async function answerOf(context: PartContext, code: string, argument: object): Promise<unknown> {
  const { configVars, customer, instance, user, host, logger } = context;
  const given = { context: { configVars, customer, instance, user }, states: {} };
  const nothing = { states: [], results: [] };
  return ownValue(await around(host, [given, code, argument, nothing, null], logTo(logger)), 'result');
}

/** The lines of a run that was incomplete are dropped with it; all others are kept, however the run ended. */
async function runAndLog(context: ActionContext, call: Call): Promise<object> {
  const lines: [level: string, text: string][] = [];
  let isDropped = false;
  try {
    const envelope = await runOnce(context, call, (level, text) => lines.push([level, text]));
    isDropped = isIncomplete(envelope);
    return envelope;
  } finally {
    const log = logTo(context.logger);
    if (!isDropped) for (const [level, text] of lines) log(level, text);
  }
}

/** Runs code of a step or a trigger: what it answers, with the states that it has changed. */
export async function runComplete(context: ActionContext, call: Call): Promise<object> {
  const { code } = call;
  const envelope = await runAndLog(context, call);
  if (!isIncomplete(envelope)) return envelope;
  const [oldest] = wantEverything;
  if (wantEverything.size >= MOST_KNOWN && oldest !== undefined) wantEverything.delete(oldest);
  wantEverything.add(code);
  await context.fetchStates?.();
  // what has not been given everything reaches nothing outside, so that running it again does nothing twice
  return await runAndLog(context, call);
}
