import type { ReturnedStates, State, StateReads } from '../components/component.ts';
import { unpack } from '../db/payload.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { encodeInTurns } from '../lib/in-turns.ts';
import type { OneByOne } from '../lib/one-by-one.ts';
import type { Operation } from '../lib/operations.ts';
import { unsealedInTurns } from '../lib/sealed.ts';
import { MAX_WIRE_BYTES } from '../lib/wire.ts';
import { changePlace, readStateChanges, type StateChange, type StateScope } from '../models/state-changes.ts';
import { type KeptScope, readStates, type StateWrite, sizeOfStates, writeStates } from '../models/states.ts';
import { folded, madeOf, operandOf, operationIn } from './state-operations.ts';
import { type Changed, KnownTexts, StateView } from './state-view.ts';
import {
  type KeptStateTools,
  keptText,
  madeStates,
  type PendingState,
  packedState,
  StatesMoved,
  sizeOf,
  stateWrites,
} from './state-writes.ts';

const SCOPES: Record<keyof ReturnedStates, StateScope> = {
  executionState: 'execution',
  instanceState: 'flow',
  crossFlowState: 'crossFlow',
  integrationState: 'integration',
};
const NAMES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'] as const;
const NOTHING_TO_APPLY = async () => undefined;
const EVERYTHING: readonly StateReads[] = NAMES.map((state) => ({ state, keys: 'all' }));

/** What the states of a run are read and written with. */
export type StateTools = KeptStateTools & {
  executionId: string;
  /** Most characters that they may have together. */
  limit: number;
  oneByOne: OneByOne;
};

export type ScopedChange = Changed & { scope: StateScope };
type Wanted = { scope: KeptScope; keys: readonly string[] | 'all' };
type Pending = { scope: StateScope; key: string; how: Operation[] | 'set' };

/**
 * The four states of a run. Each step sees what is kept and what the steps before it have changed; only what a step
 * looks at is read. The changes take effect when the run succeeds, in the write that ends it.
 */
export class States {
  readonly #tools: StateTools;
  // Made only when a step looks at one: most runs look at none.
  readonly #known: Partial<Record<StateScope, KnownTexts>> = {};
  /** Those that the present step has looked at. */
  #views: Map<StateScope, StateView> | undefined;
  /** By scope and key, what is to take effect. */
  #pending: Map<string, Pending> | undefined;
  #sequence = 0;
  /** How many characters were kept when the run first changed something, and how many it has added since. */
  #stored: number | undefined;
  #grown = 0;

  constructor(tools: StateTools) {
    this.#tools = tools;
  }

  /** Reads what a run that is taken up again has changed already. */
  async resume(): Promise<void> {
    const { store, vault, executionId } = this.#tools;
    for (const { scope, key, sequence, operation, value } of await readStateChanges(
      store.read,
      executionId,
    )) {
      this.#sequence = Math.max(this.#sequence, sequence);
      const place = changePlace(executionId, sequence);
      const text = value && (await unsealedInTurns(await unpack(value, store.blobs), vault, place));
      if (scope !== 'execution') await this.#fetchKeys(scope, [key]);
      const made = await operationIn(operation, text, this.#tools.aside);
      if (made === 'set') this.#accept({ scope, key, how: made, text: text ?? undefined });
      else this.#accept({ scope, key, how: [made], text: await this.#remade([made], scope, key) });
    }
  }

  /** Reads what a step will look at; undefined when nothing of it is unknown, so that nobody waits. */
  fetch(reads: readonly StateReads[] = EVERYTHING): Promise<void> | undefined {
    if (reads.length === 0) return undefined;
    const wanted = reads.flatMap(({ state, keys }): Wanted[] => {
      const scope = SCOPES[state];
      const known = this.#knownOf(scope);
      if (scope === 'execution' || known.isWhole) return [];
      if (keys === 'all') return [{ scope, keys }];
      const unknown = keys.filter((key) => !known.has(key));
      return unknown.length > 0 ? [{ scope, keys: unknown }] : [];
    });
    const isLarge = this.#tools.aside !== undefined && reads.some((read) => this.#unread(read).length > 0);
    return wanted.length > 0 || isLarge ? this.#fetchAll(wanted, reads) : undefined;
  }

  /** A state as a context gives it. */
  view(scope: StateScope): State {
    return this.#viewOf(scope).state;
  }

  /** Takes over states that a step has returned: each replaces the former whole. */
  replace(returned: ReturnedStates): void {
    for (const name of NAMES) {
      const state = returned[name];
      const scope = SCOPES[name];
      if (state !== undefined && state !== this.#views?.get(scope)?.state) this.#viewOf(scope).replace(state);
    }
  }

  /**
   * What the step has changed.
   * @throws when a value cannot be kept, or all together are over the limit
   */
  async changes(): Promise<ScopedChange[]> {
    const changed: ScopedChange[] = [];
    for (const [scope, view] of this.#views ?? [])
      for (const change of await view.changes()) changed.push({ scope, ...change });
    if (changed.length === 0) return changed;
    this.#stored ??= await sizeOfStates(this.#tools.store.read, this.#tools.owners);
    const more = changed.reduce((sum, change) => sum + this.#growth(change), 0);
    if (more > 0) this.#refuseOverLimit(this.#stored + this.#grown + more);
    return changed;
  }

  /** Whether there is anything to ask `changes` for. */
  get isTouched(): boolean {
    return this.#views !== undefined;
  }

  /** Takes changes of the step over into the run, and answers them ready to be stored. */
  async accept(changed: ScopedChange[]): Promise<StateChange[]> {
    this.discard();
    const rows: StateChange[] = [];
    for (const change of changed) {
      this.#accept(change);
      rows.push(...(await this.#rowsOf(change)));
    }
    return rows;
  }

  /** Forgets what the step has changed. */
  discard(): void {
    this.#views = undefined;
  }

  /**
   * Lets the changes take effect in the write that ends the run: on what other runs have made of the states meanwhile.
   * @param end writes the end of the run, and does in that write what it is given
   * @throws AppError `invalid` when all together are over the limit then
   */
  async settle<T>(end: (apply: (tx: Database) => Promise<void>) => Promise<T>): Promise<T> {
    if (this.#pending === undefined) return await end(NOTHING_TO_APPLY);
    const pending = [...this.#pending.values()].flatMap(({ scope, key, how }): PendingState[] =>
      scope === 'execution' ? [] : [{ scope, key, how, text: this.#knownOf(scope).get(key) }],
    );
    if (pending.length === 0) return await end(NOTHING_TO_APPLY);
    const settle = async (isMoved: boolean) => {
      const made = await madeStates(this.#tools, pending, isMoved);
      return await end(async (tx) => this.#apply(tx, await stateWrites(this.#tools, tx, pending, made)));
    };
    try {
      return await settle(false);
    } catch (error) {
      if (!(error instanceof StatesMoved)) throw error;
    }
    const { oneByOne, owners } = this.#tools;
    // Those of several instances share the states of their integration.
    return await oneByOne(owners.integration, () => untilTheyRest(() => settle(true)));
  }

  async #apply(tx: Database, writes: StateWrite[]): Promise<void> {
    await writeStates(tx, this.#tools.owners, writes);
    if (this.#grown > 0) this.#refuseOverLimit(await sizeOfStates(tx, this.#tools.owners));
  }

  /** After a pause something else may be kept there, that the operation does not take: then the run starts over. */
  async #remade(how: Operation[], scope: StateScope, key: string): Promise<string> {
    const { aside } = this.#tools;
    return await madeOf(how, this.#knownOf(scope).get(key), aside).catch(() => madeOf(how, undefined, aside));
  }

  async #fetchAll(wanted: Wanted[], reads: readonly StateReads[]): Promise<void> {
    for (const { scope, keys } of wanted) await this.#fetchKeys(scope, keys);
    const { aside } = this.#tools;
    if (!aside) return;
    for (const read of reads) {
      const known = this.#knownOf(SCOPES[read.state]);
      for (const key of this.#unread(read))
        known.keepValue(key, await aside.decode(known.get(key) ?? 'null'));
    }
  }

  /** Keys with large texts that a step will look at: they are read in a thread, before it begins. */
  #unread({ state, keys }: StateReads): string[] {
    return this.#knownOf(SCOPES[state]).unread(keys);
  }

  async #fetchKeys(scope: KeptScope, keys: readonly string[] | 'all'): Promise<void> {
    const known = this.#knownOf(scope);
    const { store, owners } = this.#tools;
    const unknown = keys === 'all' ? keys : keys.filter((key) => !known.has(key));
    for (const row of await readStates(store.read, scope, owners[scope], unknown)) {
      if (!known.has(row.key)) known.set(row.key, await keptText(this.#tools, scope, row));
    }
    if (unknown === 'all') known.isWhole = true;
    else for (const key of unknown) if (!known.has(key)) known.set(key, undefined);
  }

  #knownOf(scope: StateScope): KnownTexts {
    const known = this.#known[scope] ?? new KnownTexts({ isWhole: scope === 'execution' });
    this.#known[scope] = known;
    return known;
  }

  #viewOf(scope: StateScope): StateView {
    this.#views ??= new Map();
    const known = this.#views.get(scope);
    if (known) return known;
    const view = new StateView(this.#knownOf(scope));
    this.#views.set(scope, view);
    return view;
  }

  #accept(change: ScopedChange): void {
    const { scope, key, how, text } = change;
    this.#grown += this.#growth(change);
    const id = `${scope}/${key}`;
    this.#pending ??= new Map();
    this.#pending.set(id, { scope, key, how: folded(this.#pending.get(id)?.how, how) });
    this.#knownOf(scope).set(key, text);
  }

  #growth({ scope, key, text }: ScopedChange): number {
    const known = this.#knownOf(scope);
    return sizeOf(key, text) - sizeOf(key, known.has(key) ? known.get(key) : undefined);
  }

  async #rowsOf({ scope, key, how, text }: ScopedChange): Promise<StateChange[]> {
    if (how === 'set') return [await this.#rowOf(scope, key, text === undefined ? 'remove' : 'set', text)];
    const rows: StateChange[] = [];
    for (const operation of how) {
      const operand = await encodeInTurns(operandOf(operation), MAX_WIRE_BYTES);
      rows.push(await this.#rowOf(scope, key, operation.kind, operand));
    }
    return rows;
  }

  async #rowOf(
    scope: StateScope,
    key: string,
    operation: StateChange['operation'],
    text: string | undefined,
  ): Promise<StateChange> {
    const { executionId } = this.#tools;
    this.#sequence += 1;
    const sequence = this.#sequence;
    const value =
      text === undefined ? null : await packedState(this.#tools, text, changePlace(executionId, sequence));
    return { executionId, scope, key, sequence, operation, value };
  }

  #refuseOverLimit(size: number): void {
    const { limit } = this.#tools;
    if (size <= limit) return;
    const mb = (characters: number) => `${Math.ceil(characters / 1024 / 1024)} MB`;
    throw new AppError(
      'invalid',
      `The states of this instance would hold ${mb(size)}; the limit is ${mb(limit)}. Remove keys that are no longer needed.`,
    );
  }
}

/** Whenever states have moved another run has come to its end: this is not for ever. */
async function untilTheyRest<T>(settle: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await settle();
    } catch (error) {
      if (!(error instanceof StatesMoved)) throw error;
    }
  }
}
