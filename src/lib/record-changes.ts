import { isRecord } from './records.ts';
import { encode } from './wire.ts';

/** What has become of a record's entries: those that are new or other, and the keys of those that are gone. */
export type RecordChanges = { set: Record<string, unknown>; removed: string[] };

/** Records by name, which somebody else changes in place. */
export type Records = Record<string, unknown>;

/** Tells what has changed in records since it was asked last, also below their surface. */
export class TrackedRecords {
  readonly #records: Records;
  readonly #names: readonly string[];
  readonly #texts = new Map<string, Map<string, string>>();

  /** @param records is read each time, so that another record may stand under a name meanwhile */
  constructor(records: Records, names: readonly string[]) {
    this.#records = records;
    this.#names = names;
    this.changes();
  }

  /** By the names of the records that have changed. @throws WireError for what cannot be kept */
  changes(): Record<string, RecordChanges> {
    const changed: Record<string, RecordChanges> = {};
    for (const name of this.#names) {
      const changes = this.#changesOf(name);
      if (changes) changed[name] = changes;
    }
    return changed;
  }

  /** Makes changes that somebody else knows of already. */
  apply(changes: unknown): void {
    applyChanges(this.#records, changes, this.#names);
    this.changes();
  }

  #changesOf(name: string): RecordChanges | undefined {
    const record = this.#records[name];
    const before = this.#texts.get(name) ?? new Map<string, string>();
    const after = new Map<string, string>();
    const set: [string, unknown][] = [];
    for (const [key, value] of isRecord(record) ? Object.entries(record) : []) {
      if (value === undefined) continue;
      const text = encode(value);
      after.set(key, text);
      if (before.get(key) !== text) set.push([key, value]);
    }
    const removed = [...before.keys()].filter((key) => !after.has(key));
    this.#texts.set(name, after);
    return set.length + removed.length === 0 ? undefined : { set: Object.fromEntries(set), removed };
  }
}

/** Makes changes in the records of these names; whatever else the text of a foreign process may hold is passed over. */
export function applyChanges(records: object, changes: unknown, names: readonly string[]): void {
  if (!isRecord(changes)) return;
  for (const name of names) {
    const record: unknown = Reflect.get(records, name);
    const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
    if (!isRecord(record) || !isRecord(change)) continue;
    if (isRecord(change.set)) for (const [key, value] of Object.entries(change.set)) put(record, key, value);
    if (Array.isArray(change.removed)) for (const key of change.removed) delete record[String(key)];
  }
}

/** Puts these entries in the place of all that are there. */
export function replaceEntries(record: Record<string, unknown>, entries: Record<string, unknown>): void {
  for (const key of Object.keys(record)) if (!Object.hasOwn(entries, key)) delete record[key];
  for (const [key, value] of Object.entries(entries)) put(record, key, value);
}

/** As its own, whatever the key: `__proto__` too. */
function put(record: object, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
}
