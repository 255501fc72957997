import type { State } from '../components/component.ts';
import { encodeInTurns } from '../lib/in-turns.ts';
import { listenToOperations, type Operation } from '../lib/operations.ts';
import { LARGE_TEXT } from '../lib/text-pieces.ts';
import { decode, MAX_WIRE_BYTES } from '../lib/wire.ts';

/** What a run knows of one state: texts by key, undefined under keys that it knows to be free. */
export class KnownTexts {
  readonly #texts = new Map<string, string | undefined>();
  readonly #large = new Set<string>();
  /** Values of large texts that were read in a thread, for the next one who asks. */
  readonly #read = new Map<string, unknown>();
  /** Whether there is nothing that it does not know. */
  isWhole: boolean;

  constructor({ isWhole }: { isWhole: boolean }) {
    this.isWhole = isWhole;
  }

  has(key: string): boolean {
    return this.isWhole || this.#texts.has(key);
  }

  /** @throws for a key that nobody has fetched: the action looks at more than its `stateReads` say */
  get(key: string): string | undefined {
    if (!this.has(key)) throw new Error(`The state “${key}” was not fetched for this step.`);
    return this.#texts.get(key);
  }

  set(key: string, text: string | undefined): void {
    this.#texts.set(key, text);
    this.#read.delete(key);
    if (text !== undefined && text.length > LARGE_TEXT) this.#large.add(key);
    else this.#large.delete(key);
  }

  /** The value under a key, for the one who asks to change; undefined where there is none. */
  valueOf(key: string): unknown {
    const text = this.get(key);
    if (text === undefined) return undefined;
    if (!this.#read.has(key)) return decode(text);
    const value = this.#read.get(key);
    this.#read.delete(key);
    return value;
  }

  /** Those of the keys whose text is large and has to be read yet. */
  unread(keys: readonly string[] | 'all'): string[] {
    if (this.#large.size === 0) return [];
    return [...this.#large].filter((key) => !this.#read.has(key) && (keys === 'all' || keys.includes(key)));
  }

  /** Keeps what was read of a large text elsewhere. */
  keepValue(key: string, value: unknown): void {
    this.#read.set(key, value);
  }

  keys(): string[] {
    return [...this.#texts].flatMap(([key, text]) => (text === undefined ? [] : [key]));
  }
}

/** A key that a step has changed: how, and the text that it has come to; undefined when it was removed. */
export type Changed = { key: string; how: Operation[] | 'set'; text: string | undefined };

/** One state as one step sees it and changes it in place. */
export class StateView {
  readonly state: State;
  readonly #known: KnownTexts;
  readonly #values: State = Object.create(null);
  /** A key that was read may have been changed below its surface. */
  readonly #touched = new Set<string>();
  readonly #written = new Set<string>();
  readonly #operations = new Map<string, Operation[]>();

  constructor(known: KnownTexts) {
    this.#known = known;
    this.state = this.#proxy();
    listenToOperations(this.state, (key, operation, value) => {
      this.#touched.add(key);
      this.#values[key] = value;
      if (!this.#written.has(key))
        this.#operations.set(key, [...(this.#operations.get(key) ?? []), operation]);
    });
  }

  /** Puts other values in the place of all that is there. */
  replace(state: State): void {
    for (const key of this.#known.keys()) this.#write(key);
    for (const key of Object.keys(this.#values)) delete this.#values[key];
    for (const [key, value] of Object.entries(state)) {
      this.#write(key);
      this.#values[key] = value;
    }
  }

  /** @throws WireError for a value that cannot be kept */
  async changes(): Promise<Changed[]> {
    const changed: Changed[] = [];
    for (const key of this.#touched) {
      const value = this.#values[key];
      const made = value === undefined ? undefined : encodeInTurns(value, MAX_WIRE_BYTES);
      const text = made instanceof Promise ? await made : made;
      // What a step returned may hold keys that nobody has fetched.
      if (this.#known.has(key) && text === this.#known.get(key)) continue;
      changed.push({ key, how: this.#operations.get(key) ?? 'set', text });
    }
    return changed;
  }

  #read(key: string): unknown {
    if (!this.#touched.has(key)) {
      const value = this.#known.valueOf(key);
      if (value === undefined) return undefined;
      this.#values[key] = value;
      this.#touched.add(key);
    }
    return this.#values[key];
  }

  #write(key: string): void {
    this.#touched.add(key);
    this.#written.add(key);
    this.#operations.delete(key);
  }

  #proxy(): State {
    return new Proxy(this.#values, {
      get: (target, key) => (typeof key === 'string' ? this.#read(key) : Reflect.get(target, key)),
      has: (target, key) =>
        typeof key === 'string' ? this.#read(key) !== undefined : Reflect.has(target, key),
      set: (target, key, value) => {
        if (typeof key === 'string') this.#write(key);
        return Reflect.set(target, key, value);
      },
      defineProperty: (target, key, property) => {
        if (typeof key === 'string') this.#write(key);
        return Reflect.defineProperty(target, key, property);
      },
      deleteProperty: (target, key) => {
        if (typeof key === 'string') this.#write(key);
        return Reflect.deleteProperty(target, key);
      },
      ownKeys: () => {
        for (const key of this.#known.keys()) this.#read(key);
        return Reflect.ownKeys(this.#values);
      },
      getOwnPropertyDescriptor: (target, key) => {
        if (typeof key === 'string') this.#read(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
  }
}
