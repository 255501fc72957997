import type { ActionResult } from '../components/component.ts';
import type { Database } from '../db/store.ts';
import { now } from '../lib/time.ts';
import { DROPPED_AT_ONCE, dropData, isDataKept, sizeWithoutData } from '../models/data-life.ts';
import { type Execution, type KeptData, ROW_SIZES, type StoredError } from '../models/executions.ts';
import {
  advance,
  type Counted,
  discard,
  type Ending,
  finish,
  putAside,
  release,
  setAsideFailed,
} from '../models/leases.ts';
import { type LogLine, writeLogs } from '../models/logs.ts';
import {
  dropStateChanges,
  type StateChange,
  sizeOfChanges,
  writeStateChanges,
} from '../models/state-changes.ts';
import {
  getStepResult,
  journalOf,
  type StepResult,
  type StepStatus,
  writeStepResult,
} from '../models/step-results.ts';
import { keepTrying, type PackingTools, packedResult } from './packed-results.ts';
import { redactedError } from './redacted-error.ts';
import { storedResult } from './stored-results.ts';

/** The run is not this process's any more: cancelled, taken over, or removed. Nothing more is stored for it. */
export class LeaseLost extends Error {}

/** What a step has come to, before it is redacted and stored; instants in milliseconds. */
export type Entry = {
  path: string;
  name: string;
  component: string;
  action: string;
  status: StepStatus;
  startedAt: number;
  attempt: number;
  params: unknown;
  result: ActionResult | undefined;
  error: StoredError | undefined;
};

/** What the journal of a run is written with. */
export type JournalTools = PackingTools & {
  owner: string;
  /** Told how much more of the customer's is kept from now on. */
  noteStored(customerId: string, bytes: number): void;
};

/** A result with the characters that it takes as it is stored. */
export type Measured = { result: ActionResult; size: number };

type Pending = { row: StepResult; blobs: string[] };
type Before = { status: StepStatus; attempt: number; sequence: number; replaced: number };

/**
 * The journal of one run. An entry is kept until `commit`, which the loop calls before it starts the next step, so
 * that the last entry and the end of the run share one write.
 */
export class Journal {
  readonly #tools: JournalTools;
  readonly #run: Counted;
  #before: Map<string, Before> | undefined;
  /** Steps that this lease has begun and not ended. */
  #begun: Map<string, { sequence: number; replaced: number }> | undefined;
  /** Bytes of what was added and is not on disk yet, less those of rows that it takes the place of. */
  #added = 0;
  /** Bytes of changed states that are on disk. */
  #stateBytes = 0;
  #sequence = 0;
  #pending: Pending[] = [];
  #logs: LogLine[] = [];
  #states: StateChange[] = [];
  /** Whether there may be changes of states on disk. */
  #hasStates = false;
  #hasFiles = false;
  /** Of which ends what the run has taken and given is kept. */
  keepData: KeptData = 'always';
  #dropsData = false;

  constructor(tools: JournalTools, run: Counted) {
    this.#tools = tools;
    const { id, instanceId, integrationId, customerId, startedAt, size } = run;
    this.#run = { id, instanceId, integrationId, customerId, startedAt, size };
  }

  /** Reads what a run that is taken up again has behind it. */
  async resume(): Promise<void> {
    this.#hasStates = true;
    this.#before = new Map();
    for (const row of await journalOf(this.#tools.store.read, this.#run.id)) {
      this.#before.set(row.path, row);
      this.#sequence = Math.max(this.#sequence, row.sequence);
    }
  }

  /** What an earlier lease has stored for that path. */
  before(path: string): { status: StepStatus; attempt: number } | undefined {
    return this.#before?.get(path);
  }

  /** The stored result of a path, as the step gave it, and the characters that it takes. */
  async resultOf(path: string): Promise<Measured> {
    const row = await getStepResult(this.#tools.store.read, this.#run.id, path);
    if (!row) throw new Error(`The journal has lost the result of ${path}.`);
    const { result, size, hasFiles } = await storedResult(this.#tools, row);
    this.#hasFiles ||= hasFiles;
    return { result, size };
  }

  /**
   * Answers how many characters the result takes.
   * @throws WireError when the result cannot be stored: not a value, or over the limit
   */
  async add(entry: Entry): Promise<number> {
    const packed = await packedResult(this.#tools, this.#run.id, entry);
    const { input, output, sealedOutput, blobs, size, length } = packed;
    this.#hasFiles ||= packed.hasFiles;
    const row: StepResult = {
      executionId: this.#run.id,
      path: entry.path,
      sequence: this.#numberOf(entry, size),
      name: entry.name,
      component: entry.component,
      action: entry.action,
      status: entry.status,
      startedAt: entry.startedAt,
      endedAt: now(),
      attempt: entry.attempt,
      input,
      output,
      sealedOutput,
      error: entry.error ? redactedError(entry.error, this.#tools.redact) : null,
    };
    this.#pending.push({ row, blobs });
    return length;
  }

  /** Whether a result so far names files. */
  get hasFiles(): boolean {
    return this.#hasFiles;
  }

  addStates(changes: StateChange[]): void {
    this.#states.push(...changes);
  }

  addLogs(lines: LogLine[]): void {
    this.#logs.push(...lines);
    for (const { message } of lines) this.#added += ROW_SIZES.line + Buffer.byteLength(message);
  }

  /** Puts what was added on disk. @throws LeaseLost */
  async commit(): Promise<void> {
    const cursor = this.#cursor();
    if (cursor === undefined) return;
    await this.#write('step', this.#states, async (tx, added) => {
      if (!(await advance(tx, this.#run.id, this.#tools.owner, cursor, added))) throw new LeaseLost();
    });
  }

  /**
   * Ends the run well in the same write as its last entry.
   * @param follow what takes effect with it; when it throws, nothing has ended
   * @throws LeaseLost
   */
  async succeed<T>(follow: (tx: Database) => Promise<T>): Promise<T> {
    const hasStates = this.#hasStates;
    const cursor = this.#cursor() ?? null;
    return await this.#write('finish', [], async (tx, added) => {
      await this.#end(tx, { status: 'succeeded' }, cursor, added - this.#stateBytes);
      if (hasStates) await dropStateChanges(tx, this.#run.id);
      return await follow(tx);
    });
  }

  /**
   * Ends a run that has found nothing to do: nothing is kept of it but what takes effect with it.
   * @param follow as of `succeed`
   * @throws LeaseLost
   */
  async leaveNothing(follow: (tx: Database) => Promise<void>): Promise<void> {
    const { store, owner, noteStored } = this.#tools;
    await keepTrying(this.#tools, () =>
      store.write(async (tx) => {
        if (!(await discard(tx, this.#run, owner))) throw new LeaseLost();
        await follow(tx);
      }, 'finish'),
    );
    noteStored(this.#run.customerId, -this.#run.size);
  }

  /**
   * Ends the run badly in the same write as its last entry; what it has changed of its states is kept for a replay.
   * @param retry makes the next attempt, with which this one is no failure to tell of
   * @returns how it has ended, as it may be told, and the next attempt
   * @throws LeaseLost
   */
  async fail(
    error: StoredError,
    retry?: (tx: Database) => Promise<Execution | undefined>,
  ): Promise<{ ending: Ending; next: Execution | undefined }> {
    const ending = { status: 'failed' as const, error: redactedError(error, this.#tools.redact) };
    const cursor = this.#cursor() ?? null;
    return await this.#write('finish', this.#states, async (tx, added) => {
      const next = await retry?.(tx);
      await this.#end(tx, { ...ending, isRetried: next !== undefined }, cursor, added);
      return { ending, next };
    });
  }

  /** Sets the run aside with its error instead of ending it. @returns the error as it may be told @throws LeaseLost */
  async setAside(error: StoredError): Promise<StoredError> {
    const cursor = this.#cursor() ?? null;
    const shown = redactedError(error, this.#tools.redact);
    await this.#write('pause', this.#states, async (tx, added) => {
      const how = { cursor, error: shown, added };
      if (!(await setAsideFailed(tx, this.#run.id, this.#tools.owner, how))) throw new LeaseLost();
    });
    return shown;
  }

  async #end(tx: Database, ending: Ending, cursor: string | null, added: number): Promise<void> {
    // Of a run with very many steps it is dropped afterwards.
    this.#dropsData = !isDataKept(this.keepData, ending.status) && this.#sequence < DROPPED_AT_ONCE;
    const kept = this.#dropsData ? sizeWithoutData(this.#sequence) - this.#run.size : added;
    const { owner } = this.#tools;
    if (!(await finish(tx, this.#run, owner, ending, cursor, now(), kept))) throw new LeaseLost();
  }

  /** Puts the run aside until the instant, in the step that was added last. @throws LeaseLost */
  async wait(runAt: number): Promise<void> {
    const cursor = this.#cursor() ?? '';
    await this.#write('wait', this.#states, async (tx, added) => {
      if (!(await putAside(tx, this.#run.id, this.#tools.owner, cursor, runAt, added))) throw new LeaseLost();
    });
  }

  /** Gives the run back, for another process to go on with. */
  async release(): Promise<void> {
    const { owner } = this.#tools;
    await this.#write('release', this.#states, (tx, added) => release(tx, this.#run.id, owner, added));
  }

  /** Steps are numbered in the order in which they were first begun. */
  #numberOf({ path, status }: Entry, size: number): number {
    const begun = this.#begun?.get(path) ?? this.#before?.get(path);
    const sequence = begun?.sequence ?? ++this.#sequence;
    this.#added += begun ? size - ROW_SIZES.step - begun.replaced : size;
    if (status === 'running') {
      this.#begun ??= new Map();
      this.#begun.set(path, { sequence, replaced: size - ROW_SIZES.step });
    } else if (begun !== undefined) this.#begun?.delete(path);
    return sequence;
  }

  #cursor(): string | undefined {
    return this.#pending.at(-1)?.row.path;
  }

  /** What was added stays added when the write fails: the end of a run may be refused and become another one. */
  async #write<T>(
    what: string,
    states: StateChange[],
    hold: (tx: Database, added: number) => Promise<T>,
  ): Promise<T> {
    const pending = this.#pending;
    const lines = this.#logs;
    const stateBytes = sizeOfChanges(states);
    const added = this.#added + stateBytes;
    const held = await keepTrying(this.#tools, () =>
      this.#tools.store.write(async (tx) => {
        const value = await hold(tx, added);
        for (const { row, blobs } of pending) await writeStepResult(tx, row, blobs);
        if (lines.length > 0) await writeLogs(tx, lines);
        if (states.length > 0) await writeStateChanges(tx, states);
        if (this.#dropsData) await dropData(tx, this.#run);
        return value;
      }, what),
    );
    this.#hasStates ||= states.length > 0;
    this.#pending = [];
    this.#logs = [];
    this.#states = [];
    this.#added = 0;
    this.#stateBytes += stateBytes;
    this.#run.size += added;
    this.#tools.noteStored(this.#run.customerId, added);
    return held;
  }
}
