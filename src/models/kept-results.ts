import * as v from 'valibot';
import { pack, packSealed, unpackSealed } from '../db/payload.ts';
import type { CompiledFlow, CompiledStep } from '../definition/compile/compiled.ts';
import { stepNames, stepPlaces } from '../definition/read/step-paths.ts';
import { Secret } from '../lib/crypto.ts';
import { AppError, unlessGone } from '../lib/errors.ts';
import type { Redactor } from '../lib/redact.ts';
import { resealed } from '../lib/sealed.ts';
import { MASK } from '../lib/secret-fields.ts';
import { decode, encode } from '../lib/wire.ts';
import type { DeploymentTools } from './deployments.ts';
import type { Execution } from './executions.ts';
import { staysMasked } from './instance-secrets.ts';
import { type Behind, keptVersions, sizeOfRow } from './results-behind.ts';
import { countRounds } from './rounds.ts';
import { getStepResult, type StepResult, sealedPlace, storedText, wholeText } from './step-results.ts';

/*
 * A run that begins in the middle of a flow has the results of an earlier one behind it: they are its journal from the
 * start, so that the engine goes on from there as it does after a crash.
 */

/** Where a run begins: with the step of that key. */
export type Beginning = {
  step: string;
  /** Whether the run also ends with it. */
  only: boolean;
  /** Rounds of the loops that the step is inside of, outermost first; the last ones that were run where left out. */
  rounds?: number[] | undefined;
};

/** What is said of a run that cannot begin there: of which run the results are, and what is to be done instead. */
export type Wording = { run: string; instead: string };

/** What each walk is given. `keepsRounds`: the rounds before are behind it as well, not those of the beginning alone. */
export type Given = {
  flow: CompiledFlow;
  pinned: ReadonlySet<string>;
  redact: Redactor;
  keepsRounds: boolean;
  wording: Wording;
};

type Walk = Beginning &
  Given & {
    tools: DeploymentTools;
    /** Where results are taken from, the names that its steps have in paths there, and whose results were kept already. */
    source: Execution | undefined;
    names: ReadonlyMap<string, string>;
    versions: ReadonlyMap<string, number>;
    executionId: string;
    depth: number;
    behind: Behind;
  };

/** A place in journals: what paths in it begin with in the earlier run, and in the new one. */
type Place = { from: string; to: string };

/**
 * The results that a run which begins with a step goes on with; nothing of the steps whose output is pinned.
 * @param source the run whose results are taken
 * @throws AppError `conflict` where a result is missing; `invalid` for a round that is not there
 */
export async function resultsBefore(
  tools: DeploymentTools,
  source: Execution | undefined,
  given: Given,
  beginning: Beginning,
  executionId: string,
): Promise<Behind> {
  const behind: Behind = { rows: [], versions: [], blobs: [], size: 0 };
  const names = source ? await namesIn(tools, source, given.flow) : new Map();
  const versions = source ? await keptVersions(tools.store.read, source.id) : new Map();
  const walk = { ...beginning, ...given, tools, source, names, versions, executionId, depth: 0, behind };
  const start = { from: '', to: '' };
  for (const { steps } of given.flow.trigger.branches)
    if (holds(steps, beginning.step) || (await isTaken(walk, steps)))
      if (await walkList(walk, steps, start)) return behind;
  await walkList(walk, given.flow.steps, start);
  return behind;
}

/** The names of steps in the paths of a run, by their stable keys. */
export async function namesIn(
  { store, compiledVersions }: DeploymentTools,
  { integrationId, version }: Execution,
  { stableKey }: CompiledFlow,
): Promise<Map<string, string>> {
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  const flow = compiled?.flows.find((each) => each.stableKey === stableKey);
  return new Map(flow ? stepPlaces(flow).map((place) => [place.step.stableKey, place.name]) : []);
}

/** Which branch of the trigger was taken is known by its steps alone. */
async function isTaken(walk: Walk, [first]: CompiledStep[]): Promise<boolean> {
  return first !== undefined && (await rowOf(walk, first, { from: '', to: '' })) !== undefined;
}

/** Goes through a list of steps; answers whether the step that the run begins with is in it. */
async function walkList(walk: Walk, steps: CompiledStep[], place: Place): Promise<boolean> {
  for (const step of steps) {
    if (step.stableKey === walk.step) {
      if (step.isDisabled) throw isOff(step);
      return true;
    }
    const isOutside = isAround(step, walk.step);
    if (isOutside && step.isDisabled) throw isOff(step);
    if (step.isDisabled) continue;
    if (isOutside && step.isLoop) return await enterLoop(walk, step, place);
    if (walk.pinned.has(step.stableKey) && !step.isLoop && step.branches.length === 0) continue;
    const row = await finishedRow(walk, step, place);
    await take(walk, step, place, row);
    refuseTooMuch(walk);
    if (step.branches.length === 0) continue;
    const taken = await branchOf(walk, row);
    const branch = step.branches.find(({ name }) => name === taken);
    if (isOutside && !(branch && holds(branch.steps, walk.step))) throw otherBranch(walk, step, taken);
    if (branch && (await walkList(walk, branch.steps, place))) return true;
  }
  return false;
}

function holds(steps: readonly CompiledStep[], key: string): boolean {
  return steps.some((step) => step.stableKey === key || isAround(step, key));
}

function isAround({ steps, branches }: CompiledStep, key: string): boolean {
  return holds(steps, key) || branches.some((each) => holds(each.steps, key));
}

async function rowOf(walk: Walk, step: CompiledStep, { from }: Place): Promise<StepResult | undefined> {
  const name = walk.names.get(step.stableKey);
  if (!walk.source || name === undefined) return undefined;
  return await getStepResult(walk.tools.store.read, walk.source.id, from + name);
}

async function finishedRow(walk: Walk, step: CompiledStep, place: Place): Promise<StepResult> {
  const row = await rowOf(walk, step, place);
  if (row?.status === 'succeeded' || row?.status === 'ignored') return row;
  throw new AppError(
    'conflict',
    `There is no result of “${step.name}” to go on with. ${walk.wording.instead}`,
  );
}

function isOff({ name }: CompiledStep): AppError {
  return new AppError(
    'conflict',
    `“${name}” is disabled, so that no run can begin there. Enable it, or begin with another step.`,
  );
}

function otherBranch({ wording }: Walk, { name }: CompiledStep, taken: string | undefined): AppError {
  const went = taken === undefined ? 'took no branch' : `went into the branch ${taken}`;
  return new AppError(
    'conflict',
    `In ${wording.run} “${name}” ${went}, which does not lead to this step. ${wording.instead}`,
  );
}

const Branched = v.object({ branch: v.optional(v.string()) });

async function branchOf({ tools }: Walk, row: StepResult): Promise<string | undefined> {
  const text = await wholeText(row, tools.vault, tools.store.blobs);
  const result = v.safeParse(Branched, text === undefined ? {} : decode(text));
  return result.success ? result.output.branch : undefined;
}

/** The row as one of the new run. */
async function take(walk: Walk, step: CompiledStep, place: Place, row: StepResult): Promise<void> {
  const path = pathIn(walk, step, place);
  let { sealedOutput } = row;
  if (sealedOutput !== null) {
    const { vault, store } = walk.tools;
    await refuseChanged(walk, step, row);
    const text = await unpackSealed(sealedOutput, store.blobs);
    const places = [sealedPlace(row.executionId, row.path), sealedPlace(walk.executionId, path)] as const;
    sealedOutput = await sealedText(walk, await resealed(text, vault, ...places));
  }
  put(walk, { ...row, path, name: step.name, sealedOutput }, row.path);
}

/** What was masked of a result has to be masked in what is made of it as well. */
async function refuseChanged(
  { tools, redact, wording }: Walk,
  { name }: CompiledStep,
  row: StepResult,
): Promise<void> {
  const { vault, store } = tools;
  const text = (await wholeText(row, vault, store.blobs)) ?? '';
  if (await staysMasked(redact, text, await storedText(row.output, store.blobs))) return;
  throw new AppError(
    'conflict',
    `What “${name}” gave holds a secret that has changed since. ${wording.instead}`,
  );
}

/** What one run goes on with is in memory at once. */
const MOST_BYTES = 64 * 1024 * 1024;

function refuseTooMuch({ behind, wording }: Walk): void {
  if (behind.size <= MOST_BYTES) return;
  throw new AppError(
    'conflict',
    `The results before this step are larger together than ${MOST_BYTES >> 20} MB, which is the limit. ${wording.instead}`,
  );
}

async function sealedText({ tools, behind }: Walk, sealed: string): Promise<string> {
  const { text, blob } = await packSealed(sealed, tools.store.blobs);
  if (blob) behind.blobs.push(blob);
  return text;
}

function put({ behind, executionId, source, versions }: Walk, row: StepResult, before: string): void {
  behind.rows.push({ ...row, executionId, sequence: behind.rows.length + 1 });
  behind.size += sizeOfRow(row);
  const version = versions.get(before) ?? source?.version;
  if (version !== undefined) behind.versions.push({ path: row.path, version });
}

function pathIn({ flow }: Walk, step: CompiledStep, { to }: Place): string {
  return to + (stepNames(flow).get(step) ?? step.key);
}

/** Goes into the round of a loop in which the step is run; the loop goes on from there, or ends with it. */
async function enterLoop(walk: Walk, step: CompiledStep, place: Place): Promise<boolean> {
  const row = await rowOf(walk, step, place);
  if (!walk.source || (row?.status !== 'succeeded' && row?.status !== 'running'))
    throw new AppError(
      'conflict',
      `There is no round of “${step.name}” to go on in. ${walk.wording.instead}`,
    );
  const { count, items } = await iterationsOf(walk, row, step);
  const last = (await countRounds(walk.tools.store.read, walk.source.id, row.path)) - 1;
  const round = walk.rounds?.[walk.depth] ?? Math.max(last, 0);
  if (round >= count) throw noRound(walk, step, count);
  const end = walk.only ? { end: round + 1 } : {};
  const first = walk.keepsRounds ? {} : { first: round };
  const text = encode({ data: null, iterations: { count, ...(items && { items }), ...first, ...end } });
  await putLoop(walk, step, place, row, text);
  for (let before = 0; walk.keepsRounds && before < round; before++)
    await walkList({ ...walk, step: NOWHERE }, step.steps, roundOf(walk, step, place, row, before));
  const inside = roundOf(walk, step, place, row, round);
  return await walkList({ ...walk, depth: walk.depth + 1 }, step.steps, inside);
}

/** No step has that key: the whole of a round is walked. */
const NOWHERE = '';

function roundOf(walk: Walk, step: CompiledStep, place: Place, row: StepResult, round: number): Place {
  return { from: `${row.path}[${round}].`, to: `${pathIn(walk, step, place)}[${round}].` };
}

function noRound({ wording }: Walk, { name }: CompiledStep, count: number): AppError {
  const message =
    count === 0
      ? `“${name}” had nothing to repeat in ${wording.run}. ${wording.instead}`
      : `“${name}” had ${count} rounds in ${wording.run}: name one of 0 to ${count - 1}.`;
  return new AppError('invalid', message, [{ path: 'rounds', message }]);
}

async function putLoop(walk: Walk, step: CompiledStep, place: Place, row: StepResult, text: string) {
  const { vault, store } = walk.tools;
  const path = pathIn(walk, step, place);
  const opened = { ...row, path, name: step.name, status: 'running' as const, error: null };
  if (row.status === 'running' && row.sealedOutput !== null) {
    const sealed = vault.seal(new Secret(text), sealedPlace(walk.executionId, path));
    return put(walk, { ...opened, sealedOutput: await sealedText(walk, sealed) }, row.path);
  }
  const { bytes, blob } = await pack(text, store.blobs);
  if (blob) walk.behind.blobs.push(blob);
  put(walk, { ...opened, output: bytes, sealedOutput: null }, row.path);
}

const Iterations = v.object({ count: v.number(), items: v.optional(v.array(v.unknown())) });
const Opened = v.object({ iterations: Iterations });

/** What a loop repeats: while it goes on that is its result, and after its end what it was given. */
async function iterationsOf(walk: Walk, row: StepResult, step: CompiledStep) {
  const { vault, store } = walk.tools;
  if (row.status === 'running') {
    if (row.sealedOutput !== null) await refuseChanged(walk, step, row);
    return v.parse(Opened, decode((await wholeText(row, vault, store.blobs)) ?? '')).iterations;
  }
  const text = await storedText(row.input, store.blobs);
  if (!text.includes(MASK)) return v.parse(Iterations, decode(text));
  throw new AppError(
    'conflict',
    `What “${step.name}” repeats holds secrets, which are not kept. ${walk.wording.instead}`,
  );
}
