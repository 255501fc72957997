import type { ReturnedStates, State, StateReads } from '../components/component.ts';
import { packInline, unpack } from '../db/payload.ts';
import type { Database, Store } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import type { Operation } from '../lib/operations.ts';
import { type Sealing, sealedIfSecret, unsealed } from '../lib/sealed.ts';
import { encode } from '../lib/wire.ts';
import { changePlace, readStateChanges, type StateChange, type StateScope } from '../models/state-changes.ts';
import {
  type KeptScope,
  readStates,
  type StateOwners,
  type StateRow,
  type StateWrite,
  sizeOfStates,
  statePlace,
  writeStates,
} from '../models/states.ts';
import { folded, madeOf, operandOf, operationIn } from './state-operations.ts';
import { type Changed, KnownTexts, StateView } from './state-view.ts';

const SCOPES: Record<keyof ReturnedStates, StateScope> = {
  executionState: 'execution',
  instanceState: 'flow',
  crossFlowState: 'crossFlow',
  integrationState: 'integration',
};
const NAMES = ['executionState', 'instanceState', 'crossFlowState', 'integrationState'] as const;
const EVERYTHING: readonly StateReads[] = NAMES.map((state) => ({ state, keys: 'all' }));

/** What the states of a run are read and written with. */
export type StateTools = Sealing & {
  store: Store;
  executionId: string;
  owners: StateOwners;
  /** Most characters that they may have together. */
  limit: number;
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
  readonly #known: Record<StateScope, KnownTexts> = {
    execution: new KnownTexts(),
    flow: new KnownTexts(),
    crossFlow: new KnownTexts(),
    integration: new KnownTexts(),
  };
  /** Those that the present step has looked at. */
  readonly #views = new Map<StateScope, StateView>();
  /** By scope and key, what is to take effect. */
  readonly #pending = new Map<string, Pending>();
  #sequence = 0;
  /** How many characters were kept when the run first changed something, and how many it has added since. */
  #stored: number | undefined;
  #grown = 0;

  constructor(tools: StateTools) {
    this.#tools = tools;
    this.#known.execution.isWhole = true;
  }

  /** Reads what a run that is taken up again has changed already. */
  async resume(): Promise<void> {
    const { store, vault, executionId } = this.#tools;
    for (const { scope, key, sequence, operation, value } of await readStateChanges(
      store.read,
      executionId,
    )) {
      this.#sequence = Math.max(this.#sequence, sequence);
      const text =
        value && unsealed(await unpack(value, store.blobs), vault, changePlace(executionId, sequence));
      if (scope !== 'execution') await this.#fetchKeys(scope, [key]);
      const made = operationIn(operation, text);
      if (made === 'set') this.#accept({ scope, key, how: made, text: text ?? undefined });
      else this.#accept({ scope, key, how: [made], text: this.#remade([made], scope, key) });
    }
  }

  /** Reads what a step will look at; undefined when nothing of it is unknown, so that nobody waits. */
  fetch(reads: readonly StateReads[] = EVERYTHING): Promise<void> | undefined {
    const wanted = reads.flatMap(({ state, keys }): Wanted[] => {
      const scope = SCOPES[state];
      const known = this.#known[scope];
      if (scope === 'execution' || known.isWhole) return [];
      if (keys === 'all') return [{ scope, keys }];
      const unknown = keys.filter((key) => !known.has(key));
      return unknown.length > 0 ? [{ scope, keys: unknown }] : [];
    });
    return wanted.length > 0 ? this.#fetchAll(wanted) : undefined;
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
      if (state !== undefined && state !== this.#views.get(scope)?.state) this.#viewOf(scope).replace(state);
    }
  }

  /**
   * What the step has changed.
   * @throws when a value cannot be kept, or all together are over the limit
   */
  async changes(): Promise<ScopedChange[]> {
    const changed = [...this.#views].flatMap(([scope, view]) =>
      view.changes().map((change) => ({ scope, ...change })),
    );
    if (changed.length === 0) return changed;
    this.#stored ??= await sizeOfStates(this.#tools.store.read, this.#tools.owners);
    const more = changed.reduce((sum, change) => sum + this.#growth(change), 0);
    if (more > 0) this.#refuseOverLimit(this.#stored + this.#grown + more);
    return changed;
  }

  /** Whether there is anything to ask `changes` for. */
  get isTouched(): boolean {
    return this.#views.size > 0;
  }

  /** Takes changes of the step over into the run, and answers them ready to be stored. */
  accept(changed: ScopedChange[]): StateChange[] {
    this.discard();
    return changed.flatMap((change) => {
      this.#accept(change);
      return this.#rowsOf(change);
    });
  }

  /** Forgets what the step has changed. */
  discard(): void {
    this.#views.clear();
  }

  /**
   * Lets the changes take effect, in the write that ends the run: on what other runs have made of the states meanwhile.
   * @throws AppError `invalid` when all together are over the limit then
   */
  async apply(tx: Database): Promise<void> {
    const writes: StateWrite[] = [];
    for (const { scope, key, how } of this.#pending.values()) {
      if (scope === 'execution') continue;
      const text = how === 'set' ? this.#known[scope].get(key) : await this.#merged(tx, scope, key, how);
      const place = statePlace(scope, this.#tools.owners[scope], key);
      const value = text === undefined ? undefined : packInline(sealedIfSecret(text, this.#tools, place));
      writes.push({ scope, key, size: sizeOf(key, text), value });
    }
    if (writes.length === 0) return;
    await writeStates(tx, this.#tools.owners, writes);
    if (this.#grown > 0) this.#refuseOverLimit(await sizeOfStates(tx, this.#tools.owners));
  }

  /** Where another run has put something else there that the operations do not take, the value of this run stands. */
  async #merged(tx: Database, scope: KeptScope, key: string, how: Operation[]): Promise<string | undefined> {
    const [row] = await readStates(tx, scope, this.#tools.owners[scope], [key]);
    const before = row && (await this.#textOf(scope, row));
    try {
      return madeOf(how, before);
    } catch {
      return this.#known[scope].get(key);
    }
  }

  /** After a pause something else may be kept there, that the operation does not take: then the run begins anew. */
  #remade(how: Operation[], scope: StateScope, key: string): string {
    try {
      return madeOf(how, this.#known[scope].get(key));
    } catch {
      return madeOf(how, undefined);
    }
  }

  async #fetchAll(wanted: Wanted[]): Promise<void> {
    for (const { scope, keys } of wanted) await this.#fetchKeys(scope, keys);
  }

  async #fetchKeys(scope: KeptScope, keys: readonly string[] | 'all'): Promise<void> {
    const known = this.#known[scope];
    const { store, owners } = this.#tools;
    const unknown = keys === 'all' ? keys : keys.filter((key) => !known.has(key));
    for (const row of await readStates(store.read, scope, owners[scope], unknown)) {
      if (!known.has(row.key)) known.set(row.key, await this.#textOf(scope, row));
    }
    if (unknown === 'all') known.isWhole = true;
    else for (const key of unknown) if (!known.has(key)) known.set(key, undefined);
  }

  async #textOf(scope: KeptScope, { key, value }: StateRow): Promise<string> {
    const { store, vault, owners } = this.#tools;
    return unsealed(await unpack(value, store.blobs), vault, statePlace(scope, owners[scope], key));
  }

  #viewOf(scope: StateScope): StateView {
    const known = this.#views.get(scope);
    if (known) return known;
    const view = new StateView(this.#known[scope]);
    this.#views.set(scope, view);
    return view;
  }

  #accept(change: ScopedChange): void {
    const { scope, key, how, text } = change;
    this.#grown += this.#growth(change);
    const id = `${scope}/${key}`;
    this.#pending.set(id, { scope, key, how: folded(this.#pending.get(id)?.how, how) });
    this.#known[scope].set(key, text);
  }

  #growth({ scope, key, text }: ScopedChange): number {
    const known = this.#known[scope];
    return sizeOf(key, text) - sizeOf(key, known.has(key) ? known.get(key) : undefined);
  }

  #rowsOf({ scope, key, how, text }: ScopedChange): StateChange[] {
    const { executionId } = this.#tools;
    const row = (operation: StateChange['operation'], value: string | undefined): StateChange => {
      this.#sequence += 1;
      const place = changePlace(executionId, this.#sequence);
      const packed = value === undefined ? null : packInline(sealedIfSecret(value, this.#tools, place));
      return { executionId, scope, key, sequence: this.#sequence, operation, value: packed };
    };
    if (how === 'set') return [row(text === undefined ? 'remove' : 'set', text)];
    return how.map((operation) => row(operation.kind, encode(operandOf(operation))));
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

function sizeOf(key: string, text: string | undefined): number {
  return text === undefined ? 0 : key.length + text.length;
}
