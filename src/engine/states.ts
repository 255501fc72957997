import type { ReturnedStates, State } from '../components/component.ts';
import type { Blobs } from '../db/blobs.ts';
import { packInline, unpack } from '../db/payload.ts';
import { decode, encode } from '../lib/wire.ts';
import type { StateChange, StateRow, StateScope } from '../models/states.ts';

const SCOPES: readonly StateScope[] = ['execution', 'flow', 'crossFlow', 'integration'];

const NAMES: Record<StateScope, keyof ReturnedStates> = {
  execution: 'executionState',
  flow: 'instanceState',
  crossFlow: 'crossFlowState',
  integration: 'integrationState',
};

/**
 * The four states of a run. Steps change them in place; only keys that were touched are compared, so a large state
 * costs nothing to a step that leaves it alone.
 */
export class States {
  readonly #texts = new Map<StateScope, Map<string, string>>();
  /** Only scopes that a step has looked at. */
  readonly #scopes = new Map<StateScope, Scoped>();
  readonly #limit: number;

  private constructor(limit: number) {
    this.#limit = limit;
  }

  static async load(rows: StateRow[], blobs: Blobs, limit: number): Promise<States> {
    const states = new States(limit);
    for (const row of rows) states.#textsOf(row.scope).set(row.key, await unpack(row.value, blobs));
    return states;
  }

  /** A scope's state as a context gives it. */
  view(scope: StateScope): State {
    return this.#scoped(scope).view;
  }

  /** Takes over states that a step has returned: each replaces the former whole. */
  replace(returned: ReturnedStates): void {
    for (const scope of SCOPES) {
      const state = returned[NAMES[scope]];
      if (state !== undefined && state !== this.#scopes.get(scope)?.view) this.#scoped(scope).replace(state);
    }
  }

  /**
   * What has changed since the last call, ready to be stored; from then on it counts as stored.
   * @throws when a value cannot be stored, or all together are over the limit
   */
  takeChanges(): StateChange[] {
    const changes: StateChange[] = [];
    for (const [scope, scoped] of this.#scopes) {
      for (const [key, text] of scoped.takeChanges()) {
        changes.push({ scope, key, value: text === undefined ? undefined : packInline(text) });
      }
    }
    if (changes.length > 0) this.#refuseOverLimit();
    return changes;
  }

  #textsOf(scope: StateScope): Map<string, string> {
    const known = this.#texts.get(scope) ?? new Map<string, string>();
    this.#texts.set(scope, known);
    return known;
  }

  #scoped(scope: StateScope): Scoped {
    const known = this.#scopes.get(scope);
    if (known) return known;
    const scoped = new Scoped(this.#textsOf(scope));
    this.#scopes.set(scope, scoped);
    return scoped;
  }

  #refuseOverLimit(): void {
    let size = 0;
    for (const texts of this.#texts.values())
      for (const [key, text] of texts) size += key.length + text.length;
    if (size <= this.#limit) return;
    const mb = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`;
    throw new Error(
      `The states of this instance would hold ${mb(size)}; the limit is ${mb(this.#limit)}. Remove keys that are no longer needed.`,
    );
  }
}

class Scoped {
  readonly view: State;
  readonly #texts: Map<string, string>;
  readonly #values: State = Object.create(null);
  readonly #touched = new Set<string>();

  constructor(texts: Map<string, string>) {
    this.#texts = texts;
    this.view = new Proxy(this.#values, {
      get: (target, key) => (typeof key === 'string' ? this.#read(key) : Reflect.get(target, key)),
      has: (target, key) =>
        typeof key === 'string' ? this.#read(key) !== undefined : Reflect.has(target, key),
      set: (target, key, value) => {
        if (typeof key === 'string') this.#touched.add(key);
        return Reflect.set(target, key, value);
      },
      defineProperty: (target, key, property) => {
        if (typeof key === 'string') this.#touched.add(key);
        return Reflect.defineProperty(target, key, property);
      },
      deleteProperty: (target, key) => {
        if (typeof key === 'string') this.#touched.add(key);
        return Reflect.deleteProperty(target, key);
      },
      ownKeys: () => {
        for (const key of this.#texts.keys()) this.#read(key);
        return Reflect.ownKeys(this.#values);
      },
      getOwnPropertyDescriptor: (target, key) => {
        if (typeof key === 'string') this.#read(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
  }

  /** A key that is read may be changed below its surface, so it counts as touched. */
  #read(key: string): unknown {
    if (!this.#touched.has(key)) {
      const text = this.#texts.get(key);
      if (text === undefined) return undefined;
      this.#values[key] = decode(text);
      this.#touched.add(key);
    }
    return this.#values[key];
  }

  replace(state: State): void {
    for (const key of this.#texts.keys()) this.#touched.add(key);
    for (const key of Object.keys(this.#values)) delete this.#values[key];
    for (const [key, value] of Object.entries(state)) {
      this.#values[key] = value;
      this.#touched.add(key);
    }
  }

  takeChanges(): [key: string, text: string | undefined][] {
    const changes: [string, string | undefined][] = [];
    for (const key of this.#touched) {
      const value = this.#values[key];
      const text = value === undefined ? undefined : encode(value);
      if (text === this.#texts.get(key)) continue;
      changes.push([key, text]);
      if (text === undefined) this.#texts.delete(key);
      else this.#texts.set(key, text);
    }
    return changes;
  }
}
